#include "transform/time/tzrule.h"

#include <ctype.h>

#include "lib/calendar.h"

#define DAY 86400     /* seconds */
#define HOUR 3600     /* seconds */
#define MINUTE 60     /* seconds */
#define CHANGE_HOUR 2 /* POSIX: where the rule tells no time */
#define HOURS_MAX 167 /* RFC 8536: a rule may name a time a week away */

static bool
take_name(const char **at)
{
	const char *from = *at;

	if (**at == '<') {
		*at += strcspn(*at, ">");
		return *(*at)++ == '>';
	}
	while (isalpha((unsigned char)**at))
		(*at)++;
	return *at - from >= 3;
}

static bool
take_number(const char **at, int max, int *number)
{
	if (!isdigit((unsigned char)**at))
		return false;
	for (*number = 0; isdigit((unsigned char)**at) && *number <= max; (*at)++)
		*number = *number * 10 + (**at - '0');
	return *number <= max;
}

/* [+-]hh[:mm[:ss]] */
static bool
take_time(const char **at, int64_t *seconds)
{
	int sign = **at == '-' ? -1 : 1, hours, minutes = 0, rest = 0;

	*at += **at == '-' || **at == '+';
	if (!take_number(at, HOURS_MAX, &hours))
		return false;
	if (**at == ':') {
		(*at)++;
		if (!take_number(at, 59, &minutes))
			return false;
		if (**at == ':' && ((*at)++, !take_number(at, 59, &rest)))
			return false;
	}
	*seconds = sign * (int64_t)(hours * HOUR + minutes * MINUTE + rest);
	return true;
}

static bool
take_char(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static bool
take_day(const char **at, struct tzmoment *moment)
{
	if (take_char(at, 'M')) {
		moment->kind = 'M';
		return take_number(at, 12, &moment->month) && take_char(at, '.') &&
		       take_number(at, 5, &moment->week) && take_char(at, '.') &&
		       take_number(at, 6, &moment->day) && moment->month > 0 && moment->week > 0;
	}
	moment->kind = take_char(at, 'J') ? 'J' : '0';
	return take_number(at, 365, &moment->day) && (moment->kind == '0' || moment->day > 0);
}

static bool
take_moment(const char **at, struct tzmoment *moment)
{
	moment->seconds = (int64_t)CHANGE_HOUR * HOUR;
	if (!take_char(at, ',') || !take_day(at, moment))
		return false;
	return !take_char(at, '/') || take_time(at, &moment->seconds);
}

bool
tzrule_parse(const char *text, struct tzrule *rule)
{
	int64_t west;

	*rule = (struct tzrule){.has_summer = false};
	if (!take_name(&text) || !take_time(&text, &west))
		return false;
	rule->standard = -west;
	if (*text == '\0')
		return true;
	rule->has_summer = true;
	rule->summer = rule->standard + HOUR;
	if (!take_name(&text))
		return false;
	if (*text != ',') {
		if (!take_time(&text, &west))
			return false;
		rule->summer = -west;
	}
	return take_moment(&text, &rule->begin) && take_moment(&text, &rule->end) && *text == '\0';
}

static bool
is_leap(int64_t year)
{
	return calendar_days(year, 3, 1) - calendar_days(year, 2, 1) == 29;
}

/* Days since 1970; 0 is Sunday, and 1970-01-01 was a Thursday. */
static int64_t
day_of_moment(const struct tzmoment *moment, int64_t year)
{
	int64_t first, next, day;

	if (moment->kind == 'J') /* 29 February is never counted */
		return calendar_days(year, 1, 1) + moment->day - 1 +
		       (moment->day >= 60 && is_leap(year));
	if (moment->kind == '0')
		return calendar_days(year, 1, 1) + moment->day;
	first = calendar_days(year, moment->month, 1);
	next = moment->month == 12 ? calendar_days(year + 1, 1, 1)
				   : calendar_days(year, moment->month + 1, 1);
	day = first + ((moment->day - (first + 4)) % 7 + 7) % 7 + (int64_t)(moment->week - 1) * 7;
	while (day >= next) /* week 5 is the last one */
		day -= 7;
	return day;
}

static int64_t
instant_of(const struct tzmoment *moment, int64_t year, int64_t offset)
{
	return day_of_moment(moment, year) * DAY + moment->seconds - offset;
}

int64_t
tzrule_offset(const struct tzrule *rule, int64_t at)
{
	int64_t local = at + rule->standard, year, begin, end;
	bool summer;

	if (!rule->has_summer)
		return rule->standard;
	year = calendar_date(local >= 0 ? local / DAY : (local - DAY + 1) / DAY).year;
	begin = instant_of(&rule->begin, year, rule->standard);
	end = instant_of(&rule->end, year, rule->summer);
	summer = begin < end ? at >= begin && at < end : at >= begin || at < end;
	return summer ? rule->summer : rule->standard;
}
