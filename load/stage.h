/*
 * One connection's share of an input, in a transaction of its own: its lines are judged and copied
 * into stages, which are merged into the tables at the end; what nothing is known of goes straight
 * into the tables. The steps come in the order of the functions
 * here; each can fail, and then only stage_abandon() is left.
 */
#ifndef LOAD_STAGE_H
#define LOAD_STAGE_H

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
 * All arguments are lent. Of the connections that share an input the first holds migrations off,
 * for all: it begins before the others and commits last. If each did, one that begins when a
 * migration waits for the others would wait for that.
 */
struct stage *stage_new(struct db *db, bool is_first, const struct settings *settings);
void stage_free(struct stage *stage);

/*
 * Forgets everything, for the next input, whose name is for messages; lent. Only where the input
 * can be loaded again without, rows may go straight: what gets in their way is no reason to fail
 * then.
 */
void stage_start(struct stage *stage, const char *name, bool straight);

/* Begins the transaction, unless it has begun; lines do so, too. */
MUST_USE int stage_begin(struct stage *stage, struct fail *fail);

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
