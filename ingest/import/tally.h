/* What an import counts, and how it is said. Every item is in one of these counts. */
#ifndef INGEST_TALLY_H
#define INGEST_TALLY_H

#include "ingest/import/format.h"

struct tally {
	uint64_t files;   /* documents looked at: files, and entries of containers */
	uint64_t unknown; /* of them, those that are no archive */
	uint64_t before;  /* files that an earlier run has read, and nobody looked at now */
	uint64_t items, counts[FATES];
	uint64_t said; /* rejects and warnings said one by one */
};

uint64_t tally_rejects(const struct tally *tally);
uint64_t tally_skipped(const struct tally *tally);

/* " word=count" for each reason that occurred. */
void tally_reasons(struct buf *out, const struct tally *tally);

/* The counts line by line, for a person: the items, and below them what became of them. */
void tally_say_table(const struct tally *tally);

/* The name of a fate in counts and files. */
const char *fate_word(enum fate fate);

/* Says why an item was rejected, unless enough was said; `detail` may be empty. */
void tally_say_reject(struct tally *tally, const char *path, int64_t position, enum fate fate,
		      const char *detail);

/* Whether one more message of its kind may be said; after the last one it says so itself. */
bool tally_may_say(struct tally *tally);

#endif
