/*
 * Items that wait for their owner: a wrapper or an archive may say only after them whose they
 * are. They wait in a file without a name, so that any number can.
 */
#ifndef INGEST_HELD_H
#define INGEST_HELD_H

#include "ingest/import/format.h"

struct held;

struct held_item {
	const struct format *format;
	const char *path;   /* of the document */
	int64_t position;   /* in it */
	struct owner owner; /* as far as it was known */
	struct span bytes;
};

struct held *held_new(void);
void held_free(struct held *held);

/* Where the next item will stand. */
uint64_t held_mark(const struct held *held);

/* False where there is no room for it, and the item must do without. */
MUST_USE bool held_put(struct held *held, const struct held_item *item);

/*
 * Gives back the items from the mark on, in their order, and forgets them. What is handed out is
 * lent for the call. EX_IOERR where the file fails.
 */
MUST_USE int held_take(struct held *held, uint64_t mark,
		       void (*on_item)(void *context, const struct held_item *item), void *context,
		       struct fail *fail);

#endif
