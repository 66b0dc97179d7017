/* The table of sources, and the intake that turns raw records into sightings by it. */
#include <inttypes.h>

#include "lib/base64.h"
#include "lib/jsontext.h"
#include "lib/utf8.h"

#include "transform/harvest/entry.h"
#include "transform/harvest/harvest.h"
#include "transform/harvest/pack.h"
#include "transform/map/live.h"
#include "transform/map/owners.h"

static const struct source {
	const char *name; /* as in raw.source */
	int rank;
	void (*map)(struct intake *intake, const struct raw *raw);
} sources[SOURCES] = {
    [SOURCE_GRAPH] = {"graph", 70, map_graph},
    [SOURCE_PRIVATE_API] = {"private-api", 60, map_private_api},
    [SOURCE_WEBHOOK] = {"webhook", 50, map_webhook},
    [SOURCE_INSTALOADER] = {"instaloader", 50, map_instaloader},
    [SOURCE_AUTO_ARCHIVER] = {"auto-archiver", 44, map_auto_archiver},
    [SOURCE_TIDAL_TALES] = {"tidal-tales", 42, map_tidal_tales},
    [SOURCE_MAP] = {"map", 38, map_columns},
    [SOURCE_GALLERY_DL] = {"gallery-dl", 35, map_gallery_dl},
    [SOURCE_YT_DLP] = {"yt-dlp", 30, map_yt_dlp},
    [SOURCE_META_EXPORT] = {"meta-export", 20, map_meta_export},
};

const char *
source_name(enum source_id source)
{
	return sources[source].name;
}

int
source_rank(enum source_id source)
{
	return sources[source].rank;
}

void
intake_init(struct intake *intake, const struct facts_dir *facts, const struct settings *settings)
{
	*intake =
	    (struct intake){.facts = facts, .settings = settings, .out = BUF_MAX(SIZE_MAX / 2)};
}

void
intake_release(struct intake *intake)
{
	arena_release(&intake->arena);
	buf_release(&intake->out);
}

bool
reading_has_value(const struct reading *reading)
{
	return strcmp(reading->state, "ok") == 0;
}

/* A detail may quote bytes from outside, cut anywhere. */
static const char *
clean_detail(struct arena *arena, const char *detail)
{
	struct buf clean = BUF_MAX(record_field(reject_detail)->max);
	const char *made;

	utf8_copy(&clean, span_of(detail), "?", NULL);
	made = arena_text(arena, buf_span(&clean));
	buf_release(&clean);
	return made;
}

void
intake_reject(struct intake *intake, const struct raw *raw, const char *key, const char *reason,
	      const char *detail)
{
	const struct reject reject = {
	    .key = key,
	    .reason = reason,
	    .detail = clean_detail(&intake->arena, detail),
	    .account_id = arena_text(&intake->arena, record_text(raw->record, raw_account_id)),
	    .source = raw->source,
	    .raw_sha256 = raw->sha256 != NULL ? raw->sha256 : "",
	};
	size_t begin;

	if (intake->is_context) {
		intake->skipped++;
		return;
	}
	begin = harvest_put(&intake->out, SHELF_REJECTS);
	entry_reject(&intake->out, &reject);
	harvest_put_end(&intake->out, begin);
	intake->rejects++;
}

/* A story of an account or a time that is not wanted may still tell whose another record's is. */
static void
remember_owner(struct intake *intake, const struct sighting *sighting)
{
	const struct told_owner owner = {.story_id = sighting->story_id,
					 .handle_key = sighting->handle_key,
					 .account_id = sighting->account_id,
					 .at = sighting->taken_at};
	size_t begin = harvest_put(&intake->out, SHELF_ELSEWHERE);

	entry_owner(&intake->out, &owner);
	harvest_put_end(&intake->out, begin);
	intake->skipped++;
}

static void
put_sighting(struct intake *intake, const struct sighting *sighting)
{
	bool by_handle = owner_is_handle(sighting->account_id);
	size_t begin = harvest_put(&intake->out, by_handle ? SHELF_BY_HANDLE : SHELF_SIGHTINGS);

	if (by_handle)
		pack_text(&intake->out, sighting->story_id);
	entry_sighting(&intake->out, sighting);
	harvest_put_end(&intake->out, begin);
}

void
intake_sighting(struct intake *intake, const struct sighting *sighting)
{
	const char *taken = sighting->cells[CELL(taken_at)].text;
	struct span handle = span_of(sighting->cells[CELL(handle)].text);
	struct sighting kept = *sighting;
	const char *key = owner_key(&intake->arena, handle);
	bool timely;

	if (taken == NULL || !when_parse(span_of(taken), &kept.taken_at))
		kept.taken_at = 0;
	kept.is_context = intake->is_context;
	kept.handle_key = key != NULL ? key : "";
	timely = settings_wants_time(intake->settings, kept.taken_at);
	if (owner_is_handle(kept.account_id)) {
		if (timely)
			put_sighting(intake, &kept);
		else
			intake->skipped++;
	} else if (timely &&
		   settings_wants_account(intake->settings, span_of(kept.account_id),
					  span_of(kept.cells[CELL(ig_pk)].text), handle)) {
		put_sighting(intake, &kept);
	} else {
		remember_owner(intake, &kept);
	}
}

void
intake_reading(struct intake *intake, const struct reading *reading)
{
	size_t begin;

	if (intake->is_context ||
	    !settings_wants_account(intake->settings, span_of(reading->account_id),
				    (struct span){NULL, 0}, reading->handle) ||
	    !settings_wants_time(intake->settings, reading->observed_at))
		return;
	begin = harvest_put(&intake->out, SHELF_READINGS);
	entry_reading(&intake->out, reading);
	harvest_put_end(&intake->out, begin);
}

static void
pass_on(struct intake *intake, enum shelf shelf, struct span line)
{
	size_t begin = harvest_put(&intake->out, shelf);

	buf_put(&intake->out, line.p, line.n);
	harvest_put_end(&intake->out, begin);
}

static void
take_poll(struct intake *intake, const struct record *record, struct span line)
{
	if (!settings_wants_account(intake->settings, record_text(record, poll_account_id),
				    (struct span){NULL, 0}, record_text(record, poll_handle)) ||
	    !settings_wants_time(intake->settings, record_time(record, poll_started_at)))
		return;
	map_poll(intake, record);
	if (!intake->is_context)
		pass_on(intake, SHELF_POLLS, line);
}

static void
take_media(struct intake *intake, const struct record *record, struct span line)
{
	struct span none = {NULL, 0};

	if (!intake->is_context &&
	    settings_wants_account(intake->settings, record_text(record, media_account_id), none,
				   none) &&
	    settings_wants_time(intake->settings, record_time(record, media_fetched_at)))
		pass_on(intake, SHELF_MEDIA, line);
}

/* The tree of a body that came as text: as it is, else mended. The caller owns it. */
static json_t *
load_text(struct span text, bool *salvaged, char reason[JSONTEXT_REASON_MAX])
{
	struct buf mended = BUF_MAX(text.n * 4 + 64);
	json_t *tree = jsontext_load(text, reason);

	if (tree == NULL && jsontext_salvage(&mended, text)) {
		*salvaged = true;
		tree = jsontext_load(buf_span(&mended), reason);
	}
	buf_release(&mended);
	return tree;
}

/* The body as a tree the caller owns, or NULL with the reason. */
static json_t *
load_body(const struct record *record, bool *salvaged, char reason[JSONTEXT_REASON_MAX])
{
	json_t *body = record_json_take(record, raw_body);
	struct span text = record_text(record, raw_body_text);
	struct span encoded = record_text(record, raw_body_base64);
	struct buf decoded = BUF_MAX(encoded.n + 4);
	json_t *tree;

	if (body != NULL)
		return body;
	if (text.n != 0)
		return load_text(text, salvaged, reason);
	if (encoded.n == 0 || !base64_decode(&decoded, encoded)) {
		snprintf(reason, JSONTEXT_REASON_MAX, "no body");
		buf_release(&decoded);
		return NULL;
	}
	tree = load_text(buf_span(&decoded), salvaged, reason);
	buf_release(&decoded);
	return tree;
}

static bool
find_source(struct span name, enum source_id *id)
{
	for (size_t i = 0; i < SOURCES; i++) {
		if (strlen(sources[i].name) == name.n &&
		    memcmp(sources[i].name, name.p, name.n) == 0) {
			*id = (enum source_id)i;
			return true;
		}
	}
	return false;
}

/* The record without its body; the source is SOURCES where it is not known. */
static struct raw
raw_of(struct intake *intake, const struct record *record)
{
	struct raw raw = {.record = record,
			  .source = SOURCES,
			  .sha256 = arena_text(&intake->arena, record_text(record, raw_sha256)),
			  .fetched_at = record_time(record, raw_fetched_at)};

	if (!find_source(record_text(record, raw_source), &raw.source))
		raw.source = SOURCES;
	return raw;
}

bool
intake_take_unread(struct intake *intake, struct span line)
{
	struct record record;
	struct raw raw;
	bool taken;

	if (!record_scan_before(line, &record, raw_body))
		return false;
	arena_reset(&intake->arena);
	raw = raw_of(intake, &record);
	taken = raw.source == SOURCE_GRAPH &&
		map_graph_text(intake, &raw, record_json_text(&record, raw_body));
	record_release(&record);
	return taken;
}

static void
take_raw(struct intake *intake, const struct record *record)
{
	struct raw raw = raw_of(intake, record);
	char reason[JSONTEXT_REASON_MAX] = "";
	json_t *body;

	if (raw.source == SOURCES) {
		intake->items_in++;
		intake_reject(intake, &raw, raw.sha256, "unknown_source",
			      "this version has no reader for the source");
		return;
	}
	body = load_body(record, &raw.salvaged, reason);
	if (body == NULL) {
		intake->items_in++;
		intake_reject(intake, &raw, raw.sha256, "body_not_json", reason);
		return;
	}
	raw.body = body;
	sources[raw.source].map(intake, &raw);
	json_decref(body);
}

void
intake_take(struct intake *intake, const struct record *record, struct span line)
{
	arena_reset(&intake->arena);
	if (record->id == RECORD_poll)
		take_poll(intake, record, line);
	else if (record->id == RECORD_media)
		take_media(intake, record, line);
	else if (record->id == RECORD_raw)
		take_raw(intake, record);
}
