/* Days since 1970-01-01 and dates of the Gregorian calendar. */
#ifndef LIB_CALENDAR_H
#define LIB_CALENDAR_H

#include "lib/std.h"

struct calendar_date {
	int64_t year;
	int month, day; /* from 1 */
};

int64_t calendar_days(int64_t year, int64_t month, int64_t day);
struct calendar_date calendar_date(int64_t days);

/* 0 is Sunday. */
int calendar_weekday(int64_t days);

#endif
