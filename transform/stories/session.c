#include "transform/stories/session.h"

#define DEFAULT_ZONE "UTC" /* where the operator keeps no zone for the account */

static const struct handle *
poster_of(const struct story *story, const struct facts_dir *facts)
{
	struct local_date day = zone_editorial_day(DEFAULT_ZONE, story->taken_at);

	return facts_handle(facts, story->account_id, story_text(story, CELL(ig_pk)),
			    story_text(story, CELL(handle)), &day);
}

static const char *
zone_of(const struct handle *poster)
{
	return poster != NULL && poster->tz[0] != '\0' ? poster->tz : DEFAULT_ZONE;
}

/* The row of the first story of these days that has one: the handle may be told only later. */
static const struct handle *
find_poster(const struct stories *stories, size_t from, const struct facts_dir *facts)
{
	const struct story *first = &stories->list[from];

	for (size_t i = from; i < stories->n; i++) {
		const struct story *story = &stories->list[i];
		const struct handle *row;

		if (strcmp(story->account_id, first->account_id) != 0 ||
		    story->taken_at - first->taken_at > WHEN_DAY)
			break;
		row = poster_of(story, facts);
		if (row != NULL)
			return row;
	}
	return NULL;
}

struct session
session_at(const struct stories *stories, size_t from, const struct facts_dir *facts)
{
	const struct story *first = &stories->list[from];
	struct session session = {.stories = first,
				  .n = 1,
				  .poster = find_poster(stories, from, facts)};

	session.zone = zone_of(session.poster);
	session.day = zone_editorial_day(session.zone, first->taken_at);
	for (; from + session.n < stories->n; session.n++) {
		const struct story *last = first + session.n - 1, *next = last + 1;

		if (strcmp(next->account_id, first->account_id) != 0 ||
		    next->taken_at - last->taken_at > SESSION_GAP ||
		    local_date_compare(zone_editorial_day(session.zone, next->taken_at),
				       session.day) != 0)
			break;
	}
	return session;
}
