/*
 * A connection with a thread of its own, which works while the next lines are read; nobody else
 * speaks to the database. What it is given it does in that order; after a failure it does nothing
 * more until lane_start().
 */
#ifndef LOAD_LANE_H
#define LOAD_LANE_H

#include "load/stage.h"

struct lane;

/* Opens the connection; see stage_new(). */
MUST_USE int lane_open(struct lane **lane, bool is_first, const struct settings *settings,
		       struct fail *fail);
void lane_close(struct lane *lane);

/* Begins an input; nothing may be under way. See stage_start(). */
void lane_start(struct lane *lane, const char *name, bool straight);

/* An empty pack to fill; waits until one is free. */
struct pack *lane_pack(struct lane *lane);

/* Gives a pack back to be loaded; -1 where the lane has failed already. */
MUST_USE int lane_take(struct lane *lane, struct pack *pack, struct fail *fail);

/* What is done with a stage; the context must live until it is done. */
typedef int lane_step(struct stage *stage, void *context, struct fail *fail);

/* Begins a step, and does not wait for it. */
void lane_begin(struct lane *lane, lane_step *step, void *context);

/* Waits until all is done; -1 with the failure of the lane, if it has one. */
MUST_USE int lane_wait(struct lane *lane, struct fail *fail);

/* Waits, and rolls back what is not committed. */
void lane_end(struct lane *lane);

/* For looking at: only while nothing is under way. */
const struct stage *lane_stage(const struct lane *lane);

#endif
