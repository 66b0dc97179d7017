/* Quotation marks inside quotes: the composer turns them, the linter turns them back. */
#ifndef TRANSFORM_ARTICLE_MARKS_H
#define TRANSFORM_ARTICLE_MARKS_H

#include "transform/arena.h"

/*
 * The words as they stand between double marks: their own double marks are single ones there, as
 * the agencies have it. Nothing else is touched, and the record keeps them as they were posted.
 */
struct span marks_turn(struct arena *arena, struct span words);

/*
 * The bytes of a double quotation mark at quote.p[at], and the single one that stands for it; 0
 * where there is none. It closes what one of its kind has opened before, in whatever language. A
 * straight one whose other one is missing opens after a blank, a bracket or a colon, and is none
 * where it says inches.
 */
size_t mark_at(struct span quote, size_t at, const char **single);

/* The place of the first mark at or after `from`; quote.n where there is none. */
size_t mark_find(struct span quote, size_t from);

/* Whether the shown text begins with the quote, marks turned; its bytes there, or 0. */
size_t marks_match(const char *shown, struct span quote);

#endif
