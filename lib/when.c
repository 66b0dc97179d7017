#include "lib/when.h"

#include "lib/calendar.h"

#define YEAR_MAX 9999
#define PK_SHIFT 23
#define PK_EPOCH_MS 1314220021721 /* the zero of a media pk's clock */
#define PK_DIGITS 19
#define LENGTH_MAX (36600 * WHEN_DAY) /* a century: retention is counted in years */

/* Reads exactly `digits` digits at *at and steps over them. */
static bool
take_number(struct span text, size_t *at, size_t digits, int *value)
{
	int sum = 0;

	if (text.n - *at < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		char c = text.p[*at + i];

		if (c < '0' || c > '9')
			return false;
		sum = sum * 10 + (c - '0');
	}
	*at += digits;
	*value = sum;
	return true;
}

static bool
take_char(struct span text, size_t *at, char c)
{
	if (*at >= text.n || text.p[*at] != c)
		return false;
	(*at)++;
	return true;
}

static bool
leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool
take_date(struct span text, size_t *at, int64_t *days)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day, length;

	if (!take_number(text, at, 4, &year) || !take_char(text, at, '-') ||
	    !take_number(text, at, 2, &month) || !take_char(text, at, '-') ||
	    !take_number(text, at, 2, &day))
		return false;
	if (year < 1 || month < 1 || month > 12)
		return false;
	length = lengths[month - 1] + (month == 2 && leap_year(year));
	if (day < 1 || day > length)
		return false;
	*days = calendar_days(year, month, day);
	return true;
}

static bool
take_clock(struct span text, size_t *at, int64_t *ms)
{
	int hour, minute, second, fraction = 0, scale = 100;

	if (!take_number(text, at, 2, &hour) || !take_char(text, at, ':') ||
	    !take_number(text, at, 2, &minute) || !take_char(text, at, ':') ||
	    !take_number(text, at, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	if (take_char(text, at, '.')) {
		size_t first = *at;

		for (; *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9'; (*at)++) {
			fraction += (text.p[*at] - '0') * scale;
			scale /= 10;
		}
		if (*at == first)
			return false;
	}
	*ms = hour * WHEN_HOUR + minute * (60 * WHEN_SECOND) + second * WHEN_SECOND + fraction;
	return true;
}

static bool
take_zone(struct span text, size_t *at, int64_t *offset_ms)
{
	int hour, minute, sign;

	*offset_ms = 0;
	if (take_char(text, at, 'Z') || take_char(text, at, 'z'))
		return true;
	if (take_char(text, at, '+'))
		sign = 1;
	else if (take_char(text, at, '-'))
		sign = -1;
	else
		return false;
	if (!take_number(text, at, 2, &hour))
		return false;
	(void)take_char(text, at, ':');
	if (!take_number(text, at, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*offset_ms = (int64_t)sign * (hour * 60 + minute) * 60 * WHEN_SECOND;
	return true;
}

static bool
in_range(when_ms ms)
{
	return ms >= 0 && ms < calendar_days(YEAR_MAX, 12, 31) * WHEN_DAY + WHEN_DAY;
}

bool
when_parse(struct span text, when_ms *ms)
{
	size_t at = 0;
	int64_t days, clock, offset;
	when_ms result;

	if (!take_date(text, &at, &days))
		return false;
	if (!take_char(text, &at, 'T') && !take_char(text, &at, 't') && !take_char(text, &at, ' '))
		return false;
	if (!take_clock(text, &at, &clock) || !take_zone(text, &at, &offset) || at != text.n)
		return false;
	result = days * WHEN_DAY + clock - offset;
	if (!in_range(result))
		return false;
	*ms = result;
	return true;
}

bool
when_parse_window(struct span text, when_ms *ms)
{
	size_t at = 0;
	int64_t days;

	if (take_date(text, &at, &days) && at == text.n) {
		*ms = days * WHEN_DAY;
		return true;
	}
	return when_parse(text, ms);
}

bool
when_parse_length(struct span text, when_ms *ms)
{
	static const char units[] = {'s', 'm', 'h', 'd'};
	static const when_ms lengths[] = {WHEN_SECOND, WHEN_MINUTE, WHEN_HOUR, WHEN_DAY};
	const char *unit = text.n > 1 ? memchr(units, text.p[text.n - 1], sizeof units) : NULL;
	when_ms n = 0;

	if (unit == NULL)
		return false;
	for (size_t i = 0; i + 1 < text.n && n <= LENGTH_MAX / WHEN_SECOND; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		n = n * 10 + (text.p[i] - '0');
	}
	if (n == 0 || n > LENGTH_MAX / lengths[unit - units])
		return false;
	*ms = n * lengths[unit - units];
	return true;
}

bool
when_is_date(struct span text)
{
	size_t at = 0;
	int64_t days;

	return take_date(text, &at, &days) && at == text.n;
}

bool
when_from_seconds(int64_t seconds, when_ms *ms)
{
	if (seconds <= 0 || seconds > INT64_MAX / WHEN_SECOND || !in_range(seconds * WHEN_SECOND))
		return false;
	*ms = seconds * WHEN_SECOND;
	return true;
}

/* Writes the number with leading zeros and returns what follows it. */
static char *
put_number(char *to, int64_t number, size_t digits)
{
	for (size_t i = digits; i-- > 0; number /= 10)
		to[i] = (char)('0' + number % 10);
	return to + digits;
}

/* A time that when_parse() refuses; what is printed of it is refused as well. */
static const char *
print_far(when_ms ms, char text[WHEN_TEXT_MAX])
{
	time_t seconds = (time_t)(ms / WHEN_SECOND);
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		memset(&tm, 0, sizeof tm);
	strftime(text, WHEN_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return text;
}

const char *
when_print(when_ms ms, char text[WHEN_TEXT_MAX])
{
	static const when_ms units[] = {WHEN_HOUR, WHEN_MINUTE, WHEN_SECOND};
	struct calendar_date date = calendar_date(ms / WHEN_DAY);
	when_ms of_day = ms % WHEN_DAY;
	char *to;

	if (!in_range(ms))
		return print_far(ms, text);
	to = put_number(text, date.year, 4);
	*to++ = '-';
	to = put_number(to, date.month, 2);
	*to++ = '-';
	to = put_number(to, date.day, 2);
	for (size_t i = 0; i < COUNT(units); i++) {
		*to++ = i == 0 ? 'T' : ':';
		to = put_number(to, of_day / units[i], 2);
		of_day %= units[i];
	}
	if (of_day != 0) {
		*to++ = '.';
		to = put_number(to, of_day, 3);
	}
	*to++ = 'Z';
	*to = '\0';
	return text;
}

bool
when_from_pk(struct span id, when_ms *ms)
{
	int64_t pk = 0;

	if (id.n != PK_DIGITS || id.p[0] > '8')
		return false;
	for (size_t i = 0; i < id.n; i++) {
		if (id.p[i] < '0' || id.p[i] > '9')
			return false;
		pk = pk * 10 + (id.p[i] - '0');
	}
	*ms = (pk >> PK_SHIFT) + PK_EPOCH_MS;
	return true;
}

when_ms
when_now(void)
{
	const char *fixed = getenv("STORYWIRE_NOW");
	struct timespec now;
	when_ms ms;

	if (fixed != NULL && when_parse(span_of(fixed), &ms))
		return ms;
	clock_gettime(CLOCK_REALTIME, &now);
	return (when_ms)now.tv_sec * WHEN_SECOND + now.tv_nsec / 1000000;
}

int64_t
when_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * WHEN_SECOND + now.tv_nsec / 1000000;
}
