/*
 * One connection's share of an input, in a transaction of its own: its lines are judged and copied
 * into stages, which are merged into the tables at the end; what nothing is known of goes straight
 * into the tables. The steps come in the order of the functions
 * here; each can fail, and then only stage_abandon() is left.
 */
#ifndef LOAD_STAGE_H
#define LOAD_STAGE_H

#include <pthread.h>

#include "lib/digest.h"
#include "lib/settings.h"
#include "load/known.h"
#include "load/pack.h"

/* records = loaded + rejects + duplicates + skipped, for every input that did not fail. */
struct counts {
	uint64_t records;    /* lines that are no end records */
	uint64_t loaded;     /* new rows, and rows that changed */
	uint64_t rejects;    /* in the table of rejects, from transform or from here */
	uint64_t duplicates; /* brought nothing that was not there or in the input already */
	uint64_t skipped;    /* left out by --since, --until, --account or --shard */
};

void counts_add(struct counts *sum, const struct counts *more);

/* Of one part of the input. */
struct part {
	char sha256[DIGEST_HEX + 1];
	uint64_t records, rejects, skipped;
};

struct stage;

/*
 * What the connections of an input share. One of them holds off migrations for all, from before any
 * of them begins until there is nothing left to do but to commit: if each did, one that begins
 * after a migration has come would wait for it, which waits for the others, which wait for that
 * one.
 */
struct gate {
	pthread_mutex_t lock;
	bool held; /* guarded by lock; false when an input starts */
};

/* All arguments are lent. */
struct stage *stage_new(struct db *db, struct gate *gate, const struct settings *settings);
void stage_free(struct stage *stage);

/*
 * Forgets everything, for the next input, whose name is for messages; lent. Only where the input
 * can be loaded again without, rows may go straight: what gets in their way is no reason to fail
 * then.
 */
void stage_start(struct stage *stage, const char *name, bool straight);

MUST_USE int stage_take(struct stage *stage, struct pack *pack, struct fail *fail);

/*
 * While lines are taken, rows are on their way; that goes on only here and there. So where no lines
 * are to be had it is waited for.
 */
bool stage_is_carrying(const struct stage *stage);
MUST_USE int stage_join(struct stage *stage, struct fail *fail);

/* Sends what is left. */
MUST_USE int stage_flush(struct stage *stage, struct fail *fail);

/* What came of part i here is added to *part. */
void stage_tally(const struct stage *stage, size_t i, struct part *part);

/* Tells the parts of the whole input. */
MUST_USE int stage_parts(struct stage *stage, const struct part *parts, size_t n,
			 struct fail *fail);

/* Whether all of the parts were loaded whole before. */
MUST_USE int stage_is_known(struct stage *stage, bool *known, struct fail *fail);

/* Adds the keys of the locks that the accounts staged need to a PostgreSQL array without its end.
 */
MUST_USE int stage_locks(struct stage *stage, struct buf *keys, struct fail *fail);

/* How long locks are waited for from now on. */
MUST_USE int stage_patience(struct stage *stage, const char *time, struct fail *fail);

MUST_USE int stage_merge(struct stage *stage, struct fail *fail);

/* The parts into the ledger; in one of the connections that share an input, as its last word. */
MUST_USE int stage_record(struct stage *stage, struct fail *fail);
MUST_USE int stage_commit(struct stage *stage, struct fail *fail);
void stage_abandon(struct stage *stage);

const struct counts *stage_counts(const struct stage *stage);
struct db *stage_db(const struct stage *stage);

/* Whether what failed here may succeed in another transaction. */
bool stage_may_try_again(const struct stage *stage);

#endif
