/*
 * A takedown in the spool: raw, records, done, quarantine, media, and what is kept of them in
 * state/. The caller holds the locks of all stages.
 */
#ifndef LOAD_BURY_H
#define LOAD_BURY_H

#include "lib/spool.h"
#include "load/takedown.h"

struct bury;

struct bury *bury_new(const struct spool *spool, struct takedown *takedown);
void bury_free(struct bury *bury);

/*
 * Reads all segments, changes nothing: learns what else the takedown's stories are called, the
 * texts made of them and their media, until nothing new turns up.
 */
MUST_USE int bury_survey(struct bury *bury, struct fail *fail);

/* A file of media that nothing in the database needs any more. */
void bury_add_file(struct bury *bury, const char *sha256);

/* Does it. Cut off, it is repaired by doing it again. */
MUST_USE int bury_do(struct bury *bury, struct fail *fail);

/* What was rewritten, pair by pair, as arrays for the ledger; lent. */
const struct words *bury_old_hashes(const struct bury *bury);
const struct words *bury_new_hashes(const struct bury *bury);
const struct words *bury_record_counts(const struct bury *bury);

/* How many segments and lines of them lose something, and how many files of media go. */
struct bury_counts {
	uint64_t segments, lines, files;
};
struct bury_counts bury_counts(const struct bury *bury);

#endif
