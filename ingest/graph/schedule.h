/*
 * Which accounts a run reads, in which order, and which of them it cannot read in time. Each has
 * a deadline: the end of the margin after its last complete poll. Pure: no clock, no I/O.
 */
#ifndef INGEST_SCHEDULE_H
#define INGEST_SCHEDULE_H

#include "ingest/state/state.h"

/* Nobody is read more often than this because of many stories: 24 hours leave 144 chances. */
#define BUSY_INTERVAL_MIN (10 * WHEN_MINUTE)

/* After the first failure; doubles with each further one, up to the interval. */
#define RETRY_PAUSE (2 * WHEN_MINUTE)

/* Requests an hour where no run has told yet: eight at once that take a second and a half each. */
#define CAPACITY_DEFAULT 20000.0

/*
 * What is late already may go before what can be read in time as long as this much is left to
 * each deadline: else a fleet that is too large would read the same accounts again and again, and
 * never those it missed once. The rest is kept for the next outage.
 */
#define LATE_RESERVE (6 * WHEN_HOUR)

/* Stories a day that are reckoned on top of those known, so that no account is worth nothing. */
#define RATE_PRIOR 0.5

/* The last reading of a story's insights is made in this last part of its life. */
#define FINAL_READING (40 * WHEN_MINUTE)

struct plan_account {
	when_ms since, last_ok, last_try;
	unsigned failures;
	double rate;          /* stories a day */
	double calls;         /* requests a poll; at least 1 is reckoned */
	bool final_due;       /* a story enters its last part with its insights unread */
	when_ms parked_until; /* nothing may be asked before; WHEN_NONE = at once */
};

struct plan_limits {
	when_ms now;
	when_ms interval; /* every account is read at least this often */
	when_ms step;     /* to the next run; 0 = not known: an interval */
	double capacity;  /* requests an hour; 0 = not known */
	bool all;         /* every account that is not parked is due */
};

struct plan {
	size_t *order; /* indices of the accounts that are due, the first one first; owned */
	size_t n;      /* how many */
	size_t *late;  /* those that cannot be read in time, parked ones included; owned */
	size_t late_n; /* parked ones first, then the greatest loss */
};

/* What the state says of an account, as the plan needs it. */
struct plan_account plan_account(const struct account_state *account, when_ms parked_until,
				 const struct plan_limits *limits);

/* Whether a reading of a story's insights now is likely to be the last that can be had. */
MUST_USE bool plan_is_final(when_ms taken_at, const struct plan_limits *limits);

/*
 * How long a run may go on starting accounts: as asked, but done when the next one (a step after
 * it; 0 = not known) wants the lock. A run that is a second too long costs the next one.
 */
when_ms plan_run_time(when_ms asked, when_ms step);

/* Whether the account is to be read in this run, parked or not. */
MUST_USE bool plan_is_due(const struct plan_account *account, const struct plan_limits *limits);

/*
 * Where all can be read in time: by deadline. Where not: the greatest set that can, again by
 * deadline, giving up those with the least expected loss a request; and what is late by its loss,
 * as soon as LATE_RESERVE allows. O(n log n).
 */
void plan_make(struct plan *plan, const struct plan_account *accounts, size_t n,
	       const struct plan_limits *limits);
void plan_release(struct plan *plan);

#endif
