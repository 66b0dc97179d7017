/* Tidal Tales' table; the files it keeps beside each story are items of the private API. */
#include "ingest/import/values.h"

static const char *const ids[] = {"ID", NULL};
static const char *const times[] = {"Time of Posting", NULL};

static void
judge(const struct document *document, struct verdict *verdict)
{
	if (document_has_column(document, "ID") &&
	    document_has_column(document, "Time of Posting") &&
	    document_has_column(document, "Type of Content"))
		verdict_raise(verdict, SURE_CERTAIN, false, "Tidal Tales' columns");
}

static enum fate
read_item(const json_t *tree, const struct around *around, struct item *item)
{
	struct owner owner = {.handle = ""};
	struct span handle = json_text(json_object_get(tree, "Username"));

	(void)around;
	item->story_id = id_of_json(json_object_get(tree, "ID"));
	if (item->story_id.text[0] == '\0')
		return is_float_number(json_object_get(tree, "ID")) ? REJECT_FLOAT_ID
								    : REJECT_NO_ID;
	if (is_handle(handle))
		memcpy(owner.handle, handle.p, handle.n);
	item_set_owner(item, &owner);
	return time_of_json(json_object_get(tree, "Time of Posting"), &item->taken_at);
}

const struct format format_tidal_tales = {
    .name = "tidal-tales",
    .marks = "ID and Time of Posting",
    .shape = {.with = {ids, times}},
    .judge = judge,
    .read = read_item,
    .owner_id = item_ig_pk,
    .before = "",
    .after = "",
};
