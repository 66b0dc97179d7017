/* auto-archiver's metadata.json: a page that was archived, and its media in reverse order. */
#include "ingest/import/values.h"

static const char *const lists[] = {"media", NULL};
static const char *const files[] = {"filename", "_key", NULL};
static const char *const properties[] = {"properties", NULL};

static void
judge(const struct document *document, struct verdict *verdict)
{
	if (document_has(document, "metadata") && document_has(document, "media") &&
	    document_has(document, "status"))
		verdict_raise(verdict, SURE_MARK, false, "auto-archiver's metadata and media");
}

/* "story <pk>_<owner>" or "highlight <pk>_<owner>"; other media are covers, pages and the like. */
static bool
read_ids(struct span id, struct item *item)
{
	const char *blank = id.n != 0 ? memchr(id.p, ' ', id.n) : NULL;
	size_t word = blank != NULL ? (size_t)(blank - id.p) : 0;
	struct span pk = {blank, blank != NULL ? id.n - word : 0};
	const char *bar = pk.n != 0 ? memchr(pk.p, '_', pk.n) : NULL;

	pk = bar != NULL ? (struct span){blank + 1, pk.n - 1} : pk;
	if (bar == NULL || !((word == 5 && memcmp(id.p, "story", 5) == 0) ||
			     (word == 9 && memcmp(id.p, "highlight", 9) == 0)))
		return false;
	item->story_id = id_of_digits((struct span){pk.p, (size_t)(bar - pk.p)});
	item->ig_pk = id_of_digits((struct span){bar + 1, (size_t)(pk.p + pk.n - bar - 1)});
	return item->story_id.text[0] != '\0';
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	const json_t *told = json_object_get(tree, "properties");
	const json_t *data = json_object_get(told, "data");
	const json_t *model = json_is_array(data) ? json_array_get(data, 0) : data;
	struct owner owner = owner_of_json(json_object_get(model, "user"));
	const json_t *date = json_object_get(told, "date");

	if (!read_ids(json_text(json_object_get(told, "id")), item))
		return SKIP_NOT_A_STORY;
	item->close_friends = is_close_friends(json_object_get(model, "audience"));
	item_set_owner(item, &owner);
	item_set_owner(item, &around->owner); /* all that there is for a highlight */
	return time_of_json(json_is_blank(date) ? json_object_get(model, "taken_at") : date,
			    &item->taken_at);
}

const struct format format_auto_archiver = {
    .name = "auto-archiver",
    .marks = "filename or _key, and properties",
    .shape = {.lists = lists, .with = {files, properties}},
    .judge = judge,
    .read = read_item,
    .owner_id = item_ig_pk,
    .before = "",
    .after = "",
};
