/* Items of the apps' own API, as many tools keep them, in any of its wrappers. */
#include "ingest/import/values.h"

#define STORY_IMAGE 1
#define STORY_VIDEO 2

static const char *const lists[] = {"items", "stories", "story_items", NULL};
static const char *const ids[] = {"pk", "id", NULL};
static const char *const times[] = {"taken_at", NULL};

static const char *const wrappers[] = {"reels_media", "reels", "reel", "tray", NULL};

/* Posts, reels and advertisements stand in the same lists as stories. */
static bool
is_other(const json_t *tree)
{
	const json_t *product = json_object_get(tree, "product_type");
	const json_t *type = json_object_get(tree, "media_type");

	if (json_string_length(product) != 0 && !json_is(product, "story"))
		return true;
	return json_is_integer(type) && json_integer_value(type) != STORY_IMAGE &&
	       json_integer_value(type) != STORY_VIDEO;
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
	return json_is_real(pk) || json_is_real(id) ? REJECT_FLOAT_ID : REJECT_NO_ID;
}

/* What the item does not say of its owner, the reel around it may; unless it is another's. */
static void
read_owner(const json_t *tree, const struct owner *around, struct item *item)
{
	struct owner own = owner_of_json(json_object_get(tree, "user"));
	bool same;

	if (item->ig_pk.text[0] == '\0')
		item->ig_pk = own.pk;
	memcpy(item->handle, own.handle, sizeof item->handle);
	same = (item->ig_pk.text[0] == '\0' || around->pk.text[0] == '\0' ||
		strcmp(item->ig_pk.text, around->pk.text) == 0) &&
	       (item->handle[0] == '\0' || around->handle[0] == '\0' ||
		strcmp(item->handle, around->handle) == 0);
	if (!same)
		return;
	if (item->ig_pk.text[0] == '\0')
		item->ig_pk = around->pk;
	if (item->handle[0] == '\0')
		memcpy(item->handle, around->handle, sizeof item->handle);
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	enum fate fate;

	if (is_other(tree))
		return SKIP_NOT_A_STORY;
	item->close_friends = json_is(json_object_get(tree, "audience"), "besties");
	fate = read_ids(tree, item);
	if (fate != ITEM_GOOD)
		return fate;
	read_owner(tree, &around->owner, item);
	return time_of_json(json_object_get(tree, "taken_at"), &item->taken_at);
}

static struct id *
owner_id(struct item *item)
{
	return &item->ig_pk;
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
    .read = read_item,
    .owner_id = owner_id,
    .is_empty = is_empty,
    .before = "",
    .after = "",
};
