/*
 * The formats of archives. A new one is a file that fills a struct format, and a row of the
 * table in format.c.
 */
#ifndef INGEST_FORMAT_H
#define INGEST_FORMAT_H

#include "ingest/import/walk.h"
#include "lib/when.h"

/* What becomes of an item. */
enum fate {
	ITEM_GOOD,
	REJECT_NOT_AN_OBJECT,
	REJECT_NOT_JSON,
	REJECT_TOO_LARGE,
	REJECT_NO_ID,
	REJECT_FLOAT_ID,
	REJECT_NO_TIME,
	REJECT_BAD_TIME,
	REJECT_NO_OWNER,
	SKIP_NOT_A_STORY,
	SKIP_CLOSE_FRIENDS,
	SKIP_OTHER_ACCOUNT,
	SKIP_OTHER_TIME,
	FATES,
};

#define FIRST_SKIP SKIP_NOT_A_STORY /* rejects are before it */

struct item {
	struct id account_id, ig_pk, story_id; /* empty = not known */
	char handle[HANDLE_MAX + 1];
	when_ms taken_at;
};

struct format {
	const char *name;
	const char *marks; /* what it is known by, for --explain */
	struct shape shape;
	/* Fills *item as far as it can and says what becomes of it; `around` is the wrappers'. */
	enum fate (*read)(const json_t *tree, const struct owner *around, struct item *item);
	/* What --owner's number is. */
	struct id *(*owner_id)(struct item *item);
	/* Whether the first value of a file is an archive of this format without items. */
	bool (*is_empty)(struct span value);
	const char *const *drop;    /* personal data of others and secrets, never written */
	const char *before, *after; /* put around the item in the body */
};

/* By name; NULL where there is none. */
const struct format *format_find(const char *name);

/* All names, with commas. */
void format_names(struct buf *out);

/*
 * The format that the text looks like, or NULL. `where` is set to the place of the first item,
 * or emptied.
 */
const struct format *format_detect(struct span text, struct buf *where);

/* What the text looks like instead, for a message. */
void format_describe(struct buf *out, struct span text);

/* A time as archives write it: seconds as a number or text, or RFC 3339. */
enum fate time_of_json(const json_t *value, when_ms *ms);

extern const struct format format_graph, format_private_api;

#endif
