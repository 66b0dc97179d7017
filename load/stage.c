#include "load/stage_private.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "load/reject.h"
#include "load/schema.h"

#define WARNINGS_MAX 10 /* rejects that are said; all of them are in the table */

/* A straight row waits so long for another load that brings it too, and then goes to the stage; a
 * deadlock is found in one second. */
#define STRAIGHT_PATIENCE "2s"

#define PUSH_BYTES \
	((size_t)1 << 15) /* of lines; a socket keeps the server busy six times as long */

/* What becomes of each type; the fields that say whether it is wanted may be FIELD_NONE. */
static const struct kind {
	bool loaded;
	enum store_table table;
	enum field_id account, ig_pk, handle, time;
} kinds[RECORD_TYPES] = {
    [RECORD_raw] = {.loaded = false},
    [RECORD_poll] = {true, STORE_POLL, poll_account_id, FIELD_NONE, poll_handle, poll_started_at},
    [RECORD_media] = {true, STORE_MEDIA, media_account_id, FIELD_NONE, FIELD_NONE,
		      media_fetched_at},
    [RECORD_story] = {true, STORE_STORY, story_account_id, story_ig_pk, story_handle,
		      story_taken_at},
    [RECORD_observation] = {true, STORE_OBSERVATION, observation_account_id, FIELD_NONE, FIELD_NONE,
			    observation_observed_at},
    [RECORD_article] = {true, STORE_ARTICLE, article_account_id, FIELD_NONE, FIELD_NONE,
			article_event_start},
    [RECORD_reject] = {true, STORE_REJECT, reject_account_id, FIELD_NONE, FIELD_NONE, FIELD_NONE},
};

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
stage_new(struct db *db, bool is_first, const struct settings *settings)
{
	struct stage *stage = must_calloc(1, sizeof *stage);

	stage->db = db;
	stage->is_first = is_first;
	stage->settings = settings;
	stage->selective = is_selective(settings);
	batch_rows_init(&stage->carried);
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
	batch_rows_release(&stage->carried);
	line_release(&stage->line);
	free(stage->tallies);
	free(stage);
}

void
stage_start(struct stage *stage, const char *name, bool straight)
{
	stage->name = name;
	stage->straight = straight;
	stage->impatient = false;
	db_forget(stage->db);
	stage->begun = false;
	stage->counts = (struct counts){.records = 0};
	stage->tallies_n = 0;
	stage->own_rejects = 0;
	memset(&stage->known, 0, sizeof stage->known);
	for (size_t i = 0; i < STORE_TABLES; i++)
		batch_clear(&stage->batches[i]);
	batch_rows_clear(&stage->carried);
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

int
stage_begin(struct stage *stage, struct fail *fail)
{
	if (stage->begun)
		return 0;
	stage->begun = true;
	return store_begin(stage->db, fail) < 0 ||
		       (stage->is_first && store_schema_share(stage->db, fail) < 0) ||
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
	reject(context, row->place, row->name, "refused_by_database", why);
}

int
stage_patience(struct stage *stage, const char *time, struct fail *fail)
{
	return stage->begun ? store_patience(stage->db, time, fail) : 0;
}

static int
be_impatient(struct stage *stage, struct fail *fail)
{
	if (stage->impatient)
		return 0;
	stage->impatient = true;
	return stage_patience(stage, STRAIGHT_PATIENCE, fail);
}

bool
stage_is_carrying(const struct stage *stage)
{
	return stage->carrier != NULL;
}

int
stage_join(struct stage *stage, struct fail *fail)
{
	struct batch_refusal refusal = {on_refused, stage};
	struct batch *carrier = stage->carrier;

	if (carrier == NULL)
		return 0;
	stage->carrier = NULL;
	return batch_end(carrier, &stage->carried, stage->db, &refusal, fail);
}

static int
send_straight(struct stage *stage, struct batch *batch, struct fail *fail)
{
	if (be_impatient(stage, fail) < 0 ||
	    batch_begin(batch, &stage->carried, stage->db, fail) < 0)
		return -1;
	stage->carrier = batch;
	return 0;
}

int
stage_send(struct stage *stage, enum store_table table, enum store_way way, struct fail *fail)
{
	static const struct batch_refusal none = {NULL, NULL};
	struct batch_refusal refusal = {on_refused, stage};
	struct batch *batch = &stage->batches[table];
	bool own = table == STORE_REJECT || table == STORE_PART;

	if (stage_join(stage, fail) < 0 || stage_begin(stage, fail) < 0)
		return -1;
	if (way == STORE_STAGED)
		return batch_flush(batch, stage->db, own ? &none : &refusal, fail);
	return batch_waits(batch, way) ? send_straight(stage, batch, fail) : 0;
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

/* A version in the stage may not be overtaken by one of its day: from then on none is presumed
 * free. */
static enum store_way
way_of(struct stage *stage, const struct batch *batch, bool is_free)
{
	bool has_two = stage->straight && batch_has_straight_way(batch);

	if (is_free && has_two && shape_may_go_straight(&stage->line))
		return STORE_STRAIGHT;
	stage->known.always = stage->known.always || (has_two && batch->table == STORE_ARTICLE);
	return STORE_STAGED;
}

static void
take_record(struct stage *stage, struct copy_place place, bool is_free)
{
	const struct line *line = &stage->line;
	const struct kind *kind = &kinds[line->id];
	struct batch *batch = &stage->batches[kind->table];
	struct record_fault fault;
	char key[BATCH_KEY_MAX];

	if (!kind->loaded) {
		reject_line(stage, line->text, place, "not_for_load",
			    "a raw record has to go through story-transform first");
		return;
	}
	if (!is_wanted(stage, line, kind)) {
		stage->counts.skipped++;
		tally_of(stage, place.part)->skipped++;
		return;
	}
	reject_key_of(line->text, key);
	if (!batch_put(batch, way_of(stage, batch, is_free), line, place, key, &fault))
		reject_line(stage, line->text, place, fault.reason, fault.detail);
	else if (kind->table == STORE_REJECT)
		count_reject(stage, place);
}

static void
take_line(struct stage *stage, struct span text, const struct pack_line *line)
{
	struct record_fault fault;

	switch (line_read(&stage->line, text, &fault)) {
	case RECORD_GOOD:
		take_record(stage, line->place, line->free);
		break;
	case RECORD_END:
		reject_line(stage, text, line->place, "misplaced_end",
			    "an end record of another spelling");
		break;
	case RECORD_BAD:
	case RECORD_UNKNOWN:
		reject_line(stage, text, line->place, fault.reason, fault.detail);
		break;
	}
}

static int
flush_full(struct stage *stage, struct fail *fail)
{
	for (size_t i = 0; i < STORE_TABLES; i++)
		for (size_t way = 0; way < STORE_WAYS; way++)
			if (batch_is_full(&stage->batches[i], (enum store_way)way) &&
			    stage_send(stage, (enum store_table)i, (enum store_way)way, fail) < 0)
				return -1;
	return 0;
}

static int
mark(struct stage *stage, struct pack *pack, uint64_t *known, struct fail *fail)
{
	if (known_asks(&stage->known) && stage_join(stage, fail) < 0)
		return -1;
	return known_mark(&stage->known, pack, stage->db, known, fail);
}

/* What is under way goes on. */
static void
push(struct stage *stage, size_t n)
{
	stage->unpushed += n;
	if (stage->carrier == NULL || stage->unpushed < PUSH_BYTES)
		return;
	stage->unpushed = 0;
	store_copy_push(stage->db);
}

/* The rows' keys are read from the lines, so nothing of the pack is needed once it is sent. */
int
stage_take(struct stage *stage, struct pack *pack, struct fail *fail)
{
	uint64_t known = 0;

	if (stage_begin(stage, fail) < 0 ||
	    (!stage->selective && mark(stage, pack, &known, fail) < 0))
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
			take_line(stage, pack_line(pack, i), line);
		}
		if (flush_full(stage, fail) < 0)
			return -1;
		push(stage, line->n);
	}
	return 0;
}
