/*
 * Local dates: the only file that knows time zones. They come from the system's tzdata by their
 * IANA names; the process's own TZ plays no part in any result.
 */
#ifndef TRANSFORM_ZONE_H
#define TRANSFORM_ZONE_H

#include "lib/when.h"

#define ZONE_NAME_MAX 64           /* bytes */
#define EDITORIAL_DAY_START_HOUR 5 /* a day of news ends when the city sleeps */

struct local_date {
	int year, month, day;
	int weekday; /* 0 = Sunday */
};

/* Whether tzdata has a zone of that name. */
bool zone_exists(const char *zone);

/* The day on the calendar there: what a text may call the day of something. */
struct local_date zone_calendar_day(const char *zone, when_ms at);

/* The minute of that day on the clock there, 0 to 1439. */
int zone_minute_of_day(const char *zone, when_ms at);

/* The editorial day that an instant belongs to, in a zone that exists. */
struct local_date zone_editorial_day(const char *zone, when_ms at);

/* "2023-04-15" */
#define LOCAL_DATE_TEXT 16 /* bytes */
const char *local_date_print(struct local_date date, char text[LOCAL_DATE_TEXT]);

/* Reads "2023-04-15"; false when it is not a date. The weekday is set too. */
bool local_date_parse(const char *text, struct local_date *date);

/* Days since 1970-01-01 on the calendar. */
int64_t local_date_number(struct local_date date);

/* Negative, 0 or positive as a is before, on or after b. */
int local_date_compare(struct local_date a, struct local_date b);

#endif
