/*
 * Finds the items of an archive in its text, whatever they are wrapped in, without building a
 * tree: an archive may be larger than memory allows for one, and a fault in one item must not
 * cost the others. An item is an object with certain members, or any element of certain lists.
 *
 * A value of at most `hold` bytes is looked at as a whole, so that what its end says of the
 * owner holds for the items before it. A larger one is taken apart as it comes.
 */
#ifndef INGEST_WALK_H
#define INGEST_WALK_H

#include "ingest/ids.h"
#include "ingest/import/window.h"
#include "lib/buf.h"

#define SHAPE_GROUPS 4 /* groups of members that a shape may ask for */

/* How the items of a format look. Lists of names end with NULL. */
struct shape {
	const char *const *lists; /* members whose elements are items, however damaged */
	const char *const *with[SHAPE_GROUPS]; /* an item has one member out of each of these */
	const char *const *without;            /* and none of these; may be NULL */
	bool bare; /* the elements of a list at the top are items, however damaged */
};

/* Whose items these are, as far as is known; empty = not known. */
struct owner {
	struct id pk;
	char handle[HANDLE_MAX + 1];
};

/* Reads "user" or "owner": an object with pk, pk_id or id, and username. */
struct owner owner_of_json(const json_t *user);
bool owner_is_known(const struct owner *owner);

/* A level of wrapping, innermost first. */
struct place {
	const struct place *up;
	struct span key;    /* of a member; {NULL, 0} for an element */
	size_t index;       /* of an element */
	struct owner owner; /* of everything below */
	bool own;           /* the owner was told here, not by what is around */
	bool open;          /* its end is not yet read, and may still say who the owner is */
	uint64_t mark;      /* of an open place: what on_open said */
};

#define WALK_NOT_CUT UINT64_MAX

struct walk {
	const struct shape *shape;
	/*
	 * `likely` says that it looks like an item, not only stands in a list of them. An item
	 * without bytes ({NULL, n}) was larger than `hold`.
	 */
	void (*on_item)(void *context, struct span item, const struct place *place, bool likely);
	/* An open place begins, and ends: what it had to say of the owner it has said. May be NULL.
	 */
	uint64_t (*on_open)(void *context);
	void (*on_close)(void *context, const struct place *place);
	/* Of several values after one another, one without an item in it. May be NULL. */
	void (*on_other)(void *context, struct span value);
	void *context;
	bool stop;      /* set by on_item: that was enough */
	bool lines;     /* one value a line: a damaged line costs only itself */
	uint64_t found; /* items handed out */
	uint64_t cut;   /* the byte where the text ends too early or stops being JSON */

	/* its own */
	bool another; /* the value at the top is not the only one */
	struct window *window;
	size_t hold;
	const char *text; /* what is being walked in memory, */
	uint64_t base;    /* and where that lies in the whole */
};

/* Walks one or more JSON values. */
void walk_text(struct walk *walk, struct span text);

/* The same of a window; `hold` is the largest item in bytes. */
void walk_window(struct walk *walk, struct window *window, size_t hold);

/* ".reels_media[0].items[3]" */
void place_print(struct buf *out, const struct place *place);

#endif
