/*
 * One budget of the server and what it allows: pure decisions, no clock, no file.
 *
 *   below 75 %   every call goes
 *   from 75 %    optional calls stop, the others keep a distance that grows
 *   from 95 %    only accounts with less than six hours of slack, at that distance
 *   from 100 %   nobody until the server's estimate is over; then one call tries, and the others
 *                wait for its answer
 *
 * A reading ages as its window does. The app's window is an hour: the reading holds for an hour
 * and is forgotten then. A business use case has a window of a day: the reading falls evenly to
 * nothing within a day, which lets calls through that bring a new one.
 */
#ifndef INGEST_POOL_H
#define INGEST_POOL_H

#include "ingest/quota/usage.h"

enum quota_word {
	QUOTA_GO,
	QUOTA_LATER,  /* ask again at *when: calls keep a distance */
	QUOTA_PARKED, /* nothing until *when, and then ask again */
};

#define POOL_KEY_MAX (ID_MAX + 8) /* bytes with the NUL */

struct pool {
	char key[POOL_KEY_MAX]; /* "app", "i:<id>" or "p:<id>"; "a:<account>" for one account */
	int percent;            /* the newest reading */
	when_ms read_at;        /* WHEN_NONE: there is none */
	when_ms until;          /* no call before; WHEN_NONE: it is open */
	when_ms parked_at;      /* when `until` was set */
	when_ms next;           /* the next call that keeps the distance; or WHEN_NONE */
	when_ms probed;         /* when a call was let through to try; or WHEN_NONE */
};

#define POOL_NEW                               \
	((struct pool){.read_at = WHEN_NONE,   \
		       .until = WHEN_NONE,     \
		       .parked_at = WHEN_NONE, \
		       .next = WHEN_NONE,      \
		       .probed = WHEN_NONE})

/* The reading as it has aged. */
int pool_percent(const struct pool *pool, when_ms now);

/* What a call may do; *when is set for LATER and PARKED. */
enum quota_word pool_ask(const struct pool *pool, when_ms slack, bool optional, when_ms now,
			 when_ms *when);

/* A call goes that pool_ask() allowed. True when that changed the pool. */
bool pool_take(struct pool *pool, when_ms now);

/* A reading of the server. */
void pool_read(struct pool *pool, const struct usage *usage, when_ms now);

/* An answer that was not throttled. True when that changed the pool. */
bool pool_passed(struct pool *pool, when_ms now);

/* Closed until then, at most a day; WHEN_NONE: for as long as the window makes sensible. */
void pool_park(struct pool *pool, when_ms until, when_ms now);

/* Times beyond a day ahead were written under a wrong clock: they are forgotten. */
void pool_mend(struct pool *pool, when_ms now);

#endif
