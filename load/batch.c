#include "load/batch.h"

#include "lib/mem.h"
#include "lib/stream.h"

/* A row may repeat its whole line as jsonb, and the batch before it is not quite full. */
#define BYTES_MAX (BATCH_BYTES + 3 * STREAM_LINE_MAX)

/* The server makes room for up to 1000 rows anew in each COPY, which pays for many only. */
#define LATE_KEYS_BYTES ((size_t)1 << 21)

#define REFUSALS_MAX 8 /* so often may rows be sent twice */

/* How rows look, by their way, and what tells of them apart from their content. */
static const struct {
	enum shape ways[STORE_WAYS], keys;
	bool in_order; /* what comes later counts for more */
} shapes[STORE_TABLES] = {
    [STORE_STORY] = {{SHAPE_STORY, SHAPE_STORY_STRAIGHT}, SHAPE_OWN, false},
    [STORE_ARTICLE] = {{SHAPE_ARTICLE, SHAPE_ARTICLE_STRAIGHT}, SHAPE_VERSION, true},
};

void
batch_rows_init(struct batch_rows *rows)
{
	*rows = (struct batch_rows){.bytes = BUF_MAX(BYTES_MAX),
				    .keys = BUF_MAX(BYTES_MAX),
				    .aliases = BUF_MAX(BYTES_MAX)};
}

void
batch_rows_release(struct batch_rows *rows)
{
	buf_release(&rows->bytes);
	buf_release(&rows->keys);
	buf_release(&rows->aliases);
	free(rows->rows);
}

void
batch_rows_clear(struct batch_rows *rows)
{
	buf_clear(&rows->bytes);
	buf_clear(&rows->keys);
	buf_clear(&rows->aliases);
	rows->aliases_n = 0;
	rows->n = 0;
}

void
batch_init(struct batch *batch, enum store_table table)
{
	*batch = (struct batch){.table = table};
	for (size_t way = 0; way < STORE_WAYS; way++)
		batch_rows_init(&batch->waiting[way]);
	batch->late_keys = BUF_MAX(LATE_KEYS_BYTES + BYTES_MAX);
}

void
batch_release(struct batch *batch)
{
	for (size_t way = 0; way < STORE_WAYS; way++)
		batch_rows_release(&batch->waiting[way]);
	buf_release(&batch->late_keys);
}

static void
clear_late_keys(struct batch *batch)
{
	buf_clear(&batch->late_keys);
	batch->late_keys_n = 0;
	batch->late_keys_carried = false;
}

void
batch_clear(struct batch *batch)
{
	for (size_t way = 0; way < STORE_WAYS; way++) {
		batch_rows_clear(&batch->waiting[way]);
		batch->taken[way] = 0;
	}
	clear_late_keys(batch);
	batch->staged = false;
	batch->straight_over = false;
	batch->refusals = 0;
}

/* Of a table with two ways the keys are sent apart from the rows. */
static bool
has_keys(enum store_table table)
{
	return shapes[table].keys != SHAPE_MEMBERS;
}

bool
batch_has_straight_way(const struct batch *batch)
{
	return has_keys(batch->table) && !batch->straight_over;
}

static void
keep(struct batch_rows *rows, size_t start, size_t key, struct copy_place place, const char *name)
{
	struct batch_row *row;

	rows->rows = mem_grow(rows->rows, rows->n, &rows->cap, sizeof *rows->rows);
	row = &rows->rows[rows->n++];
	row->start = start;
	row->key = key;
	row->place = place;
	snprintf(row->name, sizeof row->name, "%s", name);
}

struct buf *
batch_bytes(struct batch *batch)
{
	return &batch->waiting[STORE_STAGED].bytes;
}

void
batch_keep(struct batch *batch, size_t start, struct copy_place place, const char *name)
{
	keep(&batch->waiting[STORE_STAGED], start, 0, place, name);
}

/* The aliases of stories in the stage are learned by its merge. */
static bool
put_alias(struct batch_rows *rows, const struct line *line, struct copy_place place,
	  struct record_fault *fault)
{
	struct span graph = line_cell(line, story_graph_id)->text;
	struct span own = line_cell(line, story_story_id)->text;

	if (graph.p == NULL || (graph.n == own.n && memcmp(graph.p, own.p, own.n) == 0))
		return true;
	if (!shape_put(&rows->aliases, line, place, SHAPE_ALIAS, fault))
		return false;
	rows->aliases_n++;
	return true;
}

bool
batch_put(struct batch *batch, enum store_way way, const struct line *line, struct copy_place place,
	  const char *name, struct record_fault *fault)
{
	struct batch_rows *rows = &batch->waiting[way];
	enum shape shape = shapes[batch->table].ways[way], keys = shapes[batch->table].keys;
	size_t start = rows->bytes.n, key = rows->keys.n;

	if (!shape_put(&rows->bytes, line, place, shape, fault))
		return false;
	if ((has_keys(batch->table) && !shape_put(&rows->keys, line, place, keys, fault)) ||
	    (shape == SHAPE_STORY_STRAIGHT && !put_alias(rows, line, place, fault))) {
		rows->bytes.n = start;
		rows->keys.n = key;
		return false;
	}
	keep(rows, start, key, place, name);
	if (keys == SHAPE_VERSION && way == STORE_STAGED)
		shape_stays(rows->keys.p + key);
	return true;
}

bool
batch_is_full(const struct batch *batch, enum store_way way)
{
	return batch->waiting[way].bytes.n >= BATCH_BYTES;
}

bool
batch_waits(const struct batch *batch, enum store_way way)
{
	return batch->waiting[way].n != 0;
}

/* The rows from..to, as they are sent. */
static struct store_rows
some_rows(const struct batch_rows *rows, size_t from, size_t to)
{
	const struct batch_row *first = &rows->rows[from], *after = &rows->rows[to];
	size_t end = to < rows->n ? after->start : rows->bytes.n;
	size_t keys_end = to < rows->n ? after->key : rows->keys.n;

	return (struct store_rows){
	    .bytes = {rows->bytes.p + first->start, end - first->start},
	    .keys = {buf_text(&rows->keys) + first->key, keys_end - first->key},
	    .n = to - from,
	    .keys_n = keys_end != first->key ? to - from : 0,
	};
}

/* Sends rows from..to, halving where they are refused; the depth is the logarithm of their number.
 */
static int
send_some(struct batch *batch, size_t from, size_t to, struct db *db,
	  const struct batch_refusal *refusal, struct fail *fail)
{
	const struct batch_rows *rows = &batch->waiting[STORE_STAGED];
	struct store_rows some = some_rows(rows, from, to);
	size_t middle = from + (to - from) / 2;
	char why[DB_REFUSAL_MAX];

	switch (store_copy(db, batch->table, STORE_STAGED, &some, why, fail)) {
	case DB_COPIED:
		batch->taken[STORE_STAGED] += to - from;
		return 0;
	case DB_REFUSED:
		break;
	case DB_FAILED:
		return -1;
	}
	if (to - from == 1 && refusal->refused == NULL)
		return fail_set(fail, EX_SOFTWARE, "database: row of %s: %s", rows->rows[from].name,
				why);
	if (to - from == 1) {
		refusal->refused(refusal->context, &rows->rows[from], why);
		return 0;
	}
	return send_some(batch, from, middle, db, refusal, fail) < 0 ||
		       send_some(batch, middle, to, db, refusal, fail) < 0
		   ? -1
		   : 0;
}

/* Rows that were to go straight wait for the stage instead. */
static void
turn_to_stage(struct batch *batch, struct batch_rows *from)
{
	struct batch_rows *to = &batch->waiting[STORE_STAGED];

	for (size_t i = 0; i < from->n; i++) {
		const struct batch_row *row = &from->rows[i];
		struct store_rows one = some_rows(from, i, i + 1);
		size_t start = to->bytes.n, key = to->keys.n;

		shape_to_stage(&to->bytes, shapes[batch->table].ways[STORE_STRAIGHT], one.bytes,
			       row->place);
		buf_put(&to->keys, one.keys.p, one.keys.n);
		keep(to, start, key, row->place, row->name);
		if (shapes[batch->table].keys == SHAPE_VERSION)
			shape_stays(to->keys.p + key);
	}
	batch_rows_clear(from);
}

static int
send_staged(struct batch *batch, struct db *db, const struct batch_refusal *refusal,
	    struct fail *fail)
{
	struct batch_rows *rows = &batch->waiting[STORE_STAGED];
	int result = rows->n != 0 ? send_some(batch, 0, rows->n, db, refusal, fail) : 0;

	batch_rows_clear(rows);
	return result;
}

/*
 * A story that is there already is no reason to try no other, for a while. But a version that comes
 * to the stage may not be overtaken by a later one; and what waits for another load once would do
 * so again.
 */
static bool
may_go_on(struct batch *batch, const char *why)
{
	return !shapes[batch->table].in_order && strncmp(why, "23", 2) == 0 &&
	       ++batch->refusals < REFUSALS_MAX;
}

static bool
is_ready(struct batch *batch, struct db *db, struct fail *fail)
{
	if (!batch->staged && store_stage(db, batch->table, fail) < 0)
		return false;
	batch->staged = true;
	return true;
}

int
batch_flush(struct batch *batch, struct db *db, const struct batch_refusal *refusal,
	    struct fail *fail)
{
	return is_ready(batch, db, fail) ? send_staged(batch, db, refusal, fail) : -1;
}

int
batch_begin(struct batch *batch, struct batch_rows *carried, struct db *db, struct fail *fail)
{
	struct batch_rows waiting = batch->waiting[STORE_STRAIGHT];
	struct store_rows all;

	if (!is_ready(batch, db, fail))
		return -1;
	batch->waiting[STORE_STRAIGHT] = *carried;
	*carried = waiting;
	all = (struct store_rows){
	    .bytes = buf_span(&carried->bytes),
	    .aliases = buf_span(&carried->aliases),
	    .n = carried->n,
	    .aliases_n = carried->aliases_n,
	};
	batch->late_keys_carried = batch->late_keys.n >= LATE_KEYS_BYTES;
	if (batch->late_keys_carried) {
		all.keys = buf_span(&batch->late_keys);
		all.keys_n = batch->late_keys_n;
	}
	store_copy_begin(db, batch->table, STORE_STRAIGHT, &all);
	return 0;
}

static void
on_carried(struct batch *batch, struct batch_rows *carried)
{
	if (batch->late_keys_carried)
		clear_late_keys(batch);
	buf_put(&batch->late_keys, carried->keys.p, carried->keys.n);
	batch->late_keys_n += carried->n;
	batch->taken[STORE_STRAIGHT] += carried->n;
	batch_rows_clear(carried);
}

int
batch_end(struct batch *batch, struct batch_rows *carried, struct db *db,
	  const struct batch_refusal *refusal, struct fail *fail)
{
	char why[DB_REFUSAL_MAX];

	switch (store_copy_end(db, why, fail)) {
	case DB_COPIED:
		on_carried(batch, carried);
		return 0;
	case DB_REFUSED:
		break;
	case DB_FAILED:
		return -1;
	}
	batch->straight_over = !may_go_on(batch, why);
	if (send_staged(batch, db, refusal, fail) < 0)
		return -1;
	turn_to_stage(batch, carried);
	if (batch->straight_over)
		turn_to_stage(batch, &batch->waiting[STORE_STRAIGHT]);
	return send_staged(batch, db, refusal, fail);
}

/* What a stage would refuse of them does not go straight. */
int
batch_send_keys(struct batch *batch, struct db *db, struct fail *fail)
{
	struct store_rows keys = {.keys = buf_span(&batch->late_keys),
				  .keys_n = batch->late_keys_n};
	char why[DB_REFUSAL_MAX];

	if (keys.keys_n == 0)
		return 0;
	switch (store_copy(db, batch->table, STORE_STRAIGHT, &keys, why, fail)) {
	case DB_COPIED:
		clear_late_keys(batch);
		return 0;
	case DB_REFUSED:
		return fail_set(fail, EX_SOFTWARE, "database: keys of rows that went straight: %s",
				why);
	case DB_FAILED:
		break;
	}
	return -1;
}
