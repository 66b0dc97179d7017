/* yt-dlp's .info.json of one story; it keeps films only. */
#include "transform/map/archive.h"

static const json_t *
get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

void
map_yt_dlp(struct intake *intake, const struct raw *raw)
{
	const json_t *item = raw->body;
	const json_t *still = get(largest(get(item, "thumbnails"), "width", "url"), "url");
	struct told told = TOLD_NOTHING;
	struct sighting s;

	if (!archive_begin(intake, raw, &told, &s))
		return;
	cell_text(intake, &s, CELL(shortcode), get(item, "id"));
	cell_put(&s, CELL(media_type), "VIDEO");
	cell_text(intake, &s, CELL(media_url), get(item, "url"));
	cell_text(intake, &s, CELL(thumbnail_url), still != NULL ? still : get(item, "thumbnail"));
	cell_number(intake, &s, CELL(width), get(item, "width"));
	cell_number(intake, &s, CELL(height), get(item, "height"));
	cell_seconds(intake, &s, CELL(duration_ms), get(item, "duration"));
	cell_text(intake, &s, CELL(caption), get(item, "description"));
	cell_hashtags(intake, &s, s.cells[CELL(caption)].text, NULL);
	intake_sighting(intake, &s);
}
