/*
 * The index of a raw segment: of which accounts it holds stories, or polls that listed them, and of
 * which times. It tells without reading the segment whether new stories must be merged with it. It
 * can always be made anew; one made under another handles.csv does not count, since accounts are
 * mapped by that.
 */
#ifndef TRANSFORM_HARVEST_INDEX_H
#define TRANSFORM_HARVEST_INDEX_H

#include "transform/map/owners.h"

/*
 * Farthest apart that a new story and one of the same editorial day can be: a day of at most 25
 * hours on either side, and some for times that a source rounds or tells wrong.
 */
#define INDEX_REACH OWNER_REACH

/*
 * When stories were taken, by account; by its handle too, under which another record may stand.
 * Moments so near each other that no question could fall between them are kept as one stretch, so
 * that the size follows the accounts and their months, not their stories.
 */
struct moments;

struct moments *moments_new(void);
void moments_free(struct moments *moments); /* NULL is fine */
void moments_add(struct moments *moments, const char *account_id, when_ms first, when_ms last);

/* Adds all moments of another. */
void moments_join(struct moments *moments, const struct moments *other);

/* Appends the index: a line with its version, then "account_id first_taken last_taken" each. */
void index_print(struct buf *out, const struct moments *moments, const struct facts_dir *facts);

/* Whether the text is an index as index_print() would make it today. */
bool index_is_current(const struct buf *text, const struct facts_dir *facts);

/* Whether a segment with this index has to be merged with stories of those moments. */
bool index_touches(const struct buf *text, const struct moments *moments);

#endif
