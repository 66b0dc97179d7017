/*
 * All that was taken in, on shelves that each keep their entries in order: in memory while there
 * is room, then in temporary files. Which order the input had is forgotten here (law 2).
 */
#ifndef TRANSFORM_HARVEST_HARVEST_H
#define TRANSFORM_HARVEST_HARVEST_H

#include "transform/harvest/index.h"
#include "transform/harvest/sorter.h"
#include "transform/map/sighting.h"

/* Each by the texts that its entries begin with; see entry.h. */
enum shelf {
	SHELF_SIGHTINGS, /* account, story */
	SHELF_BY_HANDLE, /* sightings of which only the handle tells the account: story */
	SHELF_ELSEWHERE, /* owners of stories of other accounts and times: handle */
	SHELF_READINGS,  /* account, story, metric, ... */
	SHELF_LIVE,      /* account, time; see map/live.h */
	SHELF_POLLS,     /* whole lines */
	SHELF_MEDIA,
	SHELF_REJECTS, /* key, reason, ... */
	SHELVES,
	SHELF_WARNING = SHELVES, /* none: a text that is said */
};

struct harvest {
	struct pool *pool;
	struct sorter *shelves[SHELVES];
	struct moments *moments; /* of all sightings; NULL: nobody asks */
	bool moments_only;       /* nothing else is kept */
	/* A bit for each length of id that there is: what cannot meet need not be looked for. */
	uint64_t story_lengths, graph_lengths, reading_lengths;
	uint64_t items_in, rejects, skipped;
};

/* `memory` in bytes is for everything on the shelves; `folder` as in tempfile_open(). */
void harvest_init(struct harvest *harvest, size_t memory, const char *folder);
void harvest_release(struct harvest *harvest);

/* Moves to the shelves the entries that were put into a buffer, and says the warnings. */
MUST_USE int harvest_pour(struct harvest *harvest, struct buf *entries, struct fail *fail);

/* The same for all that an intake has taken, with its counts. */
MUST_USE int harvest_take(struct harvest *harvest, struct intake *intake, struct fail *fail);

/* Begins an entry for a shelf in a buffer; harvest_put_end() gives it its length. */
size_t harvest_put(struct buf *out, enum shelf shelf);
void harvest_put_end(struct buf *out, size_t begin);

#endif
