/*
 * One input, one transaction: its records are checked, copied into stages, and after its last
 * end record merged into the tables. Memory is bounded whatever its length.
 */
#ifndef LOAD_INPUT_H
#define LOAD_INPUT_H

#include "lib/progress.h"
#include "lib/settings.h"
#include "load/store.h"

/* records = loaded + rejects + duplicates + skipped, for every input that did not fail. */
struct counts {
	uint64_t records;    /* lines that are no end records */
	uint64_t loaded;     /* new rows, and rows that changed */
	uint64_t rejects;    /* in the table of rejects, from transform or from here */
	uint64_t duplicates; /* brought nothing that was not there or in the input already */
	uint64_t skipped;    /* left out by --since, --until, --account or --shard */
};

struct input;

/* Reads from fd, which stays the caller's; everything else is lent too. */
struct input *input_new(struct db *db, const struct settings *settings, struct progress *progress);
void input_free(struct input *input);

/*
 * Loads all of fd, in a transaction of its own. Adds to *counts. On failure nothing in the
 * database has changed.
 */
MUST_USE int input_load(struct input *input, int fd, const char *name, struct counts *counts,
			struct fail *fail);

#endif
