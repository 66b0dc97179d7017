/*
 * An item of a format that the operator described: "story" holds what the column map made of it,
 * under the names of a story's members, beside the item itself.
 */
#include "transform/map/archive.h"

static const json_t *
get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

/* A list of the map is an array of texts: handles, names of places, addresses. */
static const char *
put_handle(struct intake *intake, struct buf *out, const json_t *text)
{
	json_t *user = json_pack("{so}", "username", shared(text));
	const char *name = put_user(intake, out, user);

	json_decref(user);
	return name;
}

static const char *
put_place_name(struct intake *intake, struct buf *out, const json_t *text)
{
	json_t *place = json_pack("{s{so}}", "location", "name", shared(text));
	const char *name = put_place(intake, out, place);

	json_decref(place);
	return name;
}

static void
fill_lists(struct intake *intake, struct sighting *s, const json_t *story)
{
	static const struct {
		const char *member;
		size_t cell;
		const char *(*put)(struct intake *intake, struct buf *out, const json_t *text);
	} rows[] = {{"mentions", CELL(mentions), put_handle},
		    {"places", CELL(places), put_place_name},
		    {"links", CELL(links), put_url}};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct list list = list_new(intake);

		list_add(&list, get(story, rows[i].member), rows[i].put);
		list_cell(&list, s, rows[i].cell, false);
	}
}

static void
fill_texts(struct intake *intake, struct sighting *s, const json_t *story)
{
	static const struct {
		const char *member;
		size_t cell;
	} rows[] = {{"caption", CELL(caption)},      {"alt_text", CELL(alt_text)},
		    {"permalink", CELL(permalink)},  {"shortcode", CELL(shortcode)},
		    {"media_url", CELL(media_url)},  {"thumbnail_url", CELL(thumbnail_url)},
		    {"media_type", CELL(media_type)}};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (json_string_length(get(story, rows[i].member)) != 0)
			cell_text(intake, s, rows[i].cell, get(story, rows[i].member));
}

void
map_columns(struct intake *intake, const struct raw *raw)
{
	const json_t *story = get(raw->body, "story");
	struct told told = TOLD_NOTHING;
	struct sighting s;

	if (!archive_begin(intake, raw, &told, &s))
		return;
	fill_texts(intake, &s, story);
	archive_expiry(intake, &s, get(story, "expires_at"));
	cell_number(intake, &s, CELL(width), get(story, "width"));
	cell_number(intake, &s, CELL(height), get(story, "height"));
	cell_number(intake, &s, CELL(duration_ms), get(story, "duration_ms"));
	cell_hashtags(intake, &s, s.cells[CELL(caption)].text, get(story, "hashtags"));
	fill_lists(intake, &s, story);
	intake_sighting(intake, &s);
}
