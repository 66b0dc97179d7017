/*
 * The transform, run once more over raw records: the one place where diff and preview touch the
 * run that the other verbs are made of.
 */
#ifndef TRANSFORM_COLLECT_AGAIN_H
#define TRANSFORM_COLLECT_AGAIN_H

#include "lib/settings.h"

struct again;

/* Reads facts and templates as `run` does. NULL on failure. */
struct again *again_new(const struct settings *settings, struct fail *fail);
void again_free(struct again *again); /* NULL is fine */

/* Takes in a stream of raw, poll and media records. */
MUST_USE int again_read(struct again *again, int fd, const char *name, bool need_end,
			struct fail *fail);

/* What follows from it, as a stream of records to read from its start; the caller closes it. -1. */
MUST_USE int again_write(struct again *again, struct fail *fail);

#endif
