/*
 * What was seen before, by hash: so that the same story out of two files of one archive, and a
 * file that an earlier run has read, are known again. Bounded: what comes after SEEN_MAX things
 * is not remembered, and counts as new.
 */
#ifndef INGEST_SEEN_H
#define INGEST_SEEN_H

#include "lib/digest.h"
#include "lib/std.h"

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *seen);

/* Whether the hash was put before. */
bool seen_has(const struct seen *seen, const char sha256[DIGEST_HEX + 1]);

/* As seen_has(), and remembers it. */
bool seen_put(struct seen *seen, const char sha256[DIGEST_HEX + 1]);

#endif
