/* What load/stage.c, which fills the stages, shares with load/stage_merge.c, which empties them. */
#ifndef LOAD_STAGE_PRIVATE_H
#define LOAD_STAGE_PRIVATE_H

#include "load/batch.h"
#include "load/stage.h"

struct tally {
	uint64_t rejects, skipped;
};

struct stage {
	struct db *db;
	bool is_first; /* of the connections of an input */
	const struct settings *settings;
	const char *name;
	bool selective; /* some lines are left out */
	bool begun;
	bool straight;  /* rows may go straight */
	bool impatient; /* some did: no lock is waited for long */
	struct batch batches[STORE_TABLES];
	struct batch_rows carried; /* straight to their table */
	struct batch *carrier;     /* whose they are; NULL where nothing is under way */
	size_t unpushed;           /* bytes of lines since the last push */
	struct line line;
	struct known known;
	struct counts counts;
	struct tally *tallies; /* of each part so far */
	size_t tallies_n, tallies_cap;
	uint64_t own_rejects;
};

/* Sends the rows of a table that wait to go one way, and makes its stage. */
MUST_USE int stage_send(struct stage *stage, enum store_table table, enum store_way way,
			struct fail *fail);

#endif
