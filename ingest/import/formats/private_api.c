/* Items of the apps' own API, as many tools keep them, in any of its wrappers. */
#include <strings.h>

#include "ingest/import/values.h"

#define STORY_IMAGE 1
#define STORY_VIDEO 2
#define CODE_LENGTH 11 /* characters of a short code */

static const char *const lists[] = {"items", "stories", "story_items", NULL};
static const char *const ids[] = {"pk", "id", NULL};
static const char *const times[] = {"taken_at", "takenAt", NULL};

static const char *const wrappers[] = {"reels_media", "reels", "reel", "tray", NULL};

/* A member as the app spells it, or as libraries in camel case do. */
static const json_t *
get(const json_t *tree, const char *snake, const char *camel)
{
	const json_t *value = json_object_get(tree, snake);

	return value != NULL ? value : json_object_get(tree, camel);
}

static bool
has_any(const json_t *tree, const char *const names[])
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (json_object_get(tree, names[i]) != NULL)
			return true;
	return false;
}

/* Whether a wrapper says that stories are in it. One that waited has lost its place, and was asked.
 */
static bool
is_among_stories(const struct around *around)
{
	static const char *const names[] = {"stories", "story_items", "reels", "reels_media",
					    "reel",    "tray",        NULL};
	const struct place *place = around->place;

	if (around->final && place->up == NULL)
		return true;
	for (; place != NULL; place = place->up)
		for (size_t i = 0; place->key.p != NULL && names[i] != NULL; i++)
			if (span_is(place->key, names[i]))
				return true;
	return false;
}

/*
 * Until 2021 photos of the feed had no product_type, and models of them have an empty one. Such a
 * post counts its comments, and has nothing that only a story has.
 */
static bool
is_nameless_post(const json_t *tree)
{
	static const char *const posts[] = {"comment_count", "commentCount", "comments_disabled",
					    "comment_likes_enabled", NULL};
	static const char *const stories[] = {
	    "expiring_at",       "expiringAt", "reel_mentions",
	    "imported_taken_at", "can_reply",  "story_is_saved_to_archive",
	    "mentions",          "stickers",   NULL};
	static const char sticker[] = "story_";
	const char *key;
	json_t *value;

	if (!has_any(tree, posts) || has_any(tree, stories))
		return false;
	json_object_foreach((json_t *)tree, key, value)
	{
		if (strncmp(key, sticker, sizeof sticker - 1) == 0)
			return false;
	}
	return true;
}

/* Posts, reels and advertisements stand in the same lists as stories. */
static bool
is_other(const json_t *tree, const struct around *around)
{
	const json_t *product = get(tree, "product_type", "productType");
	const json_t *type = get(tree, "media_type", "mediaType");

	if (json_string_length(product) == 0 && !is_among_stories(around) && is_nameless_post(tree))
		return true;
	if (json_string_length(product) != 0 &&
	    strcasecmp(json_string_value(product), "story") != 0)
		return true;
	if (json_is_string(type))
		return json_is(type, "8");
	return json_is_integer(type) && json_integer_value(type) != STORY_IMAGE &&
	       json_integer_value(type) != STORY_VIDEO;
}

/* The short code of an item is its pk; what a private account's has beyond that is a key. */
static struct id
id_of_code(const json_t *tree)
{
	struct span code = json_text(json_object_get(tree, "code"));

	if (code.n > CODE_LENGTH)
		code.n = CODE_LENGTH;
	return id_of_shortcode(code);
}

/* Where no id came through whole, the code tells it; its time shows whether it is a real one. */
static bool
mend_id(const json_t *tree, struct item *item)
{
	struct id id = id_of_code(tree);
	when_ms told;

	if (!when_from_pk(id_span(&id), &told) || told - item->taken_at > WHEN_HOUR ||
	    item->taken_at - told > WHEN_HOUR)
		return false;
	item->story_id = id;
	return true;
}

/*
 * "<pk>_<owner's pk>" in id is text and so whole; pk may have gone through a float on its way,
 * and then ends in other digits.
 */
static enum fate
read_ids(const json_t *tree, struct item *item)
{
	const json_t *pk = json_object_get(tree, "pk"), *id = json_object_get(tree, "id");
	struct span text = json_text(id);
	const char *bar = text.n != 0 ? memchr(text.p, '_', text.n) : NULL;
	size_t n = bar != NULL ? (size_t)(bar - text.p) : 0;

	if (bar == NULL && json_is_string(pk)) {
		text = json_text(pk);
		bar = text.n != 0 ? memchr(text.p, '_', text.n) : NULL;
		n = bar != NULL ? (size_t)(bar - text.p) : 0;
	}
	if (bar != NULL) {
		item->story_id = id_of_digits((struct span){text.p, n});
		item->ig_pk = id_of_digits((struct span){bar + 1, text.n - n - 1});
	} else {
		item->story_id = id_of_json(id);
	}
	if (item->story_id.text[0] == '\0')
		item->story_id = id_of_json(pk);
	if (item->story_id.text[0] != '\0')
		return ITEM_GOOD;
	return is_float_number(pk) || is_float_number(id) ? REJECT_FLOAT_ID : REJECT_NO_ID;
}

/* Whom the item names: with "user", else with "owner", else with a name alone. */
static struct owner
own_owner(const json_t *tree)
{
	struct owner owner = owner_of_json(json_object_get(tree, "user"));
	struct span name = json_text(json_object_get(tree, "username"));

	if (!owner_is_known(&owner))
		owner = owner_of_json(json_object_get(tree, "owner"));
	if (!owner_is_known(&owner) && is_handle(name))
		memcpy(owner.handle, name.p, name.n);
	return owner;
}

/*
 * What the reel around it says of the same account counts more than what the item does, which may
 * have a placeholder for a name; of another account it says nothing.
 */
static void
read_owner(const json_t *tree, const struct owner *around, struct item *item)
{
	struct owner own = own_owner(tree);
	bool same;

	if (item->ig_pk.text[0] == '\0')
		item->ig_pk = own.pk;
	same = item->ig_pk.text[0] != '\0' && around->pk.text[0] != '\0'
		   ? strcmp(item->ig_pk.text, around->pk.text) == 0
		   : own.handle[0] == '\0' || around->handle[0] == '\0' ||
			 strcmp(own.handle, around->handle) == 0;
	if (same)
		item_set_owner(item, around);
	item_set_owner(item, &own);
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	enum fate id_fate, fate;

	if (is_other(tree, around))
		return SKIP_NOT_A_STORY;
	item->close_friends = is_close_friends(json_object_get(tree, "audience"));
	id_fate = read_ids(tree, item);
	read_owner(tree, &around->owner, item);
	fate = time_of_json(get(tree, "taken_at", "takenAt"), &item->taken_at);
	if (id_fate == ITEM_GOOD || (fate == ITEM_GOOD && mend_id(tree, item)))
		return fate;
	return id_fate;
}

/* An error that was saved as if it were an answer. */
static void
judge(const struct document *document, struct verdict *verdict)
{
	struct span status;

	if (verdict->surety == SURE_NOT && document_member(document, "status", &status) &&
	    status.n == 6 && memcmp(status.p, "\"fail\"", status.n) == 0)
		verdict_raise(verdict, SURE_MARK, true, "an error that was saved as an answer");
}

static bool
is_empty(const struct document *document)
{
	for (size_t i = 0; wrappers[i] != NULL; i++)
		if (document_has(document, wrappers[i]))
			return true;
	return false;
}

const struct format format_private_api = {
    .name = "private-api",
    .marks = "pk or id, and taken_at",
    .shape = {.lists = lists, .with = {ids, times}, .bare = true},
    .judge = judge,
    .read = read_item,
    .owner_id = item_ig_pk,
    .is_empty = is_empty,
    .before = "",
    .after = "",
};
