#include "load/stage.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "load/batch.h"
#include "load/reject.h"
#include "load/schema.h"

#define WARNINGS_MAX 10 /* rejects that are said; all of them are in the table */
#define PART_COLUMNS 5  /* of sql/query/copy_part.sql */

struct tally {
	uint64_t rejects, skipped;
};

struct stage {
	struct db *db;
	const struct settings *settings;
	const char *name;
	bool selective; /* some lines are left out */
	bool begun;
	struct batch batches[STORE_TABLES];
	struct line line;
	struct known known;
	struct counts counts;
	struct tally *tallies; /* of each part so far */
	size_t tallies_n, tallies_cap;
	uint64_t own_rejects;
};

/* What becomes of each type; the fields that say whether it is wanted may be FIELD_NONE. */
static const struct kind {
	bool loaded;
	enum copyrow_tail tail;
	enum store_table table;
	enum field_id account, ig_pk, handle, time;
} kinds[RECORD_TYPES] = {
    [RECORD_raw] = {.loaded = false},
    [RECORD_poll] = {true, COPYROW_MEMBERS, STORE_POLL, poll_account_id, FIELD_NONE, poll_handle,
		     poll_started_at},
    [RECORD_media] = {true, COPYROW_MEMBERS, STORE_MEDIA, media_account_id, FIELD_NONE, FIELD_NONE,
		      media_fetched_at},
    [RECORD_story] = {true, COPYROW_HASH, STORE_STORY, story_account_id, story_ig_pk, story_handle,
		      story_taken_at},
    [RECORD_observation] = {true, COPYROW_MEMBERS, STORE_OBSERVATION, observation_account_id,
			    FIELD_NONE, FIELD_NONE, observation_observed_at},
    [RECORD_article] = {true, COPYROW_WHOLE, STORE_ARTICLE, article_account_id, FIELD_NONE,
			FIELD_NONE, article_event_start},
    [RECORD_reject] = {true, COPYROW_MEMBERS, STORE_REJECT, reject_account_id, FIELD_NONE,
		       FIELD_NONE, FIELD_NONE},
};

/* The tables whose rows belong to accounts, in the order in which they are sent. */
static const enum store_table of_accounts[] = {STORE_STORY, STORE_OBSERVATION, STORE_POLL,
					       STORE_MEDIA, STORE_ARTICLE};

void
counts_add(struct counts *sum, const struct counts *more)
{
	sum->records += more->records;
	sum->loaded += more->loaded;
	sum->rejects += more->rejects;
	sum->duplicates += more->duplicates;
	sum->skipped += more->skipped;
}

static bool
is_selective(const struct settings *settings)
{
	uint64_t index, count;
	size_t n;

	(void)settings_list(settings, SET_account, &n);
	return n != 0 || settings_shard(settings, &index, &count) ||
	       settings_time(settings, SET_since) != WHEN_NONE ||
	       settings_time(settings, SET_until) != WHEN_NONE;
}

struct stage *
stage_new(struct db *db, const struct settings *settings)
{
	struct stage *stage = must_calloc(1, sizeof *stage);

	stage->db = db;
	stage->settings = settings;
	stage->selective = is_selective(settings);
	line_init(&stage->line);
	for (size_t i = 0; i < STORE_TABLES; i++)
		batch_init(&stage->batches[i], (enum store_table)i);
	return stage;
}

void
stage_free(struct stage *stage)
{
	if (stage == NULL)
		return;
	for (size_t i = 0; i < STORE_TABLES; i++)
		batch_release(&stage->batches[i]);
	line_release(&stage->line);
	free(stage->tallies);
	free(stage);
}

void
stage_start(struct stage *stage, const char *name)
{
	stage->name = name;
	db_forget(stage->db);
	stage->begun = false;
	stage->counts = (struct counts){.records = 0};
	stage->tallies_n = 0;
	stage->own_rejects = 0;
	stage->known = (struct known){.asked = 0};
	for (size_t i = 0; i < STORE_TABLES; i++)
		batch_clear(&stage->batches[i]);
}

const struct counts *
stage_counts(const struct stage *stage)
{
	return &stage->counts;
}

bool
stage_may_try_again(const struct stage *stage)
{
	return db_may_try_again(stage->db);
}

struct db *
stage_db(const struct stage *stage)
{
	return stage->db;
}

/* The transaction begins with the first lines, so that no lock waits for a slow input. */
static int
begin_once(struct stage *stage, struct fail *fail)
{
	if (stage->begun)
		return 0;
	stage->begun = true;
	return store_begin(stage->db, fail) < 0 || store_schema_share(stage->db, fail) < 0 ||
		       schema_check(stage->db, fail) < 0
		   ? -1
		   : 0;
}

static struct tally *
tally_of(struct stage *stage, uint64_t part)
{
	while (stage->tallies_n <= part) {
		stage->tallies = mem_grow(stage->tallies, stage->tallies_n, &stage->tallies_cap,
					  sizeof *stage->tallies);
		stage->tallies[stage->tallies_n++] = (struct tally){0, 0};
	}
	return &stage->tallies[part];
}

static void
count_reject(struct stage *stage, struct copy_place place)
{
	stage->counts.rejects++;
	tally_of(stage, place.part)->rejects++;
}

static void
reject(struct stage *stage, struct copy_place place, const char *key, const char *reason,
       const char *detail)
{
	if (++stage->own_rejects <= WARNINGS_MAX)
		say(SAY_WARNING, "%s: line %" PRIu64 ": rejected: %s: %s", stage->name, place.line,
		    reason, detail);
	else if (stage->own_rejects == WARNINGS_MAX + 1)
		say(SAY_WARNING, "%s: more rejects; see storywire.reject", stage->name);
	reject_put(&stage->batches[STORE_REJECT], place, key, reason, detail);
}

static void
on_refused(void *context, const struct batch_row *row, const char *why)
{
	count_reject(context, row->place);
	reject(context, row->place, row->key, "refused_by_database", why);
}

static int
flush(struct stage *stage, enum store_table table, struct fail *fail)
{
	static const struct batch_refusal none = {NULL, NULL};
	struct batch_refusal refusal = {on_refused, stage};
	bool own = table == STORE_REJECT || table == STORE_PART;

	return begin_once(stage, fail) < 0 || batch_flush(&stage->batches[table], stage->db,
							  own ? &none : &refusal, fail) < 0
		   ? -1
		   : 0;
}

static bool
is_wanted(const struct stage *stage, const struct line *line, const struct kind *kind)
{
	const struct cell *time = line_cell(line, kind->time);

	if (!stage->selective)
		return true;
	if (kind->time != FIELD_NONE && !settings_wants_time(stage->settings, time->number))
		return false;
	return settings_wants_account(stage->settings, line_cell(line, kind->account)->text,
				      line_cell(line, kind->ig_pk)->text,
				      line_cell(line, kind->handle)->text);
}

static void
reject_line(struct stage *stage, struct span text, struct copy_place place, const char *reason,
	    const char *detail)
{
	char key[BATCH_KEY_MAX];

	reject_key_of(text, key);
	count_reject(stage, place);
	reject(stage, place, key, reason, detail);
}

static void
take_record(struct stage *stage, struct copy_place place)
{
	const struct line *line = &stage->line;
	const struct kind *kind = &kinds[line->id];
	struct batch *batch = &stage->batches[kind->table];
	size_t start = batch->bytes.n;
	struct record_fault fault;
	char key[BATCH_KEY_MAX];

	if (!kind->loaded) {
		reject_line(stage, line->text, place, "not_for_load",
			    "a raw record has to go through story-transform first");
	} else if (!is_wanted(stage, line, kind)) {
		stage->counts.skipped++;
		tally_of(stage, place.part)->skipped++;
	} else if (!copyrow_line(&batch->bytes, line, place, kind->tail, &fault)) {
		reject_line(stage, line->text, place, fault.reason, fault.detail);
	} else {
		reject_key_of(line->text, key);
		batch_keep(batch, start, place, key);
		if (kind->table == STORE_REJECT)
			count_reject(stage, place);
	}
}

static void
take_line(struct stage *stage, struct span text, struct copy_place place)
{
	struct record_fault fault;

	switch (line_read(&stage->line, text, &fault)) {
	case RECORD_GOOD:
		take_record(stage, place);
		break;
	case RECORD_END:
		reject_line(stage, text, place, "misplaced_end",
			    "an end record of another spelling");
		break;
	case RECORD_BAD:
	case RECORD_UNKNOWN:
		reject_line(stage, text, place, fault.reason, fault.detail);
		break;
	}
}

static int
flush_full(struct stage *stage, struct fail *fail)
{
	for (size_t i = 0; i < STORE_TABLES; i++)
		if (batch_is_full(&stage->batches[i]) &&
		    flush(stage, (enum store_table)i, fail) < 0)
			return -1;
	return 0;
}

/* The rows' keys are read from the lines, so nothing of the pack is needed once it is sent. */
int
stage_take(struct stage *stage, struct pack *pack, struct fail *fail)
{
	uint64_t known = 0;

	if (begin_once(stage, fail) < 0 ||
	    (!stage->selective && known_mark(&stage->known, pack, stage->db, &known, fail) < 0))
		return -1;
	stage->counts.duplicates += known;
	for (size_t i = 0; i < pack->n; i++) {
		const struct pack_line *line = &pack->lines[i];

		if (line->known)
			continue;
		if (line->too_long) {
			count_reject(stage, line->place);
			reject(stage, line->place, "unknown", "too_long",
			       "a line of more than 16 MiB");
		} else {
			take_line(stage, pack_line(pack, i), line->place);
		}
		if (flush_full(stage, fail) < 0)
			return -1;
	}
	return 0;
}

/* Rejects go last, since the other batches may add to them. */
int
stage_flush(struct stage *stage, struct fail *fail)
{
	for (size_t i = 0; i < COUNT(of_accounts); i++)
		if (stage->batches[of_accounts[i]].n != 0 && flush(stage, of_accounts[i], fail) < 0)
			return -1;
	return flush(stage, STORE_REJECT, fail);
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
		size_t start = batch->bytes.n;

		copyrow_start(&batch->bytes, PART_COLUMNS);
		copyrow_int(&batch->bytes, (int64_t)i);
		copyrow_text(&batch->bytes, (struct span){parts[i].sha256, DIGEST_HEX});
		copyrow_int(&batch->bytes, (int64_t)parts[i].records);
		copyrow_int(&batch->bytes, (int64_t)parts[i].rejects);
		copyrow_int(&batch->bytes, (int64_t)parts[i].skipped);
		batch_keep(batch, start, (struct copy_place){i, 0}, "part");
		if (batch_is_full(batch) && flush(stage, STORE_PART, fail) < 0)
			return -1;
	}
	return flush(stage, STORE_PART, fail);
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
	bool any = stage->batches[STORE_REJECT].taken != 0;

	for (size_t i = 0; i < COUNT(of_accounts); i++)
		any = any || stage->batches[of_accounts[i]].staged;
	if (!any)
		return 0;
	for (size_t i = 0; i < COUNT(of_accounts); i++)
		if (!stage->batches[of_accounts[i]].staged &&
		    flush(stage, of_accounts[i], fail) < 0)
			return -1;
	return store_account_locks(stage->db, keys, fail);
}

static int
merge(struct stage *stage, enum store_table table, struct fail *fail)
{
	const struct batch *batch = &stage->batches[table];
	int64_t written;

	if (!batch->staged)
		return 0;
	if (table == STORE_ARTICLE ? store_merge_articles(stage->db, &written, fail) < 0
				   : store_merge(stage->db, table, &written, fail) < 0)
		return -1;
	stage->counts.loaded += (uint64_t)written;
	stage->counts.duplicates += batch->taken - (uint64_t)written;
	return 0;
}

static int
merge_stories(struct stage *stage, struct fail *fail)
{
	if (stage->batches[STORE_STORY].taken == 0)
		return 0;
	return store_adopt(stage->db, fail) < 0 ? -1 : merge(stage, STORE_STORY, fail);
}

static int
mark_vanished(struct stage *stage, struct fail *fail)
{
	if (stage->batches[STORE_STORY].taken == 0 && stage->batches[STORE_POLL].taken == 0)
		return 0;
	return store_mark_vanished(stage->db, fail);
}

static int
merge_articles(struct stage *stage, struct fail *fail)
{
	if (stage->batches[STORE_ARTICLE].taken == 0)
		return 0;
	return merge(stage, STORE_ARTICLE, fail) < 0 ? -1 : store_settle(stage->db, fail);
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
	store_rollback(stage->db);
}
