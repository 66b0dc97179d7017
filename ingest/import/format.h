/*
 * The formats of archives. A new one is a file in formats/ that fills a struct format, and a row
 * of the table in format.c.
 */
#ifndef INGEST_FORMAT_H
#define INGEST_FORMAT_H

#include "ingest/body.h"
#include "ingest/import/document.h"
#include "ingest/import/walk.h"
#include "lib/settings.h"
#include "lib/when.h"

/* What becomes of an item. */
enum fate {
	ITEM_GOOD,
	ITEM_DUPLICATE, /* the same bytes of the same story were there before */
	REJECT_NOT_AN_OBJECT,
	REJECT_NOT_JSON,
	REJECT_TOO_LARGE,
	REJECT_BAD_ROW,
	REJECT_NO_ITEM,
	REJECT_NO_ID,
	REJECT_FLOAT_ID,
	REJECT_NO_TIME,
	REJECT_BAD_TIME,
	REJECT_NO_OWNER,
	SKIP_NOT_A_STORY,
	SKIP_CLOSE_FRIENDS,
	SKIP_OTHER_ACCOUNT,
	SKIP_OTHER_TIME,
	SKIP_READ_BEFORE, /* by the run that this one goes on with */
	FATES,
	ITEM_WAITS, /* for its owner; not yet a fate */
};

#define FIRST_REJECT REJECT_NOT_AN_OBJECT
#define FIRST_SKIP SKIP_NOT_A_STORY /* rejects are before it */

struct item {
	struct id account_id, ig_pk, story_id; /* empty = not known */
	char handle[HANDLE_MAX + 1];
	when_ms taken_at, fetched_at; /* WHEN_NONE = not known */
	bool close_friends;           /* its author showed it to few */
};

#define ITEM_NONE ((struct item){.taken_at = WHEN_NONE, .fetched_at = WHEN_NONE})

/* Takes the records out of an item that holds several. */
struct unfolding {
	void (*part)(void *context, struct span bytes, const struct body *body, struct item *item,
		     enum fate fate);
	void *context;
};

/* What stands around an item, lent for the call. */
struct around {
	const struct document *document; /* its path; of its head nothing may be left */
	const struct place *place;
	struct owner owner; /* whom the wrappers name, else whom the archive as a whole does */
	bool open;          /* what follows may name another: no owner is told yet */
	bool final;         /* nothing further will be learned of the owner: guess now, or never */
};

/*
 * How surely a document is of a format. The surest wins, also where it refuses: a look-alike
 * that is known for certain is not read as something else.
 */
enum surety {
	SURE_NOT,
	SURE_EMPTY,   /* the wrapper of the format, without an item in it */
	SURE_SHAPE,   /* something in it has the members of an item */
	SURE_MARK,    /* it has a member or column that only this format has */
	SURE_CERTAIN, /* it names the tool or the format itself */
};

struct verdict {
	enum surety surety;
	bool refuse;    /* it is known, and holds no stories; `why` is what it is */
	struct buf why; /* for --explain and for people; without a final stop */
};

struct format {
	const char *name;
	const char *marks; /* what its items are known by, for people */
	struct shape shape;
	/*
	 * Judges the document as far as the shape alone would not: raises the verdict and says
	 * why. NULL where the shape is enough.
	 */
	void (*judge)(const struct document *document, struct verdict *verdict);
	/* Lets the document in as a whole before anything in it is read. NULL: any will do. */
	int (*admit)(const struct document *document, const struct settings *settings,
		     struct fail *fail);
	/* Hands out the records of an item that holds several; then `read` is not used. */
	void (*unfold)(struct span bytes, const struct unfolding *unfolding);
	/* Told of each record that was written; `folder` is the state's, or -1. May be NULL. */
	void (*noted)(const struct item *item, int folder);
	/* Fills *item as far as it can and says what becomes of it. */
	enum fate (*read)(const json_t *tree, const struct around *around, struct item *item);
	/* What --owner's number is. */
	struct id *(*owner_id)(struct item *item);
	/* Whether the document is an archive of this format without items. May be NULL. */
	bool (*is_empty)(const struct document *document);
	/*
	 * Where an archive names its owner in a document apart from the items: whom the document
	 * names (empty: it is no such document), and how many bytes of a document's path are the
	 * folder that both lie in. Both NULL for the others. Items wait for such a document,
	 * whichever comes first.
	 */
	struct owner (*profile)(const struct document *document);
	size_t (*root)(struct span path);
	const char *const *drop;    /* beyond the common list: members that are never written */
	const char *before, *after; /* put around the item in the body */
	/* Puts more before the item, out of its tree; NULL where there is no more. */
	void (*before_item)(const json_t *tree, struct buf *out);
};

/* Personal data of others and secrets, which no format may write. Ends with NULL. */
extern const char *const drop_always[];

/* By name; NULL where there is none. */
const struct format *format_find(const char *name);

/* All names, with commas. */
void format_names(struct buf *out);

/*
 * The format that the document is of, NULL where none is sure. The verdict is the format's; its
 * `why` is to be released.
 */
const struct format *format_detect(const struct document *document, struct verdict *verdict);

/* The format whose owner's document it is; NULL where it is none. */
const struct format *format_profile(const struct document *document, struct owner *owner);

/* What one format says of the document, its shape included. */
struct verdict format_judge(const struct format *format, const struct document *document);

/* Raises the verdict, unless it is surer already, and says why. */
void verdict_raise(struct verdict *verdict, enum surety surety, bool refuse, const char *why, ...)
    PRINTF_LIKE(4, 5);

extern const struct format format_graph, format_private_api, format_instaloader, format_gallery_dl,
    format_yt_dlp, format_auto_archiver, format_tidal_tales, format_meta_export, format_webhook;
extern struct format format_map; /* see map_use() */

#endif
