/* A run over the accounts: which are due, in which order, many at work at once, until the end. */
#ifndef INGEST_RUN_H
#define INGEST_RUN_H

#include "ingest/graph/poll.h"
#include "lib/settings.h"

/* What came of a run. */
struct tally {
	uint64_t accounts; /* of this run's shard and choice */
	uint64_t due, started;
	uint64_t outcomes[POLL_OUTCOMES];
	uint64_t stories;
	uint64_t denied, later, garbled; /* polls that are not complete, by what to do about it */
	uint64_t urgent;                 /* accounts in trouble whose stories may soon be lost */
	uint64_t parked;                 /* accounts left alone: a budget is used up */
	uint64_t gaps_new, gaps;
	when_ms min_slack; /* ms until stories may be lost; WHEN_NONE = not known */
	bool stopped;
};

struct run {
	const struct settings *settings;
	const struct accounts *accounts;
	struct asker *asker;
	struct state *state;
	bool remembers;   /* the state outlives the run */
	when_ms interval; /* every account is read at least this often */
	int64_t run_time; /* ms after which no further account is started; 0 = no limit */
	struct tally tally;
};

/*
 * Polls the accounts that are due and tells the state of each one as its records become durable;
 * ends the sink. -1 when the output cannot be written.
 */
MUST_USE int run_accounts(struct run *run, struct fail *fail);

/* The exit status that the tally calls for. */
int run_exit_status(const struct run *run);

#endif
