/*
 * Handles, hashtags and links in a caption, by Instagram's own rules: dotted handles are whole, an
 * address like a@b.com is none, a hashtag holds letters of any script and is not of digits only.
 * What stands in a link is part of it.
 */
#ifndef TRANSFORM_MENTION_H
#define TRANSFORM_MENTION_H

#include "lib/std.h"

enum mention_kind {
	MENTION_HANDLE,
	MENTION_HASHTAG,
	MENTION_LINK, /* http and https only */
};

struct mention {
	enum mention_kind kind;
	struct span name; /* without its mark, a link whole; lent by the caption */
	size_t from;      /* where it begins, with its mark */
};

/* Finds the next one at or after *at and steps behind it; false when there is none. */
bool mention_next(const char *caption, size_t *at, struct mention *found);

#endif
