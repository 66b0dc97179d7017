/* By eras of 400 years that begin in March, so that a leap day is the last of its year. */
#include "lib/calendar.h"

#define ERA_YEARS 400
#define ERA_DAYS 146097
#define EPOCH_DAYS 719468 /* from the first of March of year 0 to 1970-01-01 */

static int64_t
floor_ratio(int64_t number, int64_t by)
{
	return (number >= 0 ? number : number - by + 1) / by;
}

int64_t
calendar_days(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year, era = floor_ratio(y, ERA_YEARS);
	int64_t of_era = y - era * ERA_YEARS;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;
}

struct calendar_date
calendar_date(int64_t days)
{
	int64_t era = floor_ratio(days + EPOCH_DAYS, ERA_DAYS);
	int64_t of_era = days + EPOCH_DAYS - era * ERA_DAYS;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t shifted = (5 * of_year + 2) / 153, month = shifted < 10 ? shifted + 3 : shifted - 9;

	return (struct calendar_date){year + era * ERA_YEARS + (month <= 2), (int)month,
				      (int)(of_year - (153 * shifted + 2) / 5 + 1)};
}

int
calendar_weekday(int64_t days)
{
	return (int)(((days + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}
