/*
 * The stories of a run as sessions, a few days at a time: what is held does not grow with the
 * input. A day is whole: all stories of the account that can belong to it, or tell of it, are
 * there.
 */
#ifndef TRANSFORM_DAYS_H
#define TRANSFORM_DAYS_H

#include "transform/stories/session.h"

struct days;

/*
 * `stories` is what stories_fold() made, `live` is the harvest's; both are lent, and read until
 * days_free(). NULL: -1.
 */
struct days *days_new(struct sorter *stories, struct sorter *live, const struct facts_dir *facts,
		      struct fail *fail);
void days_free(struct days *days); /* NULL is fine */

/* Sessions in the order of their accounts and times, with what they lie in. */
struct day_block {
	struct session *sessions;
	size_t sessions_n, sessions_cap;
	struct stories stories;
	size_t stories_cap;
	struct arena arena;
};

/* Fills the block, whose memory is used again: 1, 0 when there are no more sessions, -1. */
MUST_USE int days_next(struct days *days, struct day_block *block, struct fail *fail);
void day_block_release(struct day_block *block);

#endif
