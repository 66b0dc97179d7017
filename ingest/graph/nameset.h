/* Sets of names out of a list of at most 64: bit i stands for name i. */
#ifndef INGEST_NAMESET_H
#define INGEST_NAMESET_H

#include "lib/buf.h"

typedef uint64_t nameset;

#define NAMESET_MAX 64 /* names a list can have */
#define NAMESET_BIT(i) ((nameset)1 << (i))

struct names {
	const char *const *list;
	size_t n;
};

/* "id,caption", in the order of the list. */
void nameset_put(struct buf *out, const struct names *names, nameset set);

/* The first of them; "" of none. */
const char *nameset_first(const struct names *names, nameset set);

/* The name as a set; none where the list does not have it. */
nameset nameset_named(const struct names *names, const char *name);

size_t nameset_count(nameset set);

#endif
