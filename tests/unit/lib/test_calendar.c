#include "lib/calendar.h"

#include "tests/unit/unit.h"

/* Every day of 3,000 years follows the one before it, by rules counted out here. */
static void
days_follow_each_other(void **state)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t days = calendar_days(1, 1, 1);
	int weekday = 1; /* the first of January of year 1 was a Monday */

	(void)state;
	assert_int_equal(days, -719162);
	for (int64_t year = 1; year <= 3000; year++)
		for (int month = 1; month <= 12; month++) {
			bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
			int length = lengths[month - 1] + (month == 2 && leap);

			for (int day = 1; day <= length;
			     day++, days++, weekday = (weekday + 1) % 7) {
				struct calendar_date date = calendar_date(days);

				if (date.year != year || date.month != month || date.day != day ||
				    calendar_days(year, month, day) != days ||
				    calendar_weekday(days) != weekday)
					fail_msg("%d-%d-%d", (int)year, month, day);
			}
		}
}

static void
the_first_day(void **state)
{
	struct calendar_date before = calendar_date(-1);

	(void)state;
	assert_int_equal(calendar_days(1970, 1, 1), 0);
	assert_int_equal(calendar_weekday(0), 4);
	assert_true(before.year == 1969 && before.month == 12 && before.day == 31);
	assert_int_equal(calendar_weekday(-1), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(days_follow_each_other),
	    cmocka_unit_test(the_first_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
