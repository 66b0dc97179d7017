/*
 * What is left of a line of a segment once stories or accounts with a tombstone are taken out of
 * it. It judges by ids alone and knows no source: of a list, the elements that name one go; of all
 * else, the whole line. What stays, stays byte for byte.
 */
#ifndef LIB_SCRUB_H
#define LIB_SCRUB_H

#include "lib/buf.h"
#include "lib/tombs.h"

enum scrubbed {
	SCRUB_KEPT,    /* nothing of it has a tombstone */
	SCRUB_CHANGED, /* `out` has what is left */
	SCRUB_GONE,
};

/* Told of what stands beside what goes; each may be NULL. Spans are lent for the call. */
struct scrub_told {
	void *context;
	/* Another id of a story that goes; the account as its tombstone names it. */
	void (*id)(void *context, struct span account, struct span id);
	/* A text of an article that goes, which other articles may tell of. */
	void (*text)(void *context, struct span account, struct span id, struct span headline);
	/* A file of media, and whether the record that names it goes. */
	void (*file)(void *context, struct span sha256, bool gone);
};

enum scrubbed scrub_line(const struct tombs *tombs, struct span line, const struct scrub_told *told,
			 struct buf *out);

/* Whether a text is the number of an erased account, or names a story that is erased whatever its
 * account: as a whole, or in a part of an address. */
bool scrub_names(const struct tombs *tombs, struct span text);

#endif
