/*
 * Stories that Meta told of after their end and that no poll ever listed: proven misses. Kept in
 * the folder of states, under notices/, a file of lines "<graph id> <time>" an account.
 */
#ifndef INGEST_NOTICES_H
#define INGEST_NOTICES_H

#include "ingest/state/state.h"

/* A notice comes an hour after the end of its story; Meta's page on webhooks says so. */
#define NOTICE_DELAY WHEN_HOUR

/* After this much it is no longer known which stories were listed: a day less than SEEN_LIFE. */
#define NOTICE_LATE_MAX (3 * WHEN_DAY)

/* Misses are listed this long, and at most so many an account. */
#define MISS_LIFE (30 * WHEN_DAY)
#define MISSES_MAX 500

struct miss {
	struct id graph_id;
	when_ms at; /* the notice's time */
};

struct misses {
	struct miss *list; /* by `at` as they came; owned */
	size_t n, cap;
};

/*
 * Notes that Meta told at `at` of an ended story of the account. Nothing where `folder`
 * (state_folder()) is -1, where the notice is too old to prove anything, where a poll listed the
 * story, or where it was noted before. A failure is said as a warning: the notice itself is in its
 * raw record.
 */
void notices_add(int folder, struct span account_id, struct span graph_id, when_ms at, when_ms now);

/*
 * What of the account's notices no poll has listed, while the account was known. With `keep`
 * what was listed or is too old is dropped from the file.
 */
void notices_misses(struct misses *misses, int folder, const struct account_state *account,
		    bool keep, when_ms now);
void misses_release(struct misses *misses);

/* Between when the story was taken, as far as its notice tells. */
struct gap miss_gap(const struct miss *miss);

#endif
