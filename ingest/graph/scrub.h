/* Takes secrets out of what is kept or said. */
#ifndef INGEST_SCRUB_H
#define INGEST_SCRUB_H

#include "lib/buf.h"

/*
 * Words that a run has sent and that must not be kept, whichever account's answer has them: what
 * stands between the server and us may mix up answers. {0} is empty.
 */
struct secrets {
	char **list; /* sorted; owned */
	size_t n, cap;
	size_t shortest;               /* bytes */
	unsigned char starts[1 << 13]; /* a bit for each two bytes that one begins with */
};

/* Copies it. One of less than 2 bytes is none. */
void secrets_add(struct secrets *secrets, const char *word);

/* Overwrites and forgets them all. */
void secrets_release(struct secrets *secrets);

/*
 * The bytes without any of the words, as they are or with the escapes of JSON and of links, and
 * without what other secrets of a link stand for.
 */
void scrub(struct buf *out, struct span bytes, const struct secrets *secrets);

#endif
