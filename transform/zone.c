#include "transform/zone.h"

#include <ctype.h>
#include <sys/stat.h>

#define ZONE_FOLDER "/usr/share/zoneinfo/"

bool
zone_exists(const char *zone)
{
	char path[sizeof ZONE_FOLDER + ZONE_NAME_MAX];
	struct stat status;

	if (zone[0] == '\0' || zone[0] == '/' || strlen(zone) >= ZONE_NAME_MAX ||
	    strstr(zone, "..") != NULL)
		return false;
	for (const char *c = zone; *c != '\0'; c++)
		if (!isalnum((unsigned char)*c) && strchr("_+-/", *c) == NULL)
			return false;
	snprintf(path, sizeof path, ZONE_FOLDER "%s", zone);
	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Points the C library at the zone; a no-op while it is the same as before. */
static void
enter_zone(const char *zone)
{
	static char current[ZONE_NAME_MAX];
	char value[sizeof ":" ZONE_FOLDER + ZONE_NAME_MAX];

	if (strcmp(current, zone) == 0)
		return;
	snprintf(current, sizeof current, "%s", zone);
	snprintf(value, sizeof value, ":" ZONE_FOLDER "%s", zone); /* whole: TZDIR has no say */
	setenv("TZ", value, 1);
	tzset();
}

struct local_date
zone_calendar_day(const char *zone, when_ms at)
{
	time_t seconds = (time_t)(at / WHEN_SECOND);
	struct tm tm;

	enter_zone(zone);
	if (localtime_r(&seconds, &tm) == NULL)
		return (struct local_date){1970, 1, 1, 4};
	return (struct local_date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_wday};
}

struct local_date
zone_editorial_day(const char *zone, when_ms at)
{
	time_t seconds = (time_t)(at / WHEN_SECOND);
	struct tm tm;

	enter_zone(zone);
	if (localtime_r(&seconds, &tm) == NULL)
		return (struct local_date){1970, 1, 1, 4};
	if (tm.tm_hour < EDITORIAL_DAY_START_HOUR) {
		tm.tm_mday--;
		tm.tm_hour = 12; /* noon exists in every zone on every day */
		tm.tm_isdst = -1;
		(void)mktime(&tm);
	}
	return (struct local_date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_wday};
}

const char *
local_date_print(struct local_date date, char text[LOCAL_DATE_TEXT])
{
	snprintf(text, LOCAL_DATE_TEXT, "%04u-%02u-%02u", (unsigned)date.year % 10000,
		 (unsigned)date.month % 100, (unsigned)date.day % 100);
	return text;
}

/* Sakamoto's method: right for every Gregorian date. */
static int
weekday_of(int year, int month, int day)
{
	static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};

	if (month < 3)
		year--;
	return (year + year / 4 - year / 100 + year / 400 + shift[month - 1] + day) % 7;
}

bool
local_date_parse(const char *text, struct local_date *date)
{
	if (!when_is_date((struct span){text, strlen(text)}))
		return false;
	date->year = (int)strtol(text, NULL, 10);
	date->month = (int)strtol(text + 5, NULL, 10);
	date->day = (int)strtol(text + 8, NULL, 10);
	date->weekday = weekday_of(date->year, date->month, date->day);
	return true;
}

int64_t
local_date_number(struct local_date date)
{
	char text[LOCAL_DATE_TEXT];
	when_ms midnight;

	(void)local_date_print(date, text);
	return when_parse_window((struct span){text, strlen(text)}, &midnight) ? midnight / WHEN_DAY
									       : 0;
}

int
local_date_compare(struct local_date a, struct local_date b)
{
	if (a.year != b.year)
		return a.year - b.year;
	return a.month != b.month ? a.month - b.month : a.day - b.day;
}
