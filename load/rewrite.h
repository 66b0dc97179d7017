/* A segment without what was taken down: a new one in its place, and nothing of the old one. */
#ifndef LOAD_REWRITE_H
#define LOAD_REWRITE_H

#include "lib/digest.h"
#include "lib/spool.h"
#include "lib/tombs.h"

struct rewritten {
	char old_sha256[DIGEST_HEX + 1]; /* "" where its end record did not fit */
	char new_sha256[DIGEST_HEX + 1];
	uint64_t records;          /* that are left */
	char name[SPOOL_NAME_MAX]; /* that it has now */
};

/*
 * Writes the lines that stay, with empty ones in the place of those that go, so that every line
 * keeps its number; then its end record. The name stays too, but for the hash in it. A file that
 * is no whole segment (in quarantine/) keeps its name and whatever end it has.
 */
MUST_USE int segment_rewrite(const struct spool *spool, enum spool_folder folder, const char *name,
			     const struct tombs *tombs, struct rewritten *rewritten,
			     struct fail *fail);

#endif
