/* gallery-dl's metadata of one file. With num-to-str every number is a text. */
#include "transform/map/archive.h"

static const json_t *
get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

/* The size of the original where it is told, else that of the rendition. */
static void
fill_size(struct intake *intake, struct sighting *s, const json_t *item)
{
	cell_number(intake, s, CELL(width), get(item, "width"));
	cell_number(intake, s, CELL(height), get(item, "height"));
	cell_number(intake, s, CELL(width), get(item, "width_original"));
	cell_number(intake, s, CELL(height), get(item, "height_original"));
}

void
map_gallery_dl(struct intake *intake, const struct raw *raw)
{
	const json_t *item = raw->body, *video = get(item, "video_url");
	struct told told = TOLD_NOTHING;
	struct list users;
	struct sighting s;

	/* "expires" is the reel's where the item has none, so that the usual day is told instead */
	if (!archive_begin(intake, raw, &told, &s))
		return;
	cell_text(intake, &s, CELL(shortcode), get(item, "shortcode"));
	if (video != NULL)
		cell_put(&s, CELL(media_type), json_is_string(video) ? "VIDEO" : "IMAGE");
	cell_text(intake, &s, CELL(media_url),
		  json_is_string(video) ? video : get(item, "display_url"));
	if (json_is_string(video))
		cell_text(intake, &s, CELL(thumbnail_url), get(item, "display_url"));
	fill_size(intake, &s, item);
	users = list_new(intake);
	list_add(&users, get(item, "tagged_users"), put_user);
	list_cell(&users, &s, CELL(mentions), false);
	archive_reshare(intake, &s, get(item, "author"));
	intake_sighting(intake, &s);
}
