#include "load/input.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "lib/stream.h"
#include "load/reject.h"
#include "load/schema.h"

#define WARNINGS_MAX 10 /* rejects that are said; all of them are in the table */
#define PART_COLUMNS 4  /* of sql/query/copy_part.sql */

struct input {
	struct db *db;
	const struct settings *settings;
	struct progress *progress;
	struct stream_in *stream;
	bool begun;
	struct batch batches[STORE_TABLES];
	struct counts counts;
	uint64_t part, part_first, part_records, part_skipped; /* of the part being read */
	uint64_t own_rejects;
};

/* What becomes of each type; the fields that say whether it is wanted may be FIELD_NONE. */
static const struct kind {
	bool loaded;
	bool whole; /* the table keeps the whole record */
	enum store_table table;
	enum field_id account, ig_pk, handle, time;
} kinds[RECORD_TYPES] = {
    [RECORD_raw] = {.loaded = false},
    [RECORD_poll] = {true, false, STORE_POLL, poll_account_id, FIELD_NONE, poll_handle,
		     poll_started_at},
    [RECORD_media] = {true, false, STORE_MEDIA, media_account_id, FIELD_NONE, FIELD_NONE,
		      media_fetched_at},
    [RECORD_story] = {true, false, STORE_STORY, story_account_id, story_ig_pk, story_handle,
		      story_taken_at},
    [RECORD_observation] = {true, false, STORE_OBSERVATION, observation_account_id, FIELD_NONE,
			    FIELD_NONE, observation_observed_at},
    [RECORD_article] = {true, true, STORE_ARTICLE, article_account_id, FIELD_NONE, FIELD_NONE,
			article_event_start},
    [RECORD_reject] = {true, false, STORE_REJECT, reject_account_id, FIELD_NONE, FIELD_NONE,
		       FIELD_NONE},
};

struct input *
input_new(struct db *db, const struct settings *settings, struct progress *progress)
{
	struct input *input = must_calloc(1, sizeof *input);

	input->db = db;
	input->settings = settings;
	input->progress = progress;
	for (size_t i = 0; i < STORE_TABLES; i++)
		batch_init(&input->batches[i], (enum store_table)i);
	return input;
}

void
input_free(struct input *input)
{
	if (input == NULL)
		return;
	for (size_t i = 0; i < STORE_TABLES; i++)
		batch_release(&input->batches[i]);
	free(input);
}

/* The transaction begins with the first batch, so that no lock waits for a slow input. */
static int
begin_once(struct input *input, struct fail *fail)
{
	if (input->begun)
		return 0;
	input->begun = true;
	return store_begin(input->db, fail) < 0 || schema_check(input->db, fail) < 0 ? -1 : 0;
}

static void
reject(struct input *input, struct copy_place place, const char *key, const char *reason,
       const char *detail)
{
	input->counts.rejects++;
	if (++input->own_rejects <= WARNINGS_MAX)
		say(SAY_WARNING, "%s: line %" PRIu64 ": rejected: %s: %s",
		    stream_name(input->stream), place.line, reason, detail);
	else if (input->own_rejects == WARNINGS_MAX + 1)
		say(SAY_WARNING, "%s: more rejects; see storywire.reject",
		    stream_name(input->stream));
	reject_put(&input->batches[STORE_REJECT], place, key, reason, detail);
}

static void
on_refused(void *context, const struct batch_row *row, const char *why)
{
	reject(context, row->place, row->key, "refused_by_database", why);
}

static int
flush(struct input *input, enum store_table table, struct fail *fail)
{
	struct batch_refusal refusal = {on_refused, input};

	return begin_once(input, fail) < 0 ||
		       batch_flush(&input->batches[table], input->db, &refusal, fail) < 0
		   ? -1
		   : 0;
}

static struct span
text_or_none(const struct record *record, enum field_id field)
{
	return field != FIELD_NONE ? record_text(record, field) : (struct span){NULL, 0};
}

static bool
is_wanted(const struct input *input, const struct record *record)
{
	const struct kind *kind = &kinds[record->id];

	if (kind->time != FIELD_NONE &&
	    !settings_wants_time(input->settings, record_time(record, kind->time)))
		return false;
	return settings_wants_account(input->settings, text_or_none(record, kind->account),
				      text_or_none(record, kind->ig_pk),
				      text_or_none(record, kind->handle));
}

static void
take_record(struct input *input, const struct record *record, struct span line,
	    struct copy_place place, const char *key)
{
	const struct kind *kind = &kinds[record->id];
	struct batch *batch = &input->batches[kind->table];
	size_t start = batch->bytes.n;
	struct record_fault fault;

	if (!kind->loaded) {
		reject(input, place, key, "not_for_load",
		       "a raw record has to go through story-transform first");
	} else if (!is_wanted(input, record)) {
		input->counts.skipped++;
		input->part_skipped++;
	} else if (!copyrow_record(&batch->bytes, record, line, place, kind->whole, &fault)) {
		reject(input, place, key, fault.reason, fault.detail);
	} else {
		batch_keep(batch, start, place, key);
		input->counts.rejects += kind->table == STORE_REJECT;
	}
}

static void
take_line(struct input *input, struct span line, struct copy_place place)
{
	struct record record = {.root = NULL};
	struct record_fault fault;
	char key[BATCH_KEY_MAX];

	reject_key_of(line, key);
	switch (record_read(line, &record, &fault)) {
	case RECORD_GOOD:
		take_record(input, &record, line, place, key);
		break;
	case RECORD_END:
		reject(input, place, key, "misplaced_end", "an end record of another spelling");
		break;
	case RECORD_BAD:
	case RECORD_UNKNOWN:
		reject(input, place, key, fault.reason, fault.detail);
		break;
	}
	record_release(&record);
}

static int
flush_full(struct input *input, struct fail *fail)
{
	for (size_t i = 0; i < STORE_TABLES; i++)
		if (batch_is_full(&input->batches[i]) &&
		    flush(input, (enum store_table)i, fail) < 0)
			return -1;
	return 0;
}

/* A line, or the place of one that was too long to read. */
static int
on_line(struct input *input, const struct span *line, struct fail *fail)
{
	struct copy_place place = {input->part,
				   stream_line_number(input->stream) - input->part_first};

	input->counts.records++;
	input->part_records++;
	if (line != NULL)
		take_line(input, *line, place);
	else
		reject(input, place, "unknown", "too_long", "a line of more than 16 MiB");
	progress_step(input->progress, 1);
	return flush_full(input, fail);
}

static int
on_part(struct input *input, struct fail *fail)
{
	struct batch *batch = &input->batches[STORE_PART];
	const char *sha256 = stream_end_sha256(input->stream);
	struct copy_place place = {input->part, 0};
	size_t start = batch->bytes.n;

	copyrow_start(&batch->bytes, PART_COLUMNS);
	copyrow_int(&batch->bytes, (int64_t)input->part);
	copyrow_text(&batch->bytes, (struct span){sha256, strlen(sha256)});
	copyrow_int(&batch->bytes, (int64_t)input->part_records);
	copyrow_int(&batch->bytes, (int64_t)input->part_skipped);
	batch_keep(batch, start, place, "part");
	input->part++;
	input->part_first = stream_line_number(input->stream);
	input->part_records = 0;
	input->part_skipped = 0;
	return flush_full(input, fail);
}

static int
read_all(struct input *input, struct fail *fail)
{
	struct span line;

	for (;;) {
		int result = 0;

		switch (stream_next(input->stream, &line, fail)) {
		case STREAM_LINE:
			result = on_line(input, &line, fail);
			break;
		case STREAM_LONG:
			result = on_line(input, NULL, fail);
			break;
		case STREAM_END:
			result = on_part(input, fail);
			break;
		case STREAM_EOF:
			return input->part_records != 0 ? on_part(input, fail) : 0;
		case STREAM_FAIL:
			return -1;
		}
		if (result < 0)
			return -1;
	}
}

/* Rejects go last, since the other batches may add to them. */
static int
flush_all(struct input *input, struct fail *fail)
{
	static const enum store_table order[] = {STORE_STORY, STORE_OBSERVATION, STORE_POLL,
						 STORE_MEDIA, STORE_ARTICLE};

	for (size_t i = 0; i < COUNT(order); i++) {
		const struct batch *batch = &input->batches[order[i]];

		if (batch->n != 0 && flush(input, order[i], fail) < 0)
			return -1;
	}
	return flush(input, STORE_PART, fail) < 0 || flush(input, STORE_REJECT, fail) < 0 ? -1 : 0;
}

static int
merge(struct input *input, enum store_table table, struct fail *fail)
{
	const struct batch *batch = &input->batches[table];
	int64_t written;

	if (!batch->staged)
		return 0;
	if (store_merge(input->db, table, &written, fail) < 0)
		return -1;
	input->counts.loaded += (uint64_t)written;
	input->counts.duplicates += batch->taken - (uint64_t)written;
	return 0;
}

/* The stages that the lock and the merges look into. */
static int
prepare_stages(struct input *input, struct fail *fail)
{
	static const enum store_table needed[] = {STORE_STORY, STORE_OBSERVATION, STORE_POLL,
						  STORE_MEDIA, STORE_ARTICLE};
	bool any = input->batches[STORE_REJECT].taken != 0;

	for (size_t i = 0; i < COUNT(needed); i++)
		any = any || input->batches[needed[i]].staged;
	for (size_t i = 0; any && i < COUNT(needed); i++)
		if (!input->batches[needed[i]].staged && flush(input, needed[i], fail) < 0)
			return -1;
	return any && (store_lock_accounts(input->db, fail) < 0 ||
		       store_drop_erased(input->db, fail) < 0)
		   ? -1
		   : 0;
}

static int
merge_stories(struct input *input, struct fail *fail)
{
	if (!input->batches[STORE_STORY].staged)
		return 0;
	return store_adopt(input->db, fail) < 0 ? -1 : merge(input, STORE_STORY, fail);
}

static int
merge_polls(struct input *input, struct fail *fail)
{
	if (merge(input, STORE_POLL, fail) < 0)
		return -1;
	return input->batches[STORE_POLL].staged ? store_mark_vanished(input->db, fail) : 0;
}

static int
merge_articles(struct input *input, struct fail *fail)
{
	if (!input->batches[STORE_ARTICLE].staged)
		return 0;
	return merge(input, STORE_ARTICLE, fail) < 0 ? -1 : store_settle(input->db, fail);
}

/* In the same order in every run, so that parallel runs never wait for each other in a circle. */
static int
merge_all(struct input *input, struct fail *fail)
{
	int64_t written;

	return prepare_stages(input, fail) < 0 || merge_stories(input, fail) < 0 ||
		       merge(input, STORE_OBSERVATION, fail) < 0 || merge_polls(input, fail) < 0 ||
		       merge(input, STORE_MEDIA, fail) < 0 || merge_articles(input, fail) < 0 ||
		       store_merge(input->db, STORE_REJECT, &written, fail) < 0 ||
		       store_merge(input->db, STORE_PART, &written, fail) < 0
		   ? -1
		   : 0;
}

static int
check_strict(const struct input *input, struct fail *fail)
{
	if (input->counts.rejects == 0 || !settings_flag(input->settings, SET_strict))
		return 0;
	fail_set(fail, EX_DATAERR, "%s: %" PRIu64 " rejects", stream_name(input->stream),
		 input->counts.rejects);
	return fail_hint(fail, "Nothing was changed; without --strict the rest would be loaded.");
}

static int
finish(struct input *input, struct fail *fail)
{
	struct counts *counts = &input->counts;
	bool known;

	if (flush_all(input, fail) < 0 || check_strict(input, fail) < 0 ||
	    store_ledger_has_all(input->db, &known, fail) < 0)
		return -1;
	if (known) {
		say_summary(false, "%s: already loaded", stream_name(input->stream));
		counts->duplicates = counts->records - counts->rejects - counts->skipped;
		return 0;
	}
	if (merge_all(input, fail) < 0)
		return -1;
	return settings_flag(input->settings, SET_dry_run) ? 0 : store_commit(input->db, fail);
}

static void
start(struct input *input, int fd, const char *name)
{
	bool need_end = !settings_flag(input->settings, SET_no_end);

	input->stream = stream_in_new(fd, name, need_end);
	input->begun = false;
	input->counts = (struct counts){.records = 0};
	input->part = input->part_first = input->part_records = input->part_skipped = 0;
	input->own_rejects = 0;
	for (size_t i = 0; i < STORE_TABLES; i++)
		batch_clear(&input->batches[i]);
}

static void
add_counts(struct counts *sum, const struct counts *more)
{
	sum->records += more->records;
	sum->loaded += more->loaded;
	sum->rejects += more->rejects;
	sum->duplicates += more->duplicates;
	sum->skipped += more->skipped;
}

int
input_load(struct input *input, int fd, const char *name, struct counts *counts, struct fail *fail)
{
	int result;

	start(input, fd, name);
	result = read_all(input, fail);
	if (result == 0)
		result = finish(input, fail);
	store_rollback(input->db);
	if (result == 0)
		add_counts(counts, &input->counts);
	stream_in_free(input->stream);
	return result;
}
