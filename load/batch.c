#include "load/batch.h"

#include "lib/mem.h"
#include "lib/stream.h"

/* A row may repeat its whole line as jsonb, and the batch before it is not quite full. */
#define BYTES_MAX (BATCH_BYTES + 3 * STREAM_LINE_MAX)

void
batch_init(struct batch *batch, enum store_table table)
{
	*batch = (struct batch){.table = table, .bytes = BUF_MAX(BYTES_MAX)};
}

void
batch_release(struct batch *batch)
{
	buf_release(&batch->bytes);
	free(batch->rows);
}

void
batch_clear(struct batch *batch)
{
	buf_clear(&batch->bytes);
	batch->n = 0;
	batch->taken = 0;
	batch->staged = false;
}

void
batch_keep(struct batch *batch, size_t start, struct copy_place place, const char *key)
{
	struct batch_row *row;

	batch->rows = mem_grow(batch->rows, batch->n, &batch->cap, sizeof *batch->rows);
	row = &batch->rows[batch->n++];
	row->start = start;
	row->place = place;
	snprintf(row->key, sizeof row->key, "%s", key);
}

bool
batch_is_full(const struct batch *batch)
{
	return batch->bytes.n >= BATCH_BYTES;
}

static size_t
row_start(const struct batch *batch, size_t i)
{
	return i < batch->n ? batch->rows[i].start : batch->bytes.n;
}

/* Sends rows from..to, halving where they are refused; the depth is the logarithm of their number.
 */
static int
send_some(struct batch *batch, size_t from, size_t to, struct db *db,
	  const struct batch_refusal *refusal, struct fail *fail)
{
	size_t start = row_start(batch, from), middle = from + (to - from) / 2;
	struct span bytes = {batch->bytes.p + start, row_start(batch, to) - start};
	char why[DB_REFUSAL_MAX];

	switch (store_copy(db, batch->table, bytes, to - from, why, fail)) {
	case DB_COPIED:
		batch->taken += to - from;
		return 0;
	case DB_REFUSED:
		break;
	case DB_FAILED:
		return -1;
	}
	if (to - from == 1 && refusal->refused == NULL)
		return fail_set(fail, EX_SOFTWARE, "database: row of %s: %s", batch->rows[from].key,
				why);
	if (to - from == 1) {
		refusal->refused(refusal->context, &batch->rows[from], why);
		return 0;
	}
	return send_some(batch, from, middle, db, refusal, fail) < 0 ||
		       send_some(batch, middle, to, db, refusal, fail) < 0
		   ? -1
		   : 0;
}

int
batch_flush(struct batch *batch, struct db *db, const struct batch_refusal *refusal,
	    struct fail *fail)
{
	if (!batch->staged && store_stage(db, batch->table, fail) < 0)
		return -1;
	batch->staged = true;
	if (batch->n != 0 && send_some(batch, 0, batch->n, db, refusal, fail) < 0)
		return -1;
	buf_clear(&batch->bytes);
	batch->n = 0;
	return 0;
}
