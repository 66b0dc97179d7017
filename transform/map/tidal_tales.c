/* A row of Tidal Tales' CSV. Its lists are JSON texts; an empty one stands for unknown too. */
#include <strings.h>

#include "transform/map/archive.h"

static const json_t *
get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

/* The items' own names for what the columns hold as JSON. */
static const struct {
	const char *column, *member;
} lists[] = {
    {"Stickers", "story_bloks_stickers"},
    {"Story Hashtags", "story_hashtags"},
    {"Story CTA", "story_cta"},
    {"Story Locations", "story_locations"},
};

/* The row as the item it was made of, as far as it goes; the caller gives it back. */
static json_t *
item_of_row(const json_t *row)
{
	json_t *item = json_object();
	const json_t *type = get(row, "Type of Content");
	const json_t *caption = get(row, "Caption");
	const json_t *alt_text = get(row, "Accessibility Caption");

	for (size_t i = 0; i < COUNT(lists); i++) {
		json_t *list = array_in_text(get(row, lists[i].column));

		if (json_array_size(list) != 0)
			json_object_set(item, lists[i].member, list);
		json_decref(list);
	}
	if (json_is_string(type))
		json_object_set_new(item, "media_type", shared(type));
	/* what the exporter makes of a caption with members */
	if (json_string_length(caption) != 0 &&
	    strcmp(json_string_value(caption), "[object Object]") != 0)
		json_object_set_new(item, "caption", shared(caption));
	if (json_string_length(alt_text) != 0)
		json_object_set_new(item, "accessibility_caption", shared(alt_text));
	return item;
}

/* The exporter leaves out other stickers of the same kind: none of these is not none at all. */
static void
forget_none(struct sighting *s, size_t cell)
{
	if (s->cells[cell].text == NULL)
		s->cells[cell].seen = false;
}

void
map_tidal_tales(struct intake *intake, const struct raw *raw)
{
	const json_t *row = raw->body;
	struct told told = TOLD_NOTHING;
	struct sighting s;
	json_t *item;

	if (!archive_begin(intake, raw, &told, &s))
		return;
	item = item_of_row(row);
	item_cells(intake, &s, item);
	forget_none(&s, CELL(mentions));
	forget_none(&s, CELL(links));
	archive_expiry(intake, &s, get(row, "Expiration"));
	cell_seconds(intake, &s, CELL(duration_ms), get(row, "Video Length (s)"));
	json_decref(item);
	intake_sighting(intake, &s);
}
