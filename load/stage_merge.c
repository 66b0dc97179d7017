/* The end of an input on one connection: from the stages into the tables. */
#include "load/stage_private.h"

#define PART_COLUMNS 5 /* of sql/query/copy_part.sql */

/* The tables whose rows belong to accounts, in the order in which they are sent. */
static const enum store_table of_accounts[] = {STORE_STORY, STORE_OBSERVATION, STORE_POLL,
					       STORE_MEDIA, STORE_ARTICLE};

static int
flush(struct stage *stage, enum store_table table, struct fail *fail)
{
	for (size_t i = STORE_WAYS; i-- > 0;) {
		enum store_way way = (enum store_way)i;

		if (batch_waits(&stage->batches[table], way) &&
		    stage_send(stage, table, way, fail) < 0)
			return -1;
	}
	return 0;
}

/* Rejects go last, since the other batches may add to them. */
int
stage_flush(struct stage *stage, struct fail *fail)
{
	for (size_t i = 0; i < COUNT(of_accounts); i++)
		if (flush(stage, of_accounts[i], fail) < 0)
			return -1;
	if (stage_join(stage, fail) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(of_accounts); i++)
		if (batch_send_keys(&stage->batches[of_accounts[i]], stage->db, fail) < 0)
			return -1;
	return stage_send(stage, STORE_REJECT, STORE_STAGED, fail);
}

void
stage_tally(const struct stage *stage, size_t i, struct part *part)
{
	if (i >= stage->tallies_n)
		return;
	part->rejects += stage->tallies[i].rejects;
	part->skipped += stage->tallies[i].skipped;
}

int
stage_parts(struct stage *stage, const struct part *parts, size_t n, struct fail *fail)
{
	struct batch *batch = &stage->batches[STORE_PART];

	for (size_t i = 0; i < n; i++) {
		struct buf *out = batch_bytes(batch);
		size_t start = out->n;

		copyrow_start(out, PART_COLUMNS);
		copyrow_int(out, (int64_t)i);
		copyrow_text(out, (struct span){parts[i].sha256, DIGEST_HEX});
		copyrow_int(out, (int64_t)parts[i].records);
		copyrow_int(out, (int64_t)parts[i].rejects);
		copyrow_int(out, (int64_t)parts[i].skipped);
		batch_keep(batch, start, (struct copy_place){i, 0}, "part");
		if (batch_is_full(batch, STORE_STAGED) &&
		    stage_send(stage, STORE_PART, STORE_STAGED, fail) < 0)
			return -1;
	}
	return stage_send(stage, STORE_PART, STORE_STAGED, fail);
}

int
stage_is_known(struct stage *stage, bool *known, struct fail *fail)
{
	return store_ledger_has_all(stage->db, known, fail);
}

/* The stages that the lock and the merges look into. */
int
stage_locks(struct stage *stage, struct buf *keys, struct fail *fail)
{
	bool any = stage->batches[STORE_REJECT].taken[STORE_STAGED] != 0;

	for (size_t i = 0; i < COUNT(of_accounts); i++)
		any = any || stage->batches[of_accounts[i]].staged;
	if (!any)
		return 0;
	for (size_t i = 0; i < COUNT(of_accounts); i++)
		if (!stage->batches[of_accounts[i]].staged &&
		    stage_send(stage, of_accounts[i], STORE_STAGED, fail) < 0)
			return -1;
	return store_account_locks(stage->db, keys, fail);
}

/* Rows that the input brought, one way or the other. */
static uint64_t
brought(const struct stage *stage, enum store_table table)
{
	const struct batch *batch = &stage->batches[table];

	return batch->taken[STORE_STAGED] + batch->taken[STORE_STRAIGHT];
}

/* What went straight is new. */
static void
count(struct stage *stage, enum store_table table, int64_t written)
{
	const struct batch *batch = &stage->batches[table];

	stage->counts.loaded += batch->taken[STORE_STRAIGHT] + (uint64_t)written;
	stage->counts.duplicates += batch->taken[STORE_STAGED] - (uint64_t)written;
}

static int
merge(struct stage *stage, enum store_table table, struct fail *fail)
{
	int64_t written;

	if (brought(stage, table) == 0)
		return 0;
	if (store_merge(stage->db, table, &written, fail) < 0)
		return -1;
	count(stage, table, written);
	return 0;
}

static int
merge_stories(struct stage *stage, struct fail *fail)
{
	bool any_staged = stage->batches[STORE_STORY].taken[STORE_STAGED] != 0;
	int64_t written;

	if (brought(stage, STORE_STORY) == 0)
		return 0;
	if (store_adopt(stage->db, any_staged, fail) < 0 ||
	    store_merge_stories(stage->db, any_staged, &written, fail) < 0)
		return -1;
	count(stage, STORE_STORY, written);
	return 0;
}

static int
mark_vanished(struct stage *stage, struct fail *fail)
{
	if (brought(stage, STORE_STORY) == 0 && brought(stage, STORE_POLL) == 0)
		return 0;
	return store_mark_vanished(stage->db, fail);
}

static int
merge_articles(struct stage *stage, struct fail *fail)
{
	bool any_staged = stage->batches[STORE_ARTICLE].taken[STORE_STAGED] != 0;
	int64_t written;

	if (brought(stage, STORE_ARTICLE) == 0)
		return 0;
	if (store_merge_articles(stage->db, any_staged, &written, fail) < 0)
		return -1;
	count(stage, STORE_ARTICLE, written);
	return store_settle(stage->db, fail);
}

/* The stages are there all or none. */
static int
drop_erased(struct stage *stage, struct fail *fail)
{
	return stage->batches[STORE_STORY].staged ? store_drop_erased(stage->db, fail) : 0;
}

/* In the same order in every run, so that parallel runs never wait for each other in a circle. */
int
stage_merge(struct stage *stage, struct fail *fail)
{
	int64_t written;

	return drop_erased(stage, fail) < 0 || merge_stories(stage, fail) < 0 ||
		       merge(stage, STORE_OBSERVATION, fail) < 0 ||
		       merge(stage, STORE_POLL, fail) < 0 || mark_vanished(stage, fail) < 0 ||
		       merge(stage, STORE_MEDIA, fail) < 0 || merge_articles(stage, fail) < 0 ||
		       store_merge(stage->db, STORE_REJECT, &written, fail) < 0
		   ? -1
		   : 0;
}

int
stage_record(struct stage *stage, struct fail *fail)
{
	int64_t written;

	return store_merge(stage->db, STORE_PART, &written, fail);
}

int
stage_commit(struct stage *stage, struct fail *fail)
{
	return store_commit(stage->db, fail);
}

void
stage_abandon(struct stage *stage)
{
	struct fail ignored = FAIL_NONE;
	char why[DB_REFUSAL_MAX];

	if (stage->carrier != NULL)
		(void)store_copy_end(stage->db, why, &ignored);
	stage->carrier = NULL;
	store_rollback(stage->db);
}
