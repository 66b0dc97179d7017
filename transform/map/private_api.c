/* The private-API item, the lingua franca of archives. */
#include "transform/map/archive.h"

/* The digits of "<pk>" or "<pk>_<owner pk>"; 0 where it is neither. */
static size_t
pk_length(const char *text)
{
	size_t n = text != NULL ? strspn(text, "0123456789") : 0;

	return n != 0 && (text[n] == '_' || text[n] == '\0') ? n : 0;
}

/*
 * The beginning of id is right even where pk went through a float. NULL where neither is an id:
 * ingest may have found one elsewhere.
 */
static const char *
pk_of(struct intake *intake, const json_t *item)
{
	const char *id = json_string_value(json_object_get(item, "id"));
	const json_t *pk = json_object_get(item, "pk");
	const char *text = json_string_value(pk);
	size_t n = pk_length(id);

	if (n >= 15)
		return arena_text(&intake->arena, (struct span){id, n});
	if (text == NULL)
		return id_text(&intake->arena, pk);
	n = pk_length(text);
	return n != 0 ? arena_text(&intake->arena, (struct span){text, n}) : NULL;
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
