/* What walking in memory (walk.c) and walking a window (walk_window.c) share. */
#ifndef INGEST_WALK_PRIVATE_H
#define INGEST_WALK_PRIVATE_H

#include "ingest/import/walk.h"

/* What a member's name says of an object, as bits to be joined; and whether they make an item. */
unsigned shape_marks(const struct shape *shape, struct span key);
bool shape_fits(const struct shape *shape, unsigned marks);

/* Whether the elements of the member are items. */
bool shape_lists(const struct shape *shape, struct span key);

/* The owner so far; `rank` is that of the member which said it, great where none did. */
struct learned {
	struct owner owner;
	int rank;
};

void owner_learn(struct learned *learned, struct span key, struct span value);

size_t place_levels(const struct place *place);
void walk_hand_out(struct walk *walk, struct span item, const struct place *place, bool likely);

/* `listed`: stands in a list of items, so that it counts even where it looks like none. */
void walk_value(struct walk *walk, struct span value, const struct place *place, bool listed);

/* The rest of a text, which begins with a value that is cut. */
void walk_rest(struct walk *walk, struct span rest, const struct place *place, bool listed);

#endif
