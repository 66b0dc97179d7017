#include "transform/story.h"

#include <inttypes.h>

#include "lib/jsonw.h"
#include "lib/mem.h"

#include "transform/map/owners.h"
#include "transform/whose.h"

#define PROVENANCE_MAX 8192 /* bytes; see records.def */

/* FNV-1a: only breaks ties between values of the same source and time. */
static uint64_t
content_hash(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; text != NULL && *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	return hash;
}

static void
print_time(when_ms at, char text[WHEN_TEXT_MAX])
{
	size_t n;

	if (at == WHEN_NONE) {
		snprintf(text, WHEN_TEXT_MAX, "-");
		return;
	}
	when_print(at, text);
	n = strlen(text);
	if (text[n - 5] != '.')
		snprintf(text + n - 1, WHEN_TEXT_MAX - n, ".000Z");
}

/* `rank` is that of the value, 0 for that of its sighting. */
static const char *
make_stamp(struct arena *arena, const struct sighting *s, int rank, const char *value)
{
	char time[WHEN_TEXT_MAX];

	if (rank == 0)
		rank = s->rank != 0 ? s->rank : source_rank(s->source);
	print_time(s->observed_at, time);
	return arena_printf(arena, "%02d %s %s %016" PRIx64, rank, time, source_name(s->source),
			    content_hash(value));
}

/* Sightings of one story stand together, in an order that does not matter. */
static int
by_story(const void *left, const void *right)
{
	const struct sighting *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	return order != 0 ? order : strcmp(a->story_id, b->story_id);
}

static void
fold_cell(struct arena *arena, struct story *story, size_t cell, const struct sighting *s,
	  struct cell told)
{
	const char *stamp = make_stamp(arena, s, told.rank, told.text);

	if (story->stamps[cell] != NULL && strcmp(stamp, story->stamps[cell]) <= 0)
		return;
	story->stamps[cell] = stamp;
	story->cells[cell] = (struct cell){.text = told.text, .seen = true};
}

static void
fold_seen(struct story *story, when_ms at)
{
	if (at == WHEN_NONE)
		return;
	if (story->first_seen == WHEN_NONE || at < story->first_seen)
		story->first_seen = at;
	if (story->last_seen == WHEN_NONE || at > story->last_seen)
		story->last_seen = at;
}

static void
fold(struct arena *arena, struct story *story, const struct sighting *s)
{
	for (size_t i = 0; i < STORY_FIELDS; i++)
		if (s->cells[i].seen)
			fold_cell(arena, story, i, s, s->cells[i]);
	fold_cell(arena, story, CELL(raw_sha256), s, (struct cell){.text = s->raw_sha256});
	fold_seen(story, s->observed_at);
	story->sources |= 1U << s->source;
	story->sanitised = story->sanitised || s->sanitised;
	story->fresh = story->fresh || !s->is_context;
}

static int
by_time(const void *left, const void *right)
{
	const struct story *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	if (order != 0)
		return order;
	if (a->taken_at != b->taken_at)
		return a->taken_at < b->taken_at ? -1 : 1;
	return strcmp(a->story_id, b->story_id);
}

static void
settle_time(struct story *story)
{
	const char *text = story->cells[CELL(taken_at)].text;

	if (!when_parse((struct span){text, strlen(text)}, &story->taken_at))
		story->taken_at = 0;
}

struct stories
stories_fold(struct intake *intake)
{
	struct stories stories = {.n = 0};
	size_t cap = 0;

	owners_settle(intake);
	sightings_settle(intake);
	if (intake->sightings_n != 0)
		qsort(intake->sightings, intake->sightings_n, sizeof *intake->sightings, by_story);
	for (size_t i = 0; i < intake->sightings_n; i++) {
		const struct sighting *s = &intake->sightings[i];

		if (i == 0 || by_story(s, s - 1) != 0) {
			stories.list =
			    mem_grow(stories.list, stories.n, &cap, sizeof *stories.list);
			stories.list[stories.n++] = (struct story){.account_id = s->account_id,
								   .story_id = s->story_id,
								   .first_seen = WHEN_NONE,
								   .last_seen = WHEN_NONE};
		}
		fold(&intake->arena, &stories.list[stories.n - 1], s);
	}
	for (size_t i = 0; i < stories.n; i++)
		settle_time(&stories.list[i]);
	if (stories.n != 0)
		qsort(stories.list, stories.n, sizeof *stories.list, by_time);
	return stories;
}

const char *
story_text(const struct story *story, size_t cell)
{
	return story->cells[cell].text;
}

/* Cells that come from elsewhere than the cells. */
static bool
put_own(const struct story *story, struct record_out *out, enum field_id field)
{
	switch (field) {
	case story_account_id:
		record_put_word(out, field, story->account_id);
		return true;
	case story_story_id:
		record_put_word(out, field, story->story_id);
		return true;
	case story_first_seen:
	case story_last_seen:
		if (story->first_seen != WHEN_NONE)
			record_put_time(out, field,
					field == story_first_seen ? story->first_seen
								  : story->last_seen);
		return true;
	case story_sanitised:
		if (story->sanitised)
			record_put_bool(out, field, true);
		return true;
	default:
		return field == story_provenance;
	}
}

static void
put_cell(struct record_out *out, enum field_id field, const char *text)
{
	switch (record_field(field)->kind) {
	case FIELD_INT:
		record_put_int(out, field, strtoll(text, NULL, 10));
		break;
	case FIELD_BOOL:
		record_put_bool(out, field, strcmp(text, "true") == 0);
		break;
	case FIELD_JSON:
		record_put_json(out, field, (struct span){text, strlen(text)});
		break;
	default:
		record_put_word(out, field, text);
		break;
	}
}

struct span
story_write(const struct story *story, struct record_out *out)
{
	struct buf provenance = BUF_MAX(PROVENANCE_MAX);
	struct span line;

	record_start(out, RECORD_story);
	jsonw_open(&provenance, '{');
	for (size_t i = 0; i < STORY_FIELDS; i++) {
		enum field_id field = (enum field_id)(story_FIRST + i);

		if (story->stamps[i] != NULL)
			jsonw_member_word(&provenance, record_field(field)->name, story->stamps[i]);
		if (!put_own(story, out, field) && story->cells[i].text != NULL)
			put_cell(out, field, story->cells[i].text);
	}
	jsonw_close(&provenance, '}');
	record_put_json(out, story_provenance, buf_span(&provenance));
	line = record_finish(out);
	buf_release(&provenance);
	return line;
}
