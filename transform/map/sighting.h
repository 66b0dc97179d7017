/*
 * A sighting is what one raw record says of one story: the values it tells, not yet merged with
 * what other records say. The intake turns raw records into sightings, insight readings, polls
 * and rejects; each source has one row in the table of sources and one file beside it.
 */
#ifndef TRANSFORM_SIGHTING_H
#define TRANSFORM_SIGHTING_H

#include <jansson.h>

#include "lib/digest.h"
#include "lib/record.h"
#include "lib/settings.h"

#include "transform/arena.h"
#include "transform/facts/facts.h"

/* In the order of the table in source.c. */
enum source_id {
	SOURCE_GRAPH,
	SOURCE_PRIVATE_API,
	SOURCE_WEBHOOK,
	SOURCE_INSTALOADER,
	SOURCE_AUTO_ARCHIVER,
	SOURCE_TIDAL_TALES,
	SOURCE_MAP,
	SOURCE_GALLERY_DL,
	SOURCE_YT_DLP,
	SOURCE_META_EXPORT,
	SOURCES,
};

#define STORY_FIELDS ((size_t)(observation_FIRST - story_FIRST))

/* The place of a story field in a row of cells. */
#define CELL(name) ((size_t)(story_##name - story_FIRST))

/*
 * One value: text as the record will show it (numbers in decimal, JSON as JSON text). Seen but
 * NULL means that the source says there is none; not seen, that it says nothing.
 */
struct cell {
	const char *text;
	bool seen;
	int rank;      /* where this value is poorer than the rest of its sighting; else 0 */
	uint64_t hash; /* of the text, once it was an entry */
};

/* Of what only follows from another field, as the hashtags of a caption do. */
#define RANK_DERIVED 10

struct sighting {
	const char *account_id, *story_id;
	enum source_id source;
	int rank;            /* where the shape is poorer or richer than its source; else 0 */
	when_ms observed_at; /* WHEN_NONE: an archive, nobody knows when */
	when_ms taken_at;    /* as the cell has it */
	const char *raw_sha256;
	const char *handle_key; /* the account by its handle, see owners.h; "" for none */
	bool sanitised;
	bool reshared;   /* it shows another account's story */
	bool is_context; /* see struct intake */
	struct cell cells[STORY_FIELDS];
};

/* Whose a story is, by a sighting that knows the account's number. */
struct told_owner {
	const char *story_id, *handle_key, *account_id;
	when_ms at;
};

/* One reading of one metric; value is used when state is "ok". */
struct reading {
	const char *account_id, *story_id, *metric;
	struct span handle; /* for --account; lent by the raw record */
	when_ms observed_at;
	const char *state;
	int64_t value;
	bool is_final; /* nothing later can be read */
	enum source_id source;
	const char *raw_sha256;
};

bool reading_has_value(const struct reading *reading);

/* Texts are "" where there is none; the source SOURCES. */
struct reject {
	const char *key, *reason, *detail;
	const char *account_id;
	enum source_id source;
	const char *raw_sha256;
};

/*
 * Turns records into entries of a harvest (see harvest.h), one record after the other: nothing of
 * one is kept for the next but the counts. Each thread has an intake of its own.
 */
struct intake {
	struct arena arena; /* texts of the record at hand */
	const struct facts_dir *facts;
	const struct settings *settings;
	/*
	 * What is taken now was dealt with by an earlier run and is here again only for the merge:
	 * its readings, polls, media and rejects are not told twice.
	 */
	bool is_context;
	struct buf out; /* entries with their shelves, for harvest_pour() */
	/* The balance: items = sightings + rejects + skipped, in the sense of law 3. */
	uint64_t items_in, rejects, skipped;
};

/* What a map function works on: one raw record with its body. */
struct raw {
	const struct record *record;
	const json_t *body; /* NULL while it is only text: see map_graph_text() */
	enum source_id source;
	const char *sha256;
	when_ms fetched_at;
	bool salvaged; /* the body needed mending to be read */
};

void intake_init(struct intake *intake, const struct facts_dir *facts,
		 const struct settings *settings);
void intake_release(struct intake *intake);

/*
 * Takes a line that is a raw record whose body map_graph_text() can read, so that nothing in it is
 * looked at twice. False for any other line, of which nothing was taken then.
 */
MUST_USE bool intake_take_unread(struct intake *intake, struct span line);

/* Takes one good record of type raw, poll or media. */
void intake_take(struct intake *intake, const struct record *record, struct span line);

/* Counts an item that cannot be used, with the reason. */
void intake_reject(struct intake *intake, const struct raw *raw, const char *key,
		   const char *reason, const char *detail);

/* Adds a sighting when the settings want it; skips it silently otherwise. */
void intake_sighting(struct intake *intake, const struct sighting *sighting);

void intake_reading(struct intake *intake, const struct reading *reading);

const char *source_name(enum source_id source);

/* Precedence between sources that tell the same field: the higher wins. */
int source_rank(enum source_id source);

/* The map functions. */
void map_graph(struct intake *intake, const struct raw *raw);

/*
 * As map_graph() for a body that was not read yet, without a tree. False where the body is not
 * plain, and then nothing was taken.
 */
MUST_USE bool map_graph_text(struct intake *intake, const struct raw *raw, struct span body);
void map_private_api(struct intake *intake, const struct raw *raw);
void map_webhook(struct intake *intake, const struct raw *raw);

/* Whether the record answers a question for insights, and the map function of those. */
bool is_insights(const struct raw *raw);
void map_insights(struct intake *intake, const struct raw *raw);
void map_instaloader(struct intake *intake, const struct raw *raw);
void map_auto_archiver(struct intake *intake, const struct raw *raw);
void map_tidal_tales(struct intake *intake, const struct raw *raw);
void map_columns(struct intake *intake, const struct raw *raw);
void map_gallery_dl(struct intake *intake, const struct raw *raw);
void map_yt_dlp(struct intake *intake, const struct raw *raw);
void map_meta_export(struct intake *intake, const struct raw *raw);

enum told_kind {
	TOLD_NOT,
	TOLD_TEXT,
	TOLD_NUMBER, /* a whole one */
	TOLD_OTHER,  /* what cannot be used as either */
};

/* A value that a source told, be it read as a tree or not. */
struct told_value {
	enum told_kind kind;
	struct span text;
	int64_t number;
};

struct told_value told_json(const json_t *value); /* NULL: TOLD_NOT */
const char *told_id(struct arena *arena, const struct told_value *value);
when_ms told_story_time(const struct told_value *value);
void cell_told(struct intake *intake, struct sighting *sighting, size_t cell,
	       const struct told_value *value);

/* Cell helpers of the map functions; each does nothing for values of an unfit type. */
void cell_none(struct sighting *sighting, size_t cell);
void cell_put(struct sighting *sighting, size_t cell, const char *text);
void cell_text(struct intake *intake, struct sighting *sighting, size_t cell, const json_t *value);
void cell_int(struct intake *intake, struct sighting *sighting, size_t cell, int64_t number);
void cell_handle(struct intake *intake, struct sighting *sighting, struct span handle);
void cell_time(struct intake *intake, struct sighting *sighting, size_t cell, when_ms ms);

/* A whole number of at least 1, told as a number or as digits; seconds become milliseconds. */
void cell_number(struct intake *intake, struct sighting *sighting, size_t cell,
		 const json_t *value);
void cell_seconds(struct intake *intake, struct sighting *sighting, size_t cell,
		  const json_t *value);

/* Of the caption and of stickers: "hashtag" with "name", "name" alone, or a text. */
void cell_hashtags(struct intake *intake, struct sighting *sighting, const char *caption,
		   const json_t *stickers);

/* An id told as text or as a 64-bit number, as text; NULL for anything else (a float: damaged). */
const char *id_text(struct arena *arena, const json_t *value);

/* Seconds since 1970 told as a number or as digits, or a time text; WHEN_NONE otherwise. */
when_ms time_value(const json_t *value);

/* As time_value; WHEN_NONE too for a time so late that its expiry cannot be told. */
when_ms story_time(const json_t *value);

/* Whether the expiry of a story taken then can be told. */
bool expiry_can_be(when_ms taken_at);

#endif
