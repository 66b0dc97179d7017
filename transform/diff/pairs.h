/* Which old article and which new one are the same article. */
#ifndef TRANSFORM_DIFF_PAIRS_H
#define TRANSFORM_DIFF_PAIRS_H

#include "transform/collect/collection.h"

/* One of the two is NULL where the other is alone. */
struct pair {
	const struct kept_article *was, *is;
};

struct pairs {
	struct pair *list; /* by account, day, begin and key */
	size_t n;
};

/*
 * By article_id, then by event_key; those left over by the stories they share, most first.
 * The collections must outlive the pairs.
 */
MUST_USE int pairs_make(struct pairs *pairs, const struct collection *was,
			const struct collection *is, struct fail *fail);
void pairs_release(struct pairs *pairs);

#endif
