/*
 * Rows on their way to the database, gathered until a COPY is worth while. They go one of two ways:
 * to a stage, or straight into their table. When the server refuses a COPY to a stage for its data,
 * the rows are halved until the row at fault stands alone; that row goes to the caller, the others
 * to the stage. When it refuses, for whatever reason, rows that were to go straight, they go to the
 * stage.
 */
#ifndef LOAD_BATCH_H
#define LOAD_BATCH_H

#include "load/shape.h"
#include "load/store.h"

#define BATCH_BYTES ((size_t)1 << 21) /* rows are sent when they have so many */
#define BATCH_KEY_MAX 132             /* bytes of "account/id" with its NUL */

struct batch_row {
	size_t start; /* of the row's bytes */
	size_t key;   /* of those that tell of it apart from its content */
	struct copy_place place;
	char name[BATCH_KEY_MAX]; /* for people */
};

/* Those that wait, of one way. */
struct batch_rows {
	struct buf bytes, keys, aliases;
	size_t aliases_n;
	struct batch_row *rows;
	size_t n, cap;
};

struct batch {
	enum store_table table;
	bool staged;                /* the stage is made */
	bool straight_over;         /* nothing goes straight any more */
	unsigned refusals;          /* of rows that were to go straight */
	uint64_t taken[STORE_WAYS]; /* rows that the database has */
	struct batch_rows waiting[STORE_WAYS];
	struct buf late_keys; /* of rows that went straight; a COPY is made of many */
	size_t late_keys_n;
	bool late_keys_carried; /* with the rows under way */
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

/* Whether rows of this table can go straight as far as is known here. */
bool batch_has_straight_way(const struct batch *batch);

/* Keeps the row of a good record; false as shape_put(). */
MUST_USE bool batch_put(struct batch *batch, enum store_way way, const struct line *line,
			struct copy_place place, const char *name, struct record_fault *fault);

/* The bytes behind which the caller puts those of a row for the stage, which it then keeps. */
struct buf *batch_bytes(struct batch *batch);
void batch_keep(struct batch *batch, size_t start, struct copy_place place, const char *name);

/* Whether it is time to flush. */
bool batch_is_full(const struct batch *batch, enum store_way way);
bool batch_waits(const struct batch *batch, enum store_way way);

/* Makes the stage if there is none yet, and sends the rows that wait for it. */
MUST_USE int batch_flush(struct batch *batch, struct db *db, const struct batch_refusal *refusal,
			 struct fail *fail);

void batch_rows_init(struct batch_rows *rows);
void batch_rows_release(struct batch_rows *rows);
void batch_rows_clear(struct batch_rows *rows);

/*
 * Makes the stage if there is none yet, and begins to send the rows that are to go straight;
 * *carried, which is empty before, holds them until batch_end(). Meanwhile store_copy_push().
 */
MUST_USE int batch_begin(struct batch *batch, struct batch_rows *carried, struct db *db,
			 struct fail *fail);
MUST_USE int batch_end(struct batch *batch, struct batch_rows *carried, struct db *db,
		       const struct batch_refusal *refusal, struct fail *fail);

/* Sends what is left of the keys of rows that went straight; nothing may be under way. */
MUST_USE int batch_send_keys(struct batch *batch, struct db *db, struct fail *fail);

#endif
