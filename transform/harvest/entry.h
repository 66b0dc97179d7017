/*
 * Entries of a harvest: how sightings, readings and the like look as bytes whose order is the
 * order they are wanted in. What entry_..._read() gives is lent by the entry.
 */
#ifndef TRANSFORM_HARVEST_ENTRY_H
#define TRANSFORM_HARVEST_ENTRY_H

#include "transform/map/sighting.h"

/* account, story, then all the rest. */
void entry_sighting(struct buf *out, const struct sighting *sighting);
void entry_sighting_read(struct span entry, struct sighting *sighting);

/* The cells of a sighting are most of the work; without them: keys, times, and this. */
struct sighting_head {
	const char *account_id, *story_id, *handle_key;
	when_ms taken_at;
	const char *graph_id; /* NULL where it is none but the story's own */
};
struct sighting_head entry_sighting_head(struct span entry);

/* handle, time, story, account. */
void entry_owner(struct buf *out, const struct told_owner *owner);
void entry_owner_read(struct span entry, struct told_owner *owner);

/* By key; of one key the one that counts last, as the loader has it: final, with a value, greater.
 */
void entry_reading(struct buf *out, const struct reading *reading);
void entry_reading_read(struct span entry, struct reading *reading);

void entry_reject(struct buf *out, const struct reject *reject);
void entry_reject_read(struct span entry, struct reject *reject);

/* The two texts that the entry begins with, as one run of bytes with their ends. */
struct span entry_two_texts(struct span entry);

bool entry_same(struct span a, struct span b);

#endif
