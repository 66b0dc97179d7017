#include "ingest/import/values.h"

#include <ctype.h>
#include <strings.h>

#define SECONDS_END 253402300800 /* 10000-01-01, the first second no record can hold */
#define SECONDS_FIRST 1470096000 /* 2016-08-02: Instagram had no stories before that day */
#define TIME_MAX 48              /* bytes; the longest spelling has 32 */
#define DATE_LENGTH 10           /* "2023-04-15" */

/* Texts that tools write where they have no time. */
static const char *const no_times[] = {"", "0", "[Invalid DateTime]", "None", "null"};

static bool
is_no_time(struct span text)
{
	for (size_t i = 0; i < COUNT(no_times); i++)
		if (text.n == strlen(no_times[i]) && memcmp(text.p, no_times[i], text.n) == 0)
			return true;
	return false;
}

static bool
digit_pairs(const char *p, const char *pattern)
{
	for (; *pattern != '\0'; p++, pattern++)
		if (*pattern == 'd' ? *p < '0' || *p > '9' : *p != *pattern)
			return false;
	return true;
}

/* Brings a spelling to RFC 3339 in `out`; `zone` is put where there is none, NULL refuses. */
static bool
respell(struct span text, const char *zone, char out[TIME_MAX])
{
	static const size_t plain = sizeof "2023-04-15T20:12:40" - 1;
	size_t end;

	if (text.n < plain || text.n + 2 > TIME_MAX)
		return false;
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	if (digit_pairs(out, "dddd:dd:dd dd:dd:dd"))
		out[4] = out[7] = '-';
	if (!digit_pairs(out, "dddd-dd-ddTdd:dd:dd") && !digit_pairs(out, "dddd-dd-dd dd:dd:dd"))
		return false;
	out[DATE_LENGTH] = 'T';
	end = plain;
	if (out[end] == '.')
		for (end++; out[end] >= '0' && out[end] <= '9'; end++)
			;
	if (out[end] != '\0')
		return true;
	if (zone == NULL)
		return false;
	memcpy(out + end, zone, strlen(zone) + 1);
	return true;
}

/* "1690000000.5": seconds as tables and models that went through a float have them. */
static struct span
whole_seconds(struct span text)
{
	size_t n = 0, after;

	while (n < text.n && isdigit((unsigned char)text.p[n]))
		n++;
	if (n == 0 || n == text.n || text.p[n] != '.')
		return text;
	for (after = n + 1; after < text.n && isdigit((unsigned char)text.p[after]); after++)
		;
	return (struct span){text.p, after == text.n ? n : text.n};
}

static enum fate
time_of_text(struct span text, const char *zone, when_ms *ms)
{
	struct id digits = id_of_digits(whole_seconds(text));
	char spelled[TIME_MAX];

	if (is_no_time(text))
		return REJECT_NO_TIME;
	if (digits.text[0] != '\0' && when_from_seconds(strtoll(digits.text, NULL, 10), ms))
		return ITEM_GOOD;
	if (!respell(text, zone, spelled))
		return REJECT_BAD_TIME;
	return when_parse(span_of(spelled), ms) ? ITEM_GOOD : REJECT_BAD_TIME;
}

static enum fate
time_of(const json_t *value, const char *zone, when_ms *ms)
{
	double real = json_real_value(value);

	if (value == NULL || json_is_null(value))
		return REJECT_NO_TIME;
	if (json_is_string(value))
		return time_of_text(json_text(value), zone, ms);
	if (json_is_integer(value) && json_integer_value(value) == 0)
		return REJECT_NO_TIME;
	if (json_is_real(value) && real == 0)
		return REJECT_NO_TIME;
	if (json_is_integer(value) && when_from_seconds(json_integer_value(value), ms))
		return ITEM_GOOD;
	if (json_is_real(value) && real > 0 && real < SECONDS_END &&
	    when_from_seconds((int64_t)real, ms))
		return ITEM_GOOD;
	return REJECT_BAD_TIME;
}

/* A time before the first story is that of something else, or no time. */
static enum fate
plausible_time(const json_t *value, const char *zone, when_ms *ms)
{
	enum fate fate = time_of(value, zone, ms);

	if (fate != ITEM_GOOD || *ms >= SECONDS_FIRST * WHEN_SECOND)
		return fate;
	*ms = WHEN_NONE;
	return REJECT_BAD_TIME;
}

enum fate
time_of_json(const json_t *value, when_ms *ms)
{
	return plausible_time(value, NULL, ms);
}

enum fate
time_of_json_utc(const json_t *value, when_ms *ms)
{
	return plausible_time(value, "Z", ms);
}

bool
json_is(const json_t *value, const char *word)
{
	struct span text = json_text(value);

	return text.p != NULL && text.n == strlen(word) && memcmp(text.p, word, text.n) == 0;
}

bool
is_float_number(const json_t *value)
{
	struct span text = json_text(value);
	char *end = NULL;

	if (json_is_real(value))
		return true;
	if (text.n == 0 || !isdigit((unsigned char)*text.p) ||
	    strspn(text.p, "0123456789.eE+") != text.n || strpbrk(text.p, ".eE") == NULL)
		return false;
	strtod(text.p, &end);
	return end == text.p + text.n;
}

bool
is_close_friends(const json_t *audience)
{
	const char *text = json_string_value(audience);

	return text != NULL &&
	       (strcasestr(text, "besties") != NULL || strcasestr(text, "close_friends") != NULL);
}

void
item_set_owner(struct item *item, const struct owner *owner)
{
	if (item->ig_pk.text[0] == '\0')
		item->ig_pk = owner->pk;
	else if (owner->pk.text[0] != '\0' && strcmp(item->ig_pk.text, owner->pk.text) != 0)
		return;
	if (item->handle[0] == '\0')
		memcpy(item->handle, owner->handle, sizeof item->handle);
}

struct id *
item_ig_pk(struct item *item)
{
	return &item->ig_pk;
}

bool
json_is_blank(const json_t *value)
{
	if (json_is_string(value))
		return json_string_length(value) == 0;
	if (json_is_array(value))
		return json_array_size(value) == 0;
	if (json_is_object(value))
		return json_object_size(value) == 0;
	return value == NULL || json_is_null(value);
}
