/* What the files of a run share: run.c (the loop), roster.c (the plan), settle.c (the ends). */
#ifndef INGEST_RUN_PRIVATE_H
#define INGEST_RUN_PRIVATE_H

#include "ingest/graph/run.h"
#include "ingest/graph/schedule.h"
#include "lib/progress.h"

/* An account of the run: all that is held of each one from the first to the last moment. */
struct row {
	uint32_t account; /* index in accounts.csv */
	uint32_t gaps;
	when_ms since, last_ok;
};

/* An account from its start until its records are durable; its state is in memory meanwhile. */
struct begun {
	struct work *work;
	size_t row;
	struct account_state *state; /* NULL where nothing is remembered */
	struct poll_result result;
	uint64_t mark; /* durable once the sink has made so many records durable */
	struct begun *next;
};

struct work {
	struct run *run;
	struct progress *progress;
	struct row *rows; /* owned */
	size_t rows_n;
	struct plan plan; /* of the rows */
	size_t next, active;
	size_t most; /* that may be active now */
	struct refusals refusals;
	struct begun *first, **last; /* written, but not known to be durable */
	int64_t began, abort_at;
};

const struct account *run_account(const struct work *work, size_t row);

/* Chooses the accounts, plans them, and says which of them cannot be read in time. */
void roster_make(struct work *work, const struct plan_limits *limits);
void roster_release(struct work *work);

/* What is known of the account has changed. */
void roster_note(struct work *work, size_t row, const struct account_state *state);

/* ms until stories of it may be lost. */
when_ms roster_slack(const struct work *work, size_t row);

/* What was due and not begun, and how near the next loss is. */
void roster_look_back(struct work *work);

/* With the account's state, where the run remembers. */
struct begun *begun_new(struct work *work, size_t row);

/* The callback of its poll: counts it, says what is to be said, and lets it wait. */
void begun_end(void *context, struct poll_result *result);

/* Those whose records are durable now: their states may know of it. */
void settle_durable(struct work *work);

/* The others: their records are lost. */
void settle_drop(struct work *work);

#endif
