/* An entry of Meta's own export: where the file lies, when it was posted, at times a title. */
#include <strings.h>

#include "lib/mojibake.h"

#include "transform/map/archive.h"

static const json_t *
get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

static const char *
type_of_name(const char *name)
{
	static const struct {
		const char *ending, *type;
	} endings[] = {{".jpg", "IMAGE"},  {".jpeg", "IMAGE"}, {".png", "IMAGE"},
		       {".heic", "IMAGE"}, {".webp", "IMAGE"}, {".mp4", "VIDEO"},
		       {".mov", "VIDEO"}};
	const char *dot = name != NULL ? strrchr(name, '.') : NULL;

	for (size_t i = 0; dot != NULL && i < COUNT(endings); i++)
		if (strcasecmp(dot, endings[i].ending) == 0)
			return endings[i].type;
	return NULL;
}

static const char *
type_of(const json_t *entry)
{
	const json_t *metadata = get(entry, "media_metadata");
	const json_t *name = get(entry, "uri");

	if (json_is_object(get(metadata, "video_metadata")))
		return "VIDEO";
	if (json_is_object(get(metadata, "photo_metadata")))
		return "IMAGE";
	return type_of_name(json_string_value(name != NULL ? name : get(entry, "path")));
}

/* The text as it was before it was written; "" says nothing. */
static void
fill_caption(struct intake *intake, struct sighting *s, const json_t *text)
{
	struct span told = {json_string_value(text), json_string_length(text)};
	struct buf repaired = BUF_MAX(told.n + 1);
	json_t *better;

	if (told.n == 0)
		return;
	if (mojibake_repair(&repaired, told)) {
		better = json_stringn(buf_text(&repaired), repaired.n);
		cell_text(intake, s, CELL(caption), better);
		json_decref(better);
	} else {
		cell_text(intake, s, CELL(caption), text);
	}
	buf_release(&repaired);
	cell_hashtags(intake, s, s->cells[CELL(caption)].text, NULL);
}

void
map_meta_export(struct intake *intake, const struct raw *raw)
{
	const json_t *title = get(raw->body, "title");
	const char *address = json_string_value(get(raw->body, "backup_uri"));
	const char *type = type_of(raw->body);
	struct told told = TOLD_NOTHING;
	struct sighting s;

	if (!archive_begin(intake, raw, &told, &s))
		return;
	if (type != NULL)
		cell_put(&s, CELL(media_type), type);
	if (address != NULL && strncmp(address, "https://", 8) == 0)
		cell_text(intake, &s, CELL(media_url), get(raw->body, "backup_uri"));
	fill_caption(intake, &s,
		     json_string_length(title) != 0 ? title : get(raw->body, "caption"));
	intake_sighting(intake, &s);
}
