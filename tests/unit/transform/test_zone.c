#include "lib/std.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "transform/time/zone.h"

static void
expect_day(const char *zone, const char *at, const char *day, int weekday)
{
	char text[LOCAL_DATE_TEXT];
	struct local_date date;
	when_ms ms = 0;

	assert_true(when_parse(span_of(at), &ms));
	date = zone_editorial_day(zone, ms);
	assert_string_equal(local_date_print(date, text), day);
	assert_int_equal(date.weekday, weekday);
}

static void
day_starts_at_five_local(void **state)
{
	(void)state;
	expect_day("America/Los_Angeles", "2023-04-16T06:10:27Z", "2023-04-15", 6);
	expect_day("America/Los_Angeles", "2023-04-16T11:59:59Z", "2023-04-15", 6);
	expect_day("America/Los_Angeles", "2023-04-16T12:00:00Z", "2023-04-16", 0);
	expect_day("UTC", "2024-03-01T04:59:59Z", "2024-02-29", 4);
	expect_day("UTC", "2023-01-01T00:00:00Z", "2022-12-31", 6);
	expect_day("Asia/Kathmandu", "2023-04-15T23:15:00Z", "2023-04-16", 0);
}

/* On the night the clocks change, five o'clock is five o'clock by the new time. */
static void
day_starts_at_five_when_clocks_change(void **state)
{
	(void)state;
	expect_day("America/Los_Angeles", "2023-03-12T11:59:59Z", "2023-03-11", 6);
	expect_day("America/Los_Angeles", "2023-03-12T12:00:00Z", "2023-03-12", 0);
	expect_day("America/Los_Angeles", "2023-11-05T12:59:59Z", "2023-11-04", 6);
	expect_day("America/Los_Angeles", "2023-11-05T13:00:00Z", "2023-11-05", 0);
}

static void
knows_which_zones_exist(void **state)
{
	(void)state;
	assert_true(zone_exists("Europe/Berlin"));
	assert_false(zone_exists("Europe/Atlantis"));
	assert_false(zone_exists("../../../etc/passwd"));
	assert_false(zone_exists("/etc/passwd"));
	assert_false(zone_exists(""));
}

/* What the C library says, one zone at a time. */
static void
expect_as_library(const char *zone, int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct local_date date = zone_calendar_day(zone, seconds * WHEN_SECOND);
	struct tm tm;

	assert_non_null(localtime_r(&at, &tm));
	if (date.year != tm.tm_year + 1900 || date.month != tm.tm_mon + 1 ||
	    date.day != tm.tm_mday || date.weekday != tm.tm_wday)
		fail_msg("%s at %" PRId64 ": %d-%d-%d", zone, seconds, date.year, date.month,
			 date.day);
}

/* Every hour around each change of 140 years would take long: steps that meet every hour. */
static void
agrees_with_the_library(void **state)
{
	static const char *const zones[] = {"UTC",
					    "America/New_York",
					    "America/Los_Angeles",
					    "Europe/Berlin",
					    "Europe/Dublin",
					    "Asia/Kathmandu",
					    "Asia/Tokyo",
					    "Australia/Lord_Howe",
					    "Pacific/Apia",
					    "Pacific/Kiritimati",
					    "Africa/Casablanca",
					    "America/Santiago",
					    "America/Nuuk",
					    "America/Sao_Paulo",
					    "Asia/Gaza",
					    "Antarctica/Troll",
					    "Pacific/Easter",
					    "Asia/Tehran",
					    "Africa/Cairo",
					    "America/Caracas",
					    "Atlantic/Azores",
					    "Etc/GMT+12",
					    "Asia/Pyongyang",
					    "America/Havana"};
	const int64_t step = 3 * 3600 + 1801, end = (int64_t)140 * 366 * 86400;
	char tz[128];

	(void)state;
	for (size_t i = 0; i < COUNT(zones); i++) {
		snprintf(tz, sizeof tz, ":/usr/share/zoneinfo/%s", zones[i]);
		setenv("TZ", tz, 1);
		tzset();
		for (int64_t at = 0; at < end; at += step)
			expect_as_library(zones[i], at);
	}
	unsetenv("TZ");
	tzset();
}

static void
an_unknown_zone_is_utc(void **state)
{
	(void)state;
	expect_day("Europe/Atlantis", "2023-04-16T05:00:00Z", "2023-04-16", 0);
	expect_day("Europe", "2023-04-16T04:59:59Z", "2023-04-15", 6);
}

static void
dates_are_strict(void **state)
{
	struct local_date date, other;

	(void)state;
	assert_true(local_date_parse("1984-10-25", &date));
	assert_int_equal(date.weekday, 4);
	assert_true(local_date_parse("1900-02-28", &other));
	assert_true(local_date_compare(other, date) < 0);
	assert_false(local_date_parse("1900-02-29", &date));
	assert_false(local_date_parse("1984-10-25 ", &date));
	assert_false(local_date_parse("1984-13-01", &date));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(day_starts_at_five_local),
	    cmocka_unit_test(day_starts_at_five_when_clocks_change),
	    cmocka_unit_test(agrees_with_the_library),
	    cmocka_unit_test(an_unknown_zone_is_utc),
	    cmocka_unit_test(knows_which_zones_exist),
	    cmocka_unit_test(dates_are_strict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
