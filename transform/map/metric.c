#include "transform/map/metric.h"

#include "lib/record.h"

#define COUNT_DIGITS 18 /* what surely fits 64 bits */

/*
 * Measures that Meta renamed and counts as before: the three and the swipe became the parts of
 * navigation in v18.0, says Meta's changelog of that version. Nothing else is renamed here:
 * impressions ended where views began.
 */
static const struct {
	const char *told, *name;
} renamed[] = {
    {"exits", "navigation_tap_exit"},
    {"swipe_forward", "navigation_swipe_forward"},
    {"swipes_forward", "navigation_swipe_forward"},
    {"taps_back", "navigation_tap_back"},
    {"taps_forward", "navigation_tap_forward"},
};

/* Lower case, with "_" between words; NULL for anything but ASCII letters and digits in words. */
static char *
plain(struct arena *arena, struct span told)
{
	char *name = arena_text(arena, told);

	for (char *p = name; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		else if (*p == ' ' || *p == '-')
			*p = '_';
		else if (!(*p >= 'a' && *p <= 'z') && !(*p >= '0' && *p <= '9') && *p != '_')
			return NULL;
	}
	return strlen(name) == told.n && told.n != 0 ? name : NULL;
}

static const char *
fit(const char *name)
{
	return name != NULL && strlen(name) <= record_field(observation_metric)->max ? name : NULL;
}

const char *
metric_name(struct arena *arena, struct span told)
{
	const char *name = fit(plain(arena, told));

	for (size_t i = 0; name != NULL && i < COUNT(renamed); i++)
		if (strcmp(name, renamed[i].told) == 0)
			return renamed[i].name;
	return name;
}

const char *
metric_part_name(struct arena *arena, const char *metric, struct span part)
{
	const char *name = plain(arena, part);

	return name != NULL ? fit(arena_printf(arena, "%s_%s", metric, name)) : NULL;
}

bool
metric_count(const json_t *value, int64_t *count)
{
	const char *text = json_string_value(value);
	size_t n = json_string_length(value);

	*count = json_integer_value(value);
	if (json_is_integer(value))
		return *count >= METRIC_TOO_FEW;
	if (n == 0 || n > COUNT_DIGITS || strspn(text, "0123456789") != n)
		return false;
	*count = strtoll(text, NULL, 10);
	return true;
}
