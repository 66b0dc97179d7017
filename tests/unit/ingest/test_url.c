#include "ingest/net/url.h"

#include "tests/unit/unit.h"

static int
check(const char *server, bool *plain)
{
	struct fail fail = FAIL_NONE;

	return url_check_server(server, plain, &fail) == 0 ? EX_OK : fail.status;
}

static void
plain_http_stays_on_this_machine(void **state)
{
	static const char *const good[] = {
	    "http://127.0.0.1:8080",
	    "http://127.8.9.1",
	    "http://localhost:1/x",
	    "http://[::1]:80",
	};
	static const char *const bad[] = {
	    "http://graph.facebook.com",
	    "http://127.0.0.1.example.org",
	    "http://128.0.0.1",
	    "http://127.0.0.1@example.org",
	    "http://127.0.0.1:80@example.org",
	    "http://[::2]:80",
	    "http://localhost.example.org",
	    "http://2130706433",
	    "http://127.1",
	    "http://0.0.0.0",
	};
	bool plain;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_int_equal(check(good[i], &plain), EX_OK);
		assert_true(plain);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(check(bad[i], &plain), EX_CONFIG);
}

static void
servers_are_checked(void **state)
{
	static const char *const bad[] = {
	    "",
	    "graph.facebook.com",
	    "ftp://x",
	    "https://",
	    "https://a b",
	    "https://a?x=1",
	    "https://a#x",
	    "https://user@a",
	    "https://a:",
	    "https://a:123456",
	    "https://[::1",
	    "https://a\\b",
	    "file:///etc/",
	    "https://a/%2e",
	    "HTTPS://a.test",
	};
	bool plain;

	(void)state;
	assert_int_equal(check("https://graph.facebook.com", &plain), EX_OK);
	assert_false(plain);
	assert_int_equal(check("https://proxy.example.org:8443/graph/", &plain), EX_OK);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(check(bad[i], &plain), EX_CONFIG);
}

static void
versions_are_checked(void **state)
{
	static const char *const bad[] = {"", "25.0", "v", "v25", "v25.", "v25.00", "v25.0/../x"};
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(url_check_version("v25.0", &fail), 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		fail = FAIL_NONE;
		assert_int_equal(url_check_version(bad[i], &fail), -1);
		assert_int_equal(fail.status, EX_CONFIG);
	}
}

static void
questions_are_spelled(void **state)
{
	struct buf out = BUF_MAX(4096);

	(void)state;
	url_stories(&out, "v25.0", "17", SPAN("id,caption"), 100, "");
	assert_string_equal(buf_text(&out), "/v25.0/17/stories?fields=id,caption&limit=100");
	buf_clear(&out);
	url_stories(&out, "v25.0", "17", SPAN("id"), 7, "a+b/c=");
	assert_string_equal(buf_text(&out),
			    "/v25.0/17/stories?fields=id&limit=7&after=a%2Bb%2Fc%3D");
	buf_clear(&out);
	url_insights(&out, "v25.0", "18", SPAN("views,reach"), "");
	assert_string_equal(buf_text(&out), "/v25.0/18/insights?metric=views,reach");
	buf_clear(&out);
	url_insights(&out, "v25.0", "18", SPAN("navigation"), "x_type");
	assert_string_equal(buf_text(&out),
			    "/v25.0/18/insights?metric=navigation&breakdown=x_type");
	buf_release(&out);
}

static void
parameters_are_found_whole(void **state)
{
	struct span value;

	(void)state;
	assert_true(url_parameter(span_of("https://a/b?x=1&after=C2&y=3"), "after", &value));
	assert_int_equal(value.n, 2);
	assert_memory_equal(value.p, "C2", 2);
	assert_true(url_parameter(span_of("?after=Z"), "after", &value));
	assert_int_equal(value.n, 1);
	assert_false(url_parameter(span_of("https://a/b?hereafter=1&y=3"), "after", &value));
	assert_false(url_parameter(span_of("https://a/after=1"), "after", &value));
	assert_false(url_parameter(span_of("?after"), "after", &value));
	assert_false(url_parameter(span_of(""), "after", &value));
}

static void
percent_encoding_is_undone(void **state)
{
	struct buf out = BUF_MAX(64);

	(void)state;
	assert_true(url_decode(&out, span_of("a%2Bb%3d%25")));
	assert_string_equal(buf_text(&out), "a+b=%");
	assert_false(url_decode(&out, span_of("%2")));
	assert_false(url_decode(&out, span_of("%zz")));
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_http_stays_on_this_machine),
	    cmocka_unit_test(servers_are_checked),
	    cmocka_unit_test(versions_are_checked),
	    cmocka_unit_test(questions_are_spelled),
	    cmocka_unit_test(parameters_are_found_whole),
	    cmocka_unit_test(percent_encoding_is_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
