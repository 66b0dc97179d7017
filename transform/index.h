/*
 * The index of a raw segment: of which accounts it holds stories, and of which times. It tells
 * without reading the segment whether new stories must be merged with it. It can always be made
 * anew; one made under another handles.csv does not count, since accounts are mapped by that.
 */
#ifndef TRANSFORM_INDEX_H
#define TRANSFORM_INDEX_H

#include "transform/map/owners.h"

/*
 * Farthest apart that a new story and one of the same editorial day can be: a day of at most 25
 * hours on either side, and some for times that a source rounds or tells wrong.
 */
#define INDEX_REACH OWNER_REACH

/* When stories were taken, by account; by its handle too, under which another record may stand. */
struct moment {
	const char *account_id; /* lent by the sighting */
	when_ms at;
};

struct moments {
	struct moment *list; /* by account, then time */
	size_t n;
};

struct moments moments_of(const struct sighting *sightings, size_t n);
void moments_release(struct moments *moments);

/* Appends the index: a line with its version, then "account_id first_taken last_taken" each. */
void index_print(struct buf *out, const struct moments *moments, const struct facts_dir *facts);

/* Whether the text is an index as index_print() would make it today. */
bool index_is_current(const struct buf *text, const struct facts_dir *facts);

/* Whether a segment with this index has to be merged with stories of those moments. */
bool index_touches(const struct buf *text, const struct moments *moments);

#endif
