#include "transform/time/zone.h"

#include <ctype.h>
#include <pthread.h>
#include <sys/stat.h>

#include "lib/calendar.h"
#include "lib/mem.h"

#include "transform/time/tzfile.h"

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define DAY_SECONDS 86400
#define MINUTE_SECONDS 60
#define HOUR_SECONDS 3600

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

/* Zones once read are kept: there are some hundreds at most, and a run asks for few of them. */
struct known_zone {
	char name[ZONE_NAME_MAX];
	struct tzfile *tz; /* NULL: none, taken for UTC */
	struct known_zone *next;
};

static struct known_zone *
read_zone(const char *name)
{
	struct known_zone *zone = must_calloc(1, sizeof *zone);
	char path[sizeof ZONE_FOLDER + ZONE_NAME_MAX];

	snprintf(zone->name, sizeof zone->name, "%s", name);
	snprintf(path, sizeof path, ZONE_FOLDER "%s", zone->name); /* whole: TZDIR has no say */
	zone->tz = tzfile_read(path);
	return zone;
}

/* A thread mostly asks for the same zone again, and then waits for nobody. */
static const struct known_zone *
find_zone(const char *name)
{
	static struct known_zone *known;
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static _Thread_local const struct known_zone *last;
	struct known_zone *zone;

	if (last != NULL && strcmp(last->name, name) == 0)
		return last;
	pthread_mutex_lock(&lock);
	for (zone = known; zone != NULL && strcmp(zone->name, name) != 0; zone = zone->next)
		;
	if (zone == NULL) {
		zone = read_zone(name);
		zone->next = known;
		known = zone;
	}
	pthread_mutex_unlock(&lock);
	last = zone;
	return zone;
}

/* Seconds since 1970 by the clocks there. */
static int64_t
local_seconds(const char *name, when_ms at)
{
	const struct known_zone *zone = find_zone(name);
	int64_t seconds = at / WHEN_SECOND;

	return seconds + (zone->tz != NULL ? tzfile_offset(zone->tz, seconds) : 0);
}

/* Whole days since 1970-01-01. */
static int64_t
days_of_seconds(int64_t seconds)
{
	return seconds >= 0 ? seconds / DAY_SECONDS : (seconds + 1) / DAY_SECONDS - 1;
}

static struct local_date
date_of_days(int64_t days)
{
	struct calendar_date date = calendar_date(days);

	return (struct local_date){(int)date.year, date.month, date.day, calendar_weekday(days)};
}

struct local_date
zone_calendar_day(const char *zone, when_ms at)
{
	return date_of_days(days_of_seconds(local_seconds(zone, at)));
}

int
zone_minute_of_day(const char *zone, when_ms at)
{
	int64_t seconds = local_seconds(zone, at);

	return (int)((seconds - days_of_seconds(seconds) * DAY_SECONDS) / MINUTE_SECONDS);
}

struct local_date
zone_editorial_day(const char *zone, when_ms at)
{
	int64_t begin = (int64_t)EDITORIAL_DAY_START_HOUR * HOUR_SECONDS;

	return date_of_days(days_of_seconds(local_seconds(zone, at) - begin));
}

/* The last n digits of a number. */
static char *
put_digits(char *to, int number, size_t n)
{
	unsigned rest = (unsigned)number;

	for (size_t i = n; i-- > 0; rest /= 10)
		to[i] = (char)('0' + rest % 10);
	return to + n;
}

const char *
local_date_print(struct local_date date, char text[LOCAL_DATE_TEXT])
{
	char *to = put_digits(text, date.year, 4);

	*to++ = '-';
	to = put_digits(to, date.month, 2);
	*to++ = '-';
	*put_digits(to, date.day, 2) = '\0';
	return text;
}

bool
local_date_parse(const char *text, struct local_date *date)
{
	if (!when_is_date(span_of(text)))
		return false;
	date->year = (int)strtol(text, NULL, 10);
	date->month = (int)strtol(text + 5, NULL, 10);
	date->day = (int)strtol(text + 8, NULL, 10);
	date->weekday = calendar_weekday(calendar_days(date->year, date->month, date->day));
	return true;
}

int64_t
local_date_number(struct local_date date)
{
	return calendar_days(date.year, date.month, date.day);
}

int
local_date_compare(struct local_date a, struct local_date b)
{
	if (a.year != b.year)
		return a.year - b.year;
	return a.month != b.month ? a.month - b.month : a.day - b.day;
}
