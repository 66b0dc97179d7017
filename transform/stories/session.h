/*
 * Sessions: the stories of one account within one editorial day whose neighbours are at most six
 * hours apart. A pure function of the set of stories, so a late one can split nothing but its day.
 */
#ifndef TRANSFORM_SESSION_H
#define TRANSFORM_SESSION_H

#include "transform/stories/story.h"

#define SESSION_GAP (6 * WHEN_HOUR) /* CONTRACT 1 */

struct session {
	const struct story *stories; /* by taken_at, story id; lent */
	size_t n;
	struct local_date day;       /* the editorial day, in the account's zone */
	const char *zone;            /* the account's */
	const struct handle *poster; /* the operator's row for the account, or NULL */
};

/* The session that begins at stories[from]; from must be smaller than stories->n. */
struct session session_at(const struct stories *stories, size_t from,
			  const struct facts_dir *facts);

#endif
