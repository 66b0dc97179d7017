/* What the files of the index share; nobody else includes it. */
#ifndef TRANSFORM_HARVEST_MOMENTS_H
#define TRANSFORM_HARVEST_MOMENTS_H

#include "transform/facts/keys.h"
#include "transform/harvest/index.h"

struct stretch {
	when_ms first, last;
};

struct account_moments {
	char *account_id;
	struct stretch *stretches; /* by time, apart from each other */
	size_t n, cap;
};

struct moments {
	struct account_moments *list; /* in no order */
	size_t n, cap;
	struct keys keys;
};

const struct account_moments *moments_of(const struct moments *moments, const char *account_id);

/* The first stretch that does not end before that; n where all do. */
size_t stretch_at(const struct account_moments *account, when_ms at);

#endif
