/* gallery-dl's metadata: a file beside each medium, the list that -j prints, or data.jsonl. */
#include "ingest/import/values.h"

static const char *const ids[] = {"media_id", NULL};
static const char *const marks[] = {"subcategory", "post_shortcode", "post_url", NULL};

static const char *const drop[] = {"_http_headers", NULL};

static bool
is_story(const json_t *tree)
{
	const json_t *type = json_object_get(tree, "type");
	const json_t *subcategory = json_object_get(tree, "subcategory");
	const json_t *category = json_object_get(tree, "category");

	if (category != NULL && !json_is(category, "instagram"))
		return false;
	if (json_is(json_object_get(tree, "extension"), "m4a"))
		return false; /* the music of the story beside it */
	if (type != NULL)
		return json_is(type, "story") || json_is(type, "highlight");
	return json_is(subcategory, "stories") || json_is(subcategory, "highlights");
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	const json_t *id = json_object_get(tree, "media_id");
	struct owner owner = {.pk = id_of_json(json_object_get(tree, "owner_id"))};
	struct span handle = json_text(json_object_get(tree, "username"));

	(void)around;
	if (!is_story(tree))
		return SKIP_NOT_A_STORY;
	item->close_friends = is_close_friends(json_object_get(tree, "audience"));
	item->story_id = id_of_json(id);
	if (item->story_id.text[0] == '\0')
		return is_float_number(id) ? REJECT_FLOAT_ID : REJECT_NO_ID;
	if (is_handle(handle))
		memcpy(owner.handle, handle.p, handle.n);
	item_set_owner(item, &owner);
	return time_of_json_utc(json_object_get(tree, "date"), &item->taken_at);
}

const struct format format_gallery_dl = {
    .name = "gallery-dl",
    .marks = "media_id and subcategory",
    .shape = {.with = {ids, marks}},
    .read = read_item,
    .owner_id = item_ig_pk,
    .drop = drop,
    .before = "",
    .after = "",
};
