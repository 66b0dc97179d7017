#include "lib/std.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "transform/zone.h"

static void
expect_day(const char *zone, const char *at, const char *day, int weekday)
{
	char text[LOCAL_DATE_TEXT];
	struct local_date date;
	when_ms ms = 0;

	assert_true(when_parse((struct span){at, strlen(at)}, &ms));
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
	    cmocka_unit_test(knows_which_zones_exist),
	    cmocka_unit_test(dates_are_strict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
