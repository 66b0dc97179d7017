/*
 * The connections that share an input: each line goes to the one that has its account, and at the
 * end they merge and commit together.
 */
#ifndef LOAD_CREW_H
#define LOAD_CREW_H

#include "load/lane.h"

struct crew;

/* As many connections as the settings say. The settings are lent. */
MUST_USE int crew_open(struct crew **crew, const struct settings *settings, struct fail *fail);
void crew_close(struct crew *crew);

/* Begins an input; see stage_start(). */
void crew_start(struct crew *crew, const char *name, bool straight);

/* Before the first line is put; see stage_new(). */
MUST_USE int crew_begin(struct crew *crew, struct fail *fail);

size_t crew_lanes(const struct crew *crew);

#define CREW_ANY SIZE_MAX /* lane */

/*
 * Takes a line if it is one of the lane; NULL stands for one that was too long. Readers with lanes
 * of their own may call this at the same time.
 */
MUST_USE int crew_put(struct crew *crew, size_t lane, const struct span *line,
		      struct copy_place place, struct fail *fail);

/* Waits until every line is in a stage; all readers are done. */
MUST_USE int crew_flush(struct crew *crew, struct fail *fail);

/* What came of the lines so far, but for their number; only while nothing is under way. */
struct counts crew_counts(const struct crew *crew);

/* See load/peek.h. */
MUST_USE int crew_peek(struct crew *crew, int fd, const char *name, bool *known,
		       struct counts *counts, struct fail *fail);

/*
 * Merges all, writes the n parts into the ledger and commits, unless it is a dry run. Nothing of
 * that where the ledger has all parts: then *known. Fills in what came of each part.
 */
MUST_USE int crew_store(struct crew *crew, struct part *parts, size_t n, bool dry, bool *known,
			struct fail *fail);

/* Ends an input; what is not committed is rolled back. */
void crew_end(struct crew *crew);

/* Whether what made this input fail may be over soon. */
bool crew_may_try_again(const struct crew *crew);

#endif
