/*
 * Handles and hashtags in a caption, by Instagram's own rules: dotted handles are whole, an address
 * like a@b.com is none, a hashtag holds letters of any script.
 */
#ifndef TRANSFORM_MENTION_H
#define TRANSFORM_MENTION_H

#include "lib/std.h"

enum mention_kind {
	MENTION_HANDLE,
	MENTION_HASHTAG,
};

struct mention {
	enum mention_kind kind;
	struct span name; /* without its mark; lent by the caption */
};

/* Finds the next one at or after *at and steps behind it; false when there is none. */
bool mention_next(const char *caption, size_t *at, struct mention *found);

#endif
