/* The private-API item, the lingua franca of archives. */
#include "transform/map/archive.h"

/* "<pk>_<owner pk>": the prefix is right even where pk went through a float. */
static const char *
pk_of(struct intake *intake, const json_t *item)
{
	const char *id = json_string_value(json_object_get(item, "id"));
	size_t n = id != NULL ? strspn(id, "0123456789") : 0;

	if (n >= 15 && (id[n] == '_' || id[n] == '\0'))
		return arena_text(&intake->arena, (struct span){id, n});
	return id_text(&intake->arena, json_object_get(item, "pk"));
}

void
map_private_api(struct intake *intake, const struct raw *raw)
{
	struct told told = {.story_id = pk_of(intake, raw->body),
			    .taken_at = story_time(json_object_get(raw->body, "taken_at")),
			    .rank = item_rank(raw->body)};
	struct sighting s;

	if (!archive_begin(intake, raw, &told, &s))
		return;
	item_cells(intake, &s, raw->body);
	intake_sighting(intake, &s);
}
