/* Links that may be followed and that may not, and what bytes begin like. */
#include "ingest/graph/media_link.h"

#include "lib/mem.h"
#include "tests/unit/unit.h"

static const struct {
	const char *link;
	bool local;
	const char *refusal; /* how it begins; NULL = may be followed */
} links[] = {
    {"https://scontent-fra3-1.cdninstagram.com/v/t51/1_n.jpg?oh=1&oe=2", false, NULL},
    {"https://video.xx.fbcdn.net:443/v.mp4", false, NULL},
    {"HTTPS://SCONTENT.CDNINSTAGRAM.COM/a", false, NULL},
    {"http://scontent.cdninstagram.com/a", false, "the link is not https"},
    {"ftp://scontent.cdninstagram.com/a", false, "the link is not https"},
    {"file:///etc/passwd", false, "the link is not https"},
    {"//scontent.cdninstagram.com/a", false, "the link is not https"},
    {"", false, "the link is none"},
    {"https://", false, "the link leads to a host"},
    {"https://scontent.cdninstagram.com", false, "the link is none"},
    {"https://scontent.cdninstagram.com?x", false, "the link is none"},
    {"https://scontent.cdninstagram.com#x/", false, "the link is none"},
    {"https://scontent.cdninstagram.com:22/a", false, "the link names a port"},
    {"https://scontent.cdninstagram.com:4430/a", false, "the link is none"},
    {"https://scontent.cdninstagram.com:/a", false, "the link names a port"},
    {"https://cdninstagram.com/a", false, "the link leads to a host"},
    {"https://.cdninstagram.com/a", false, "the link leads to a host"},
    {"https://evilcdninstagram.com/a", false, "the link leads to a host"},
    {"https://a.cdninstagram.com.evil.example/a", false, "the link leads to a host"},
    {"https://evil.example/.cdninstagram.com/", false, "the link leads to a host"},
    {"https://evil.example#.cdninstagram.com/", false, "the link leads to a host"},
    {"https://a.cdninstagram.com@evil.example/", false, "the link is none"},
    {"https://user:pw@a.cdninstagram.com/", false, "the link leads to a host"},
    {"https://a.cdninstagram.com\\@evil.example/", false, "the link is none"},
    {"https://a.cdninstagram.com./a", false, "the link leads to a host"},
    {"https://evil%2e.cdninstagram.com/", false, "the link leads to a host"},
    {"https://169.254.169.254/latest", false, "the link leads to a host"},
    {"https://[::1]/a", false, "the link leads to a host"},
    {"https://a.cdninstagram.com/a b", false, "the link is none"},
    {"https://a.cdninstagram.com/a\r\nHost: x", false, "the link is none"},
    {"https://a.cdninstagram.com/\xc3\xa9", false, "the link is none"},
    {"http://127.0.0.1:8080/media/1.jpg", true, NULL},
    {"http://127.0.0.1/media/1.jpg", true, NULL},
    {"http://127.0.0.1:/media/1.jpg", true, "the link names a port"},
    {"http://127.0.0.1.evil.example/", true, "the link leads off this machine"},
    {"http://127.0.0.1@evil.example/", true, "the link is none"},
    {"http://localhost/a", true, "the link leads off this machine"},
    {"https://scontent.cdninstagram.com/a", true, "the link leads off this machine"},
};

static void
test_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(links); i++) {
		const char *got =
		    media_link_refusal(span_of(links[i].link), MEDIA_HOSTS_DEFAULT, links[i].local);
		const char *want = links[i].refusal;

		if (want == NULL ? got != NULL
				 : got == NULL || strncmp(got, want, strlen(want)) != 0)
			fail_msg("%s: %s, wanted %s", links[i].link, got != NULL ? got : "good",
				 want != NULL ? want : "good");
	}
}

static void
test_hosts(void **state)
{
	static const struct {
		const char *hosts;
		bool good;
	} rows[] = {{".a.example", true},
		    {"b.a.example", true},
		    {"c.a.example", false},
		    {"a.example", false},
		    {" .x.example,.a.example ", true},
		    {".x.example .y.example", false},
		    {"", false},
		    {" , ", false},
		    {".", false}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((media_link_refusal(SPAN("https://b.a.example/x"), rows[i].hosts, false) ==
		     NULL) != rows[i].good)
			fail_msg("hosts '%s'", rows[i].hosts);
}

static void
test_long_links(void **state)
{
	char link[LINK_MAX + 2];

	(void)state;
	memset(link, 'a', sizeof link);
	memcpy(link, "https://a.fbcdn.net/", 20);
	assert_null(media_link_refusal((struct span){link, LINK_MAX}, MEDIA_HOSTS_DEFAULT, false));
	assert_non_null(
	    media_link_refusal((struct span){link, LINK_MAX + 1}, MEDIA_HOSTS_DEFAULT, false));
}

static void
test_stem(void **state)
{
	(void)state;
	assert_int_equal(media_link_stem(SPAN("https://a/b.jpg?oh=1&oe=2")).n, 15);
	assert_int_equal(media_link_stem(SPAN("https://a/b.jpg")).n, 15);
}

static void
test_types(void **state)
{
	static const struct {
		struct span bytes;
		const char *type;
	} rows[] = {{{"\xff\xd8\xff\xe0\0\x10JFIF", 10}, "image/jpeg"},
		    {{"\xff\xd8\xff", 3}, "image/jpeg"},
		    {{"\xff\xd8", 2}, NULL},
		    {{"\x89PNG\r\n\x1a\n\0", 9}, "image/png"},
		    {{"\x89PNG\n\n\x1a\n\0", 9}, NULL},
		    {{"RIFF\0\0\0\0WEBPVP8 ", 16}, "image/webp"},
		    {{"RIFF\0\0\0\0WAVE", 12}, NULL},
		    {{"\0\0\0\x18"
		      "ftypheic",
		      12},
		     "image/heic"},
		    {{"\0\0\0\x18"
		      "ftypmif1",
		      12},
		     "image/heic"},
		    {{"\0\0\0\x18"
		      "ftypavif",
		      12},
		     "image/avif"},
		    {{"\0\0\0\x18"
		      "ftypisom",
		      12},
		     "video/mp4"},
		    {{"\0\0\0\x18"
		      "ftypmp42",
		      12},
		     "video/mp4"},
		    {{"<!DOCTYPE html>", 15}, NULL},
		    {{"{\"error\":1}", 11}, NULL},
		    {{"", 0}, NULL}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char *exact = must_malloc(rows[i].bytes.n + 1);
		const char *got;

		memcpy(exact, rows[i].bytes.p, rows[i].bytes.n);
		got = media_type_of_bytes(exact, rows[i].bytes.n);
		if (rows[i].type == NULL)
			assert_null(got);
		else
			assert_string_equal(got, rows[i].type);
		free(exact);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_links),      cmocka_unit_test(test_hosts),
	    cmocka_unit_test(test_long_links), cmocka_unit_test(test_stem),
	    cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
