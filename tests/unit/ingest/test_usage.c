#include "ingest/quota/usage.h"

#include "lib/buf.h"
#include "tests/unit/unit.h"

#define NOW INT64_C(784111777000) /* Sun, 06 Nov 1994 08:49:37 GMT */

static void
app_usage_is_read(void **state)
{
	struct usage usage;
	size_t n;

	(void)state;
	assert_int_equal(
	    usage_read_app(SPAN("{\"call_count\":12,\"total_cputime\":0,\"total_time\":40}"),
			   &usage, &n),
	    USAGE_GOOD);
	assert_int_equal(n, 1);
	assert_int_equal(usage.percent, 40);
	assert_int_equal(usage.type, 'a');
	assert_int_equal(usage_read_app((struct span){NULL, 0}, &usage, &n), USAGE_GOOD);
	assert_int_equal(n, 0);
}

static void
odd_app_usage_is_malformed(void **state)
{
	static const char *const odd[] = {
	    "x",
	    "{}",
	    "[]",
	    "null",
	    "{\"call_count\":-1}",
	    "{\"call_count\":\"12\"}",
	    "{\"call_count\":1e9}",
	    "{\"call_count\":1",
	    "{\"call_count\":1}{",
	    "{\"other\":1}",
	};
	struct usage usage;
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(odd); i++) {
		assert_int_equal(usage_read_app(span_of(odd[i]), &usage, &n), USAGE_MALFORMED);
		assert_int_equal(n, 0);
	}
}

static void
business_usage_is_read(void **state)
{
	static const char header[] =
	    "{\"645699291956344\":[{\"type\":\"instagram\",\"call_count\":1,\"total_cputime\":7,"
	    "\"total_time\":1,\"estimated_time_to_regain_access\":0}],\"17841472020051826\":[{"
	    "\"type\":\"pages\",\"call_count\":99,\"total_cputime\":1,\"total_time\":1,"
	    "\"estimated_time_to_regain_access\":19},{\"type\":\"messenger\",\"call_count\":100}]}";
	struct usage usages[USAGES_MAX];
	size_t n;

	(void)state;
	assert_int_equal(usage_read_business(SPAN(header), usages, &n), USAGE_GOOD);
	assert_int_equal(n, 2);
	assert_string_equal(usages[0].id.text, "645699291956344");
	assert_int_equal(usages[0].type, 'i');
	assert_int_equal(usages[0].percent, 7);
	assert_int_equal(usages[0].regain_mins, 0);
	assert_string_equal(usages[1].id.text, "17841472020051826");
	assert_int_equal(usages[1].type, 'p');
	assert_int_equal(usages[1].percent, 99);
	assert_int_equal(usages[1].regain_mins, 19);
}

static void
the_same_key_twice_is_two_readings(void **state)
{
	static const char header[] = "{\"1\":[{\"type\":\"instagram\",\"call_count\":100}],"
				     "\"1\":[{\"type\":\"instagram\",\"call_count\":2}]}";
	struct usage usages[USAGES_MAX];
	size_t n;

	(void)state;
	assert_int_equal(usage_read_business(SPAN(header), usages, &n), USAGE_GOOD);
	assert_int_equal(n, 2);
	assert_int_equal(usages[0].percent, 100);
}

static void
an_unknown_type_costs_only_itself(void **state)
{
	static const char header[] = "{\"1\":[{\"type\":\"holograms\",\"call_count\":100},"
				     "{\"type\":\"instagram\",\"call_count\":3}]}";
	struct usage usages[USAGES_MAX];
	size_t n;

	(void)state;
	assert_int_equal(usage_read_business(SPAN(header), usages, &n), USAGE_UNKNOWN);
	assert_int_equal(n, 1);
	assert_int_equal(usages[0].percent, 3);
}

static void
odd_business_usage_is_malformed(void **state)
{
	static const char *const odd[] = {
	    "x",
	    "{\"1\":{}}",
	    "{\"a/b\":[{\"type\":\"instagram\",\"call_count\":3}]}",
	    "{\"1\":[3]}",
	    "{\"1\":[{\"call_count\":3}]}",
	    "{\"1\":[{\"type\":\"instagram\",\"call_count\":null}]}",
	};
	struct usage usages[USAGES_MAX];
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(odd); i++) {
		assert_int_equal(usage_read_business(span_of(odd[i]), usages, &n), USAGE_MALFORMED);
		assert_int_equal(n, 0);
	}
}

static void
headers_have_a_ceiling(void **state)
{
	struct buf header = BUF_MAX(200000);
	struct usage usages[USAGES_MAX];
	size_t n;

	(void)state;
	buf_putc(&header, '{');
	for (int i = 0; i < 40; i++)
		buf_printf(&header, "%s\"%d\":[{\"type\":\"instagram\",\"call_count\":1}]",
			   i == 0 ? "" : ",", i + 1);
	buf_putc(&header, '}');
	assert_int_equal(usage_read_business(buf_span(&header), usages, &n), USAGE_GOOD);
	assert_int_equal(n, USAGES_MAX);
	while (header.n < 199999)
		buf_putc(&header, ' ');
	assert_int_equal(usage_read_business(buf_span(&header), usages, &n), USAGE_MALFORMED);
	buf_release(&header);
}

static void
retry_after_is_read(void **state)
{
	static const struct {
		const char *retry_after, *date;
		when_ms pause; /* s */
	} cases[] = {
	    {"30", "", 30},
	    {"0", "", 60},
	    {"-5", "", 60},
	    {"", "", 60},
	    {"1e3", "", 60},
	    {"1000000000", "", 60},
	    {"99999999999999999999", "", 60},
	    {"86400", "", 86400},
	    {"86401", "", 60},
	    {"soon", "", 60},
	    {"Sun, 06 Nov 1994 08:51:37 GMT", "", 120},
	    {"Sun, 06 Nov 1994 08:51:37 GMT", "Sun, 06 Nov 1994 08:50:37 GMT", 60},
	    {"Sun, 06 Nov 1994 09:51:37 GMT", "Sun, 06 Nov 1994 08:51:37 GMT", 3600},
	    {"Sun, 06 Nov 1994 08:49:36 GMT", "", 60},
	    {"Mon, 06 Nov 2094 08:49:37 GMT", "", 60},
	    {"Sun, 31 Feb 1994 08:49:37 GMT", "", 60},
	    {"Sun, 06 ovD 1994 08:51:37 GMT", "", 60},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(usage_retry_after(span_of(cases[i].retry_after),
						   span_of(cases[i].date), NOW),
				 cases[i].pause * WHEN_SECOND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(app_usage_is_read),
	    cmocka_unit_test(odd_app_usage_is_malformed),
	    cmocka_unit_test(business_usage_is_read),
	    cmocka_unit_test(the_same_key_twice_is_two_readings),
	    cmocka_unit_test(an_unknown_type_costs_only_itself),
	    cmocka_unit_test(odd_business_usage_is_malformed),
	    cmocka_unit_test(headers_have_a_ceiling),
	    cmocka_unit_test(retry_after_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
