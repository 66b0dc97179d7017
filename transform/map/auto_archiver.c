/*
 * One medium of auto-archiver's metadata.json: in properties.data a model of the private API's
 * item, out of which every empty value, zero and false was taken, so that absence says nothing.
 */
#include "transform/map/archive.h"

void
map_auto_archiver(struct intake *intake, const struct raw *raw)
{
	const json_t *properties = json_object_get(raw->body, "properties");
	const json_t *data = json_object_get(properties, "data");
	const json_t *item = json_is_array(data) ? json_array_get(data, 0) : data;
	struct told told = TOLD_NOTHING;
	struct sighting s;

	if (!archive_begin(intake, raw, &told, &s))
		return;
	cell_text(intake, &s, CELL(caption), json_object_get(properties, "text"));
	cell_hashtags(intake, &s, s.cells[CELL(caption)].text, NULL);
	if (json_is_object(item))
		item_cells(intake, &s, item);
	intake_sighting(intake, &s);
}
