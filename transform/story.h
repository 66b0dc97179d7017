/*
 * One story out of any number of sightings. The fold is a semilattice: per field the greater
 * stamp wins, so order, duplicates and grouping of the sightings cannot change the result.
 */
#ifndef TRANSFORM_STORY_H
#define TRANSFORM_STORY_H

#include "transform/map/sighting.h"

/*
 * Where a field's value came from, as text that compares by precedence, then time, then content:
 * "70 2023-04-16T07:00:00.000Z graph 1a2b3c4d5e6f7a8b"; "-" for an unknown time. The loader
 * compares the same texts.
 */
#define STAMP_MAX 80 /* bytes */

struct story {
	const char *account_id, *story_id;
	when_ms taken_at;
	when_ms first_seen, last_seen; /* WHEN_NONE: only archives tell of it */
	unsigned sources;              /* bit 1 << enum source_id */
	bool sanitised;
	bool fresh; /* not only context tells of it, or of another story of its day */
	struct cell cells[STORY_FIELDS];
	const char *stamps[STORY_FIELDS];
};

struct stories {
	struct story *list; /* by account id, taken_at, story id */
	size_t n;
};

/* Folds all sightings; texts stay in the intake's arena. The caller frees list. */
struct stories stories_fold(struct intake *intake);

/* Text of a cell, or NULL. */
const char *story_text(const struct story *story, size_t cell);

/* Writes the story record into out; the line is lent until its next use. */
struct span story_write(const struct story *story, struct record_out *out);

#endif
