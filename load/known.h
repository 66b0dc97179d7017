/*
 * What the database has already need not be read, sent and judged again, and what it has nothing of
 * can go straight into its tables: keys and hashes go first. An economy only: what is wrong here is
 * found out by the tables and by the merges.
 */
#ifndef LOAD_KNOWN_H
#define LOAD_KNOWN_H

#include "load/pack.h"
#include "load/store.h"

#define KNOWN_KINDS 2 /* of records that are asked for: article versions, stories */

/*
 * Where nothing at all was there, the next packs are not asked for, ever more of them:
 * nothing of them will be there either.
 */
struct known_pause {
	unsigned length, left; /* packs */
};

struct known {
	struct known_pause pause[KNOWN_KINDS];
	bool always; /* no pause any more */
};

/* Whether the next pack is asked for. */
bool known_asks(const struct known *known);

/*
 * Marks the lines of the pack that need not be loaded, and those of which there is nothing; *n is
 * the number of the first. In a transaction.
 */
MUST_USE int known_mark(struct known *known, struct pack *pack, struct db *db, uint64_t *n,
			struct fail *fail);

/* The account of a line that begins as our stages write it; {NULL, 0} for any other. */
struct span known_account(struct span line);

#endif
