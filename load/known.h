/*
 * What the database has already need not be read, sent and judged again: keys and hashes go
 * first. An economy only: what is missed here is found out by the merges.
 */
#ifndef LOAD_KNOWN_H
#define LOAD_KNOWN_H

#include "load/pack.h"
#include "load/store.h"

#define KNOWN_KINDS 2 /* of records that are asked for: article versions, stories */

/* Where nothing was known, the next packs are not asked for: twice as many each time. */
struct known_pause {
	unsigned length, left; /* packs */
};

struct known {
	struct known_pause pause[KNOWN_KINDS];
};

/* Marks the lines of the pack that need not be loaded; *n is their number. In a transaction. */
MUST_USE int known_mark(struct known *known, struct pack *pack, struct db *db, uint64_t *n,
			struct fail *fail);

/* The account of a line that begins as our stages write it; {NULL, 0} for any other. */
struct span known_account(struct span line);

#endif
