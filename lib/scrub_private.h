/* What the two halves of lib/scrub.c share: scrub_walk.c finds ids in JSON, scrub.c knows lines. */
#ifndef LIB_SCRUB_PRIVATE_H
#define LIB_SCRUB_PRIVATE_H

#include "lib/scrub.h"

#define SCRUB_ACCOUNTS_MAX 4 /* names of one account in a line, and any account */
#define SCRUB_NONE ((struct span){NULL, 0})

/* One line at work. */
struct scrub {
	const struct tombs *tombs;
	const struct scrub_told *told;
	struct span line;
	struct span accounts[SCRUB_ACCOUNTS_MAX]; /* what it calls its account; the last is any */
	size_t accounts_n;
	struct span hit; /* the account by which the last tombstone was found */
	bool fill;       /* an element that goes leaves {} in its place */
	uint64_t changes;
	size_t depth;
};

/* A JSON string without its quotes; any other value as it stands. */
struct span scrub_text(struct span value);

/* Whether a story of that id has a tombstone; leaves the account of it in `hit`. */
bool scrub_is_erased(struct scrub *s, struct span id);

/* Whether a part of the text, between characters that no id has, is an id that does. */
bool scrub_contains_erased(struct scrub *s, struct span text);

/* Tells what else an object calls the story it is about. */
void scrub_tell_ids(const struct scrub *s, struct span object);

/*
 * Copies a value without the elements of lists in it that name an erased story; whether it names
 * one outside of lists.
 */
bool scrub_value(struct scrub *s, struct span value, struct buf *out);

#endif
