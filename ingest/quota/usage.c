#include "ingest/quota/usage.h"

#include <ctype.h>

#include "lib/jsontext.h"

/* Types of Meta's rate-limiting page. Only the first two are spent by what we ask. */
static const struct {
	const char *name;
	char type; /* 0 = known, and none of ours */
} types[] = {
    {"instagram", 'i'},     {"pages", 'p'}, {"ads_insights", 0}, {"ads_management", 0},
    {"custom_audience", 0}, {"leadgen", 0}, {"messenger", 0},    {"threads", 0},
};

static const char *const shares[] = {"call_count", "total_time", "total_cputime"};

#define PERCENT_MAX 1000         /* above it a number is no percentage */
#define REGAIN_MAX INT64_C(1440) /* minutes; a business budget is one of a day */

/* The greatest share of an object of percentages; false where none is there or one is odd. */
static bool
read_percent(const json_t *object, int *percent)
{
	bool any = false;

	*percent = 0;
	for (size_t i = 0; i < COUNT(shares); i++) {
		const json_t *share = json_object_get(object, shares[i]);
		double value = json_number_value(share);

		if (share == NULL)
			continue;
		if (!json_is_number(share) || value < 0 || value > PERCENT_MAX)
			return false;
		if ((int)value > *percent)
			*percent = (int)value;
		any = true;
	}
	return any;
}

/* A tree of the whole header; NULL where it is no object of a sane size. */
static json_t *
load_header(struct span header)
{
	char reason[JSONTEXT_REASON_MAX];
	json_t *tree;

	if (header.n > USAGE_TEXT_MAX)
		return NULL;
	tree = jsontext_load(header, reason);
	if (json_is_object(tree))
		return tree;
	json_decref(tree);
	return NULL;
}

enum usage_fault
usage_read_app(struct span header, struct usage *usage, size_t *n)
{
	json_t *tree;
	bool good;

	*n = 0;
	if (header.n == 0)
		return USAGE_GOOD;
	tree = load_header(header);
	*usage = (struct usage){.type = 'a'};
	good = tree != NULL && read_percent(tree, &usage->percent);
	json_decref(tree);
	*n = good ? 1 : 0;
	return good ? USAGE_GOOD : USAGE_MALFORMED;
}

/* False for a type that is not in the table. */
static bool
find_type(const json_t *object, char *type)
{
	const char *name = json_string_value(json_object_get(object, "type"));

	for (size_t i = 0; name != NULL && i < COUNT(types); i++) {
		if (strcmp(types[i].name, name) == 0) {
			*type = types[i].type;
			return true;
		}
	}
	return false;
}

static enum usage_fault
read_object(const json_t *object, struct id id, struct usage usages[USAGES_MAX], size_t *n)
{
	const json_t *regain = json_object_get(object, "estimated_time_to_regain_access");
	struct usage usage = {.id = id};

	if (!json_is_string(json_object_get(object, "type")) ||
	    !read_percent(object, &usage.percent))
		return USAGE_MALFORMED;
	if (!find_type(object, &usage.type))
		return USAGE_UNKNOWN;
	if (json_is_number(regain) && json_number_value(regain) > 0)
		usage.regain_mins = json_number_value(regain) < REGAIN_MAX
					? (int64_t)json_number_value(regain)
					: REGAIN_MAX;
	if (usage.type != 0 && *n < USAGES_MAX)
		usages[(*n)++] = usage;
	return USAGE_GOOD;
}

/* The list under one id. */
static enum usage_fault
read_list(struct span key, struct span value, struct usage usages[USAGES_MAX], size_t *n)
{
	char reason[JSONTEXT_REASON_MAX];
	json_t *list = jsontext_load(value, reason), *object;
	struct id id = id_of_digits(key);
	enum usage_fault fault = USAGE_GOOD, one;
	size_t i;

	if (!json_is_array(list) || id.text[0] == '\0')
		fault = USAGE_MALFORMED;
	for (i = 0; fault != USAGE_MALFORMED && i < json_array_size(list); i++) {
		object = json_array_get(list, i);
		one = read_object(object, id, usages, n);
		if (one != USAGE_GOOD)
			fault = one;
	}
	json_decref(list);
	return fault;
}

enum usage_fault
usage_read_business(struct span header, struct usage usages[USAGES_MAX], size_t *n)
{
	enum usage_fault fault = USAGE_GOOD, one;
	struct jsontext in = jsontext_at(header);
	struct span key, value;
	json_t *tree;

	*n = 0;
	if (header.n == 0)
		return USAGE_GOOD;
	/* a tree would keep one of two equal keys, so it only judges; the text is walked */
	tree = load_header(header);
	json_decref(tree);
	if (tree == NULL || !jsontext_enter(&in, '{'))
		return USAGE_MALFORMED;
	while (fault != USAGE_MALFORMED && jsontext_member(&in, &key, &value)) {
		one = read_list(key, value, usages, n);
		if (one != USAGE_GOOD)
			fault = one;
	}
	if (fault == USAGE_MALFORMED)
		*n = 0;
	return fault;
}

static bool
read_number(struct span text, int64_t *number)
{
	*number = 0;
	if (text.n == 0 || text.n > 15)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (!isdigit((unsigned char)text.p[i]))
			return false;
		*number = *number * 10 + (text.p[i] - '0');
	}
	return true;
}

bool
usage_http_date(struct span text, when_ms *ms)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char copy[32], month[4], spelt[WHEN_TEXT_MAX];
	const char *at;
	unsigned day, year, hour, minute, second;
	int used = 0;

	/* the day of the week says nothing that the date does not */
	if (text.n != strlen("Sun, 06 Nov 1994 08:49:37 GMT") || memchr(text.p, '\0', text.n))
		return false;
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	/* NOLINTNEXTLINE(cert-err34-c): the widths keep every number in range */
	if (sscanf(copy, "%*3[A-Za-z], %2u %3[A-Za-z] %4u %2u:%2u:%2u GMT%n", &day, month, &year,
		   &hour, &minute, &second, &used) != 6 ||
	    (size_t)used != text.n)
		return false;
	at = strstr(months, month);
	if (at == NULL || (at - months) % 3 != 0)
		return false;
	snprintf(spelt, sizeof spelt, "%04u-%02u-%02uT%02u:%02u:%02uZ", year,
		 (unsigned)(at - months) / 3 + 1, day, hour, minute, second);
	return when_parse(span_of(spelt), ms);
}

when_ms
usage_retry_after(struct span retry_after, struct span date, when_ms now)
{
	int64_t seconds;
	when_ms until, server_now, pause = 0;

	if (read_number(retry_after, &seconds)) {
		pause = seconds * WHEN_SECOND;
	} else if (usage_http_date(retry_after, &until)) {
		if (!usage_http_date(date, &server_now))
			server_now = now;
		pause = until - server_now;
	}
	return pause > 0 && pause <= RETRY_AFTER_MAX ? pause : RETRY_AFTER_DEFAULT;
}
