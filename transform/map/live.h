/*
 * Which stories of an account were live when it was polled: by that a story can be known to be
 * gone before its time.
 */
#ifndef TRANSFORM_LIVE_H
#define TRANSFORM_LIVE_H

#include "transform/map/sighting.h"

/* One complete poll. Texts are lent by the entry it was read from. */
struct live {
	const char *account_id;
	when_ms started_at, finished_at;
	bool is_whole;   /* the id of everything it listed is told */
	bool is_context; /* see struct intake */
	struct span ids; /* pairs of texts: story id, Graph id; "" where one is not told */
};

/* Takes what a poll record says was live, where it says it. */
void map_poll(struct intake *intake, const struct record *record);

void entry_live_read(struct span entry, struct live *live);

/* Whether a story is in the list, by either of its ids; graph_id may be NULL. */
bool live_has(const struct live *live, const char *story_id, const char *graph_id);

#endif
