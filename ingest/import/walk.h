/*
 * Finds the items of an archive in its text, whatever they are wrapped in, without building a
 * tree: an archive may be larger than memory allows for one, and a fault in one item must not
 * cost the others. An item is an object with certain members, or any element of certain lists.
 */
#ifndef INGEST_WALK_H
#define INGEST_WALK_H

#include "ingest/ids.h"
#include "lib/buf.h"

/* Members that tell what an object is; as bits. */
enum {
	HAS_PK = 1U << 0,
	HAS_ID = 1U << 1,
	HAS_TAKEN_AT = 1U << 2,
	HAS_TIMESTAMP = 1U << 3,
	HAS_MEDIA_TYPE = 1U << 4,
	HAS_PERMALINK = 1U << 5,
	HAS_PRODUCT_TYPE = 1U << 6,
};

/* How the items of a format look. */
struct shape {
	const char *const *lists; /* members whose elements are items, however damaged */
	unsigned one_of[2];       /* an item has one of each of these */
	unsigned none_of;
};

/* Whose items these are, as far as is known; empty = not known. */
struct owner {
	struct id pk;
	char handle[HANDLE_MAX + 1];
};

/* Reads "user" or "owner": an object with pk, pk_id or id, and username. */
struct owner owner_of_json(const json_t *user);

/* A level of wrapping, innermost first. */
struct place {
	const struct place *up;
	struct span key;    /* of a member; {NULL, 0} for an element */
	size_t index;       /* of an element */
	struct owner owner; /* of everything below */
};

struct walk {
	const struct shape *shape;
	/* `likely` says that it looks like an item, not only stands in a list of them */
	void (*on_item)(void *context, struct span item, const struct place *place, bool likely);
	void *context;
	bool stop;       /* set by on_item: that was enough */
	uint64_t found;  /* items handed out */
	const char *cut; /* where the text ends too early or stops being JSON; NULL = nowhere */
};

/* Walks one or more JSON values. */
void walk_text(struct walk *walk, struct span text);

/* ".reels_media[0].items[3]" */
void place_print(struct buf *out, const struct place *place);

#endif
