/* Owners that archives name in a document apart from the items, by the folder it speaks for. */
#ifndef INGEST_OWNERS_H
#define INGEST_OWNERS_H

#include "ingest/import/walk.h"

struct owners {
	struct named_root *list;
	size_t n, cap;
};

void owners_put(struct owners *owners, struct span root, const struct owner *owner);

/* The owner of that root; empty where none is known. */
struct owner owners_find(const struct owners *owners, struct span root);

void owners_release(struct owners *owners);

#endif
