#include "ingest/graph/insights.h"

#define FOR_INSTAGRAM (1U << LOGIN_INSTAGRAM)
#define FOR_FACEBOOK (1U << LOGIN_FACEBOOK)
#define FOR_BOTH (FOR_INSTAGRAM | FOR_FACEBOOK)

#define MINUTE (60 * WHEN_SECOND)

enum part {
#define STORY_PART(part, breakdown, when) PART_##part,
#define STORY_METRIC(name, logins, part)
#define STORY_AGE(hours, minutes, every)
#include "ingest/graph/insights.def"
#undef STORY_PART
	PARTS,
};

enum {
	PART_ALWAYS,
	PART_LAST,
};

static const struct {
	const char *breakdown;
	int when;
} parts[PARTS] = {
#define STORY_PART(part, breakdown, when) {breakdown, PART_##when},
#include "ingest/graph/insights.def"
#undef STORY_PART
#undef STORY_METRIC
};

static const char *const list[] = {
#define STORY_PART(part, breakdown, when)
#define STORY_METRIC(name, logins, part) #name,
#include "ingest/graph/insights.def"
#undef STORY_METRIC
};

static const struct names names = {list, COUNT(list)};

static const struct {
	unsigned logins;
	enum part part;
} rows[] = {
#define STORY_METRIC(name, logins, part) {FOR_##logins, PART_##part},
#include "ingest/graph/insights.def"
#undef STORY_METRIC
#undef STORY_AGE
};

static const struct {
	when_ms from, every;
} ages[] = {
#define STORY_METRIC(name, logins, part)
#define STORY_AGE(hours, minutes, every) {(hours)*WHEN_HOUR + (minutes)*MINUTE, (every)*MINUTE},
#include "ingest/graph/insights.def"
};

_Static_assert(COUNT(rows) <= NAMESET_MAX, "too many metrics for a set");

metricset
metrics_of(enum login login, bool last)
{
	metricset set = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		if ((rows[i].logins & 1U << login) != 0 &&
		    (last || parts[rows[i].part].when == PART_ALWAYS))
			set |= NAMESET_BIT(i);
	return set;
}

metricset
metrics_next(metricset set, bool singly)
{
	metricset next = 0;
	enum part part = PARTS;

	for (size_t i = 0; i < COUNT(rows); i++) {
		if ((set & NAMESET_BIT(i)) == 0 || (part != PARTS && rows[i].part != part))
			continue;
		part = rows[i].part;
		next |= NAMESET_BIT(i);
		if (singly)
			break;
	}
	return next;
}

void
metrics_put(struct buf *out, metricset set)
{
	nameset_put(out, &names, set);
}

const char *
metrics_breakdown(metricset set)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((set & NAMESET_BIT(i)) != 0)
			return parts[rows[i].part].breakdown;
	return "";
}

const char *
metrics_first_name(metricset set)
{
	return nameset_first(&names, set);
}

metricset
metrics_named(const char *name)
{
	return nameset_named(&names, name);
}

/* The row of an age; a story from the future is as young as can be. */
static size_t
row_of_age(when_ms age)
{
	size_t row = 0;

	while (row + 1 < COUNT(ages) && age >= ages[row + 1].from)
		row++;
	return row;
}

bool
reading_is_last(when_ms taken_at, when_ms now)
{
	return taken_at != WHEN_NONE && ages[row_of_age(now - taken_at)].every == 0;
}

/* A twelfth early is on time: runs are steps apart, and a minute short would cost a whole one. */
bool
reading_is_due(when_ms taken_at, when_ms read_at, bool last_read, when_ms now)
{
	when_ms every;

	if (taken_at == WHEN_NONE)
		return true;
	every = ages[row_of_age(now - taken_at)].every;
	if (every == 0)
		return !last_read;
	return read_at == WHEN_NONE || read_at > now || now - read_at >= every - every / 12;
}
