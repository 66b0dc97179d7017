/* What the maps of archives share: the keys of an item, and lists out of its stickers. */
#ifndef TRANSFORM_ARCHIVE_H
#define TRANSFORM_ARCHIVE_H

#include "transform/map/sighting.h"

/* What the item itself tells of its keys; what it does not, the raw record's members do. */
struct told {
	const char *story_id; /* or NULL */
	when_ms taken_at;     /* or WHEN_NONE */
	int rank;             /* of the shape; 0: the source's own */
};

#define TOLD_NOTHING ((struct told){.taken_at = WHEN_NONE})

/*
 * Starts the sighting of an archive's item: keys, handle, taken_at and the expiry that follows
 * from it. False where one is missing: the item is rejected then.
 */
MUST_USE bool archive_begin(struct intake *intake, const struct raw *raw, const struct told *told,
			    struct sighting *sighting);

/* The account of a handle at that time, as handles.csv has it; else the key of the handle. */
const char *account_of_handle(struct intake *intake, const char *handle, when_ms taken_at);

/* Whether handles.csv has the two as one account's numbers. */
bool is_other_number(struct intake *intake, const char *account, const char *number);

/* Replaces the expiry where the item tells one that can be. */
void archive_expiry(struct intake *intake, struct sighting *s, const json_t *value);

/*
 * Marks the sighting where this is the author of a story that it shows again, and another account.
 * Of a post that is shown no source tells whose it is: most share their own.
 */
void archive_reshare(struct intake *intake, struct sighting *s, const json_t *author);

#define LIST_NAMES_MAX 256 /* entries of a list; Instagram allows 20 mentions and 10 hashtags */

/* A list cell in the making, out of one or several arrays of stickers. */
struct list {
	struct intake *intake;
	struct buf out;
	bool told; /* an array was there, be it empty */
	size_t n;
	const char *names[LIST_NAMES_MAX]; /* what tells one entry from another */
};

struct list list_new(struct intake *intake);

/*
 * Adds what `put` makes of each element: it writes members and returns the entry's name, or NULL
 * to drop it. Names that differ only in case are one entry. Anything but an array tells nothing.
 */
void list_add(struct list *list, const json_t *array,
	      const char *(*put)(struct intake *intake, struct buf *out, const json_t *sticker));

/* `none`: an empty array says that there is none; else it says nothing. Frees the list. */
void list_cell(struct list *list, struct sighting *sighting, size_t cell, bool none);

/* Puts for list_add(): users, users within "user" or "sponsor", places, links. */
const char *put_user(struct intake *intake, struct buf *out, const json_t *user);
const char *put_mention(struct intake *intake, struct buf *out, const json_t *sticker);
const char *put_place(struct intake *intake, struct buf *out, const json_t *sticker);
const char *put_link(struct intake *intake, struct buf *out, const json_t *sticker);
const char *put_url(struct intake *intake, struct buf *out, const json_t *url);

/*
 * A link as it was meant: out of the redirector's wrapping, without tracking parameters. NULL for
 * anything but http and https.
 */
const char *link_clean(struct arena *arena, const char *url);

/* The array that a text holds as JSON, NULL where it holds none. The caller owns it. */
json_t *array_in_text(const json_t *text);

/* The value with a reference of its own, to be put into a tree in the making; NULL stays NULL. */
json_t *shared(const json_t *value);

/* The rendition with the most pixels, by its members `width` and `address`; lists have no order. */
const json_t *largest(const json_t *renditions, const char *width, const char *address);

/* All that an item of the private API, in any of its shapes, tells of a story. */
void item_cells(struct intake *intake, struct sighting *sighting, const json_t *item);

/* The rank of the item's shape. */
int item_rank(const json_t *item);

#endif
