/*
 * Rows on their way to a stage, gathered until a COPY is worth while. When the server refuses
 * a COPY for its data, the batch is halved until the row at fault stands alone; that row goes
 * to the caller, the others to the stage.
 */
#ifndef LOAD_BATCH_H
#define LOAD_BATCH_H

#include "load/copyrow.h"
#include "load/store.h"

#define BATCH_BYTES ((size_t)1 << 20) /* a batch is sent when it has so many */
#define BATCH_KEY_MAX 132             /* bytes of "account/id" with its NUL */

struct batch_row {
	size_t start; /* of the row's bytes */
	struct copy_place place;
	char key[BATCH_KEY_MAX];
};

struct batch {
	enum store_table table;
	bool staged;    /* the stage is made */
	uint64_t taken; /* rows that are in the stage */
	struct buf bytes;
	struct batch_row *rows;
	size_t n, cap;
};

/* Told of each row that was refused; with none to tell that is a failure (70). */
struct batch_refusal {
	void (*refused)(void *context, const struct batch_row *row, const char *why);
	void *context;
};

void batch_init(struct batch *batch, enum store_table table);
void batch_release(struct batch *batch);

/* Forgets all rows and the stage, for the next transaction. */
void batch_clear(struct batch *batch);

/* Keeps the row whose bytes the caller has put behind those of the others, from `start`. */
void batch_keep(struct batch *batch, size_t start, struct copy_place place, const char *key);

/* Whether it is time to flush. */
bool batch_is_full(const struct batch *batch);

/* Makes the stage if there is none yet, and sends the rows. */
MUST_USE int batch_flush(struct batch *batch, struct db *db, const struct batch_refusal *refusal,
			 struct fail *fail);

#endif
