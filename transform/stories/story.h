/*
 * One story out of any number of sightings. The fold is a semilattice: per field the greater
 * stamp wins, so order, duplicates and grouping of the sightings cannot change the result.
 */
#ifndef TRANSFORM_STORY_H
#define TRANSFORM_STORY_H

#include "transform/harvest/harvest.h"

/*
 * Where a field's value came from: by precedence, then time, then source, then content. Written as
 * text that compares in the same way ("70 2023-04-16T07:00:00.000Z graph 1a2b3c4d5e6f7a8b"; "-"
 * for an unknown time), since the loader compares the texts.
 */
struct stamp {
	int rank; /* 0: no value */
	enum source_id source;
	when_ms at;
	uint64_t hash;
};

/* What an account may change of a story that is live, as far as it is looked for. */
enum edit {
	EDIT_CAPTION,
	EDIT_MENTIONS,
	EDIT_PLACES,
	EDIT_LINKS,
	EDIT_PAID,
	EDITS,
};

extern const size_t edit_cells[EDITS];

struct story {
	const char *account_id, *story_id;
	when_ms taken_at;
	when_ms first_seen, last_seen; /* WHEN_NONE: only archives tell of it */
	unsigned sources;              /* bit 1 << enum source_id */
	bool sanitised;
	bool reshared;       /* a source told that it shows another account's story */
	unsigned edited;     /* bit 1 << enum edit: two readings of one source differ in it */
	when_ms vanished_at; /* when a complete poll missed it before its time: see watch.h; or
				WHEN_NONE */
	bool fresh;          /* not only context tells of it, or of another story of its day */
	struct cell cells[STORY_FIELDS];
	struct stamp stamps[STORY_FIELDS];
	struct span entry; /* what it was read from */
};

struct stories {
	struct story *list; /* by account id, taken_at, story id */
	size_t n;
};

/*
 * Folds all sightings of a harvest, which are settled, into one entry a story: by account id,
 * taken_at, story id. Where `names` is not NULL it gets the ids that each story is known by.
 */
MUST_USE int stories_fold(struct harvest *harvest, struct sorter *stories, struct sorter *names,
			  struct fail *fail);

/* The story of such an entry, which lends the texts. */
void story_read(struct span entry, struct story *story);

/* Text of a cell, or NULL. */
const char *story_text(const struct story *story, size_t cell);

/* Writes the story record into out; the line is lent until its next use. */
struct span story_write(const struct story *story, struct record_out *out);

#endif
