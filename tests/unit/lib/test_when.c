#include "lib/when.h"

#include "tests/unit/unit.h"

#define BASE 1681624800000 /* 2023-04-16T06:00:00Z */

struct row {
	const char *text;
	when_ms ms;
};

static void
reads_times(void **state)
{
	static const struct row rows[] = {
	    {"1970-01-01T00:00:00Z", 0},
	    {"1970-01-01T00:00:00.001Z", 1},
	    {"2023-04-16T06:00:00Z", BASE},
	    {"2023-04-16t06:00:00z", BASE},
	    {"2023-04-16 06:00:00Z", BASE},
	    {"2023-04-16T06:00:00+0000", BASE},
	    {"2023-04-16T06:00:00+00:00", BASE},
	    {"2023-04-16T06:00:00-00:00", BASE},
	    {"2023-04-16T08:00:00+02:00", BASE},
	    {"2023-04-15T23:00:00-0700", BASE},
	    {"2023-04-16T11:30:00+05:30", BASE},
	    {"2023-04-16T06:00:00.5Z", BASE + 500},
	    {"2023-04-16T06:00:00.123456789Z", BASE + 123},
	    {"2023-04-16T06:00:00.0009Z", BASE},
	    {"2024-02-29T00:00:00Z", 1709164800000},
	    {"2024-03-01T00:00:00Z", 1709251200000},
	    {"2000-02-29T23:59:59Z", 951868799000},
	    {"2023-12-31T23:59:59.999Z", 1704067199999},
	    {"9999-12-31T23:59:59.999Z", 253402300799999},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		when_ms ms = -1;

		if (!when_parse(span_of(rows[i].text), &ms))
			fail_msg("%s was refused", rows[i].text);
		if (ms != rows[i].ms)
			fail_msg("%s was read as %lld", rows[i].text, (long long)ms);
	}
}

static const char *const refused[] = {
    "",
    "now",
    "infinity",
    "1681624800",
    "2023-04-16",
    "2023-04-16T06:00:00",
    "2023-04-16T06:00Z",
    "2023-04-16T06:00:60Z",
    "2023-04-16T24:00:00Z",
    "2023-04-16T06:60:00Z",
    "2023-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2023-04-31T00:00:00Z",
    "2023-00-10T00:00:00Z",
    "2023-13-10T00:00:00Z",
    "2023-04-00T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "10000-01-01T00:00:00Z",
    "2023-04-16T06:00:00.Z",
    "2023-04-16T06:00:00,5Z",
    "2023-04-16T06:00:00+24:00",
    "2023-04-16T06:00:00+02:60",
    "2023-04-16T06:00:00+02",
    "2023-04-16T06:00:00+2:00",
    "2023-04-16T06:00:00ZZ",
    "2023-04-16T06:00:00Z ",
    " 2023-04-16T06:00:00Z",
    "2023-4-16T06:00:00Z",
    "+023-04-16T06:00:00Z",
    "2023-04-16T06:00:00 UTC",
    "2023/04/16T06:00:00Z",
};

static void
refuses_what_is_no_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		when_ms ms = 42;

		if (when_parse(span_of(refused[i]), &ms))
			fail_msg("'%s' was read", refused[i]);
		assert_int_equal(ms, 42);
	}
}

static void
refuses_every_prefix(void **state)
{
	const char *text = "2023-04-16T08:00:00.250+02:00";
	when_ms ms;

	(void)state;
	for (size_t n = 0; n < strlen(text); n++)
		if (when_parse((struct span){text, n}, &ms))
			fail_msg("the first %zu bytes of %s were read", n, text);
	assert_false(when_parse((struct span){NULL, 0}, &ms));
}

static void
reads_a_date_as_a_window(void **state)
{
	when_ms ms = 0;

	(void)state;
	assert_true(when_parse_window(span_of("2023-04-16"), &ms));
	assert_int_equal(ms, BASE - 6 * WHEN_HOUR);
	assert_true(when_parse_window(span_of("2023-04-16T06:00:00Z"), &ms));
	assert_int_equal(ms, BASE);
	assert_false(when_parse_window(span_of("2023-04-31"), &ms));
	assert_false(when_parse_window(span_of("2023-04-16T"), &ms));
}

static void
knows_dates(void **state)
{
	(void)state;
	assert_true(when_is_date(span_of("2024-02-29")));
	assert_true(when_is_date(span_of("1931-05-06")));
	assert_false(when_is_date(span_of("2023-02-29")));
	assert_false(when_is_date(span_of("2024-02-29 ")));
	assert_false(when_is_date(span_of("2024-2-29")));
	assert_false(when_is_date(span_of("")));
}

static void
takes_seconds(void **state)
{
	when_ms ms = 42;

	(void)state;
	assert_true(when_from_seconds(1681624800, &ms));
	assert_int_equal(ms, BASE);
	assert_true(when_from_seconds(253402300799, &ms));
	ms = 42;
	assert_false(when_from_seconds(0, &ms));
	assert_false(when_from_seconds(-1, &ms));
	assert_false(when_from_seconds(253402300800, &ms));
	assert_false(when_from_seconds(BASE, &ms));
	assert_false(when_from_seconds(INT64_MAX, &ms));
	assert_int_equal(ms, 42);
}

static void
reads_lengths_with_their_unit(void **state)
{
	static const struct {
		const char *text;
		when_ms ms;
	} good[] = {
	    {"1s", 1000},    {"90s", 90000},       {"10m", 600000},
	    {"1h", 3600000}, {"2d", 2 * WHEN_DAY}, {"36600d", 36600 * WHEN_DAY},
	};
	static const char *const bad[] = {
	    "",
	    "s",
	    "5",
	    "0s",
	    "-1s",
	    " 1s",
	    "1 s",
	    "1w",
	    "1S",
	    "1.5h",
	    "1hh",
	    "36601d",
	    "99999999999999999999s",
	};
	when_ms ms;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(when_parse_length(span_of(good[i].text), &ms));
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(when_parse_length(span_of(bad[i]), &ms));
	assert_false(when_parse_length((struct span){"1\0", 2}, &ms));
}

static void
prints_what_it_reads(void **state)
{
	char text[WHEN_TEXT_MAX];

	(void)state;
	assert_string_equal(when_print(0, text), "1970-01-01T00:00:00Z");
	assert_string_equal(when_print(BASE + 7, text), "2023-04-16T06:00:00.007Z");
	assert_string_equal(when_print(253402300799999, text), "9999-12-31T23:59:59.999Z");
	for (when_ms ms = 0; ms < 253402300800000; ms += 86399999 * INT64_C(97)) {
		when_ms back = -1;

		assert_true(when_parse(span_of(when_print(ms, text)), &back));
		assert_int_equal(back, ms);
	}
}

static void
finds_the_time_in_a_pk(void **state)
{
	when_ms ms = 42;

	(void)state;
	assert_true(when_from_pk(span_of("3082055556170129411"), &ms));
	assert_int_equal(ms, (INT64_C(3082055556170129411) >> 23) + 1314220021721);
	ms = 42;
	assert_false(when_from_pk(span_of("308205555617012941"), &ms));
	assert_false(when_from_pk(span_of("30820555561701294110"), &ms));
	assert_false(when_from_pk(span_of("9082055556170129411"), &ms));
	assert_false(when_from_pk(span_of("308205555617012941x"), &ms));
	assert_false(when_from_pk(span_of(""), &ms));
	assert_int_equal(ms, 42);
}

static void
lets_the_clock_stand_still(void **state)
{
	(void)state;
	assert_int_equal(setenv("STORYWIRE_NOW", "2023-04-16T06:00:00Z", 1), 0);
	assert_int_equal(when_now(), BASE);
	assert_int_equal(setenv("STORYWIRE_NOW", "yesterday", 1), 0);
	assert_true(when_now() > BASE);
	assert_int_equal(unsetenv("STORYWIRE_NOW"), 0);
	assert_true(when_now() > BASE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_times),
	    cmocka_unit_test(refuses_what_is_no_time),
	    cmocka_unit_test(refuses_every_prefix),
	    cmocka_unit_test(reads_a_date_as_a_window),
	    cmocka_unit_test(knows_dates),
	    cmocka_unit_test(takes_seconds),
	    cmocka_unit_test(reads_lengths_with_their_unit),
	    cmocka_unit_test(prints_what_it_reads),
	    cmocka_unit_test(finds_the_time_in_a_pk),
	    cmocka_unit_test(lets_the_clock_stand_still),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
