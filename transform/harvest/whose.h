/*
 * Whose is what, which only the whole harvest tells. An archive may know an account by its handle
 * alone: another record of the same story, or of one nearby by an account of that handle, may tell
 * the number. And a source may know a story by its Graph id alone, while it is kept under its pk.
 */
#ifndef TRANSFORM_HARVEST_WHOSE_H
#define TRANSFORM_HARVEST_WHOSE_H

#include "transform/harvest/harvest.h"

/*
 * Gives each sighting by handle the account that other records tell, where it is clear, and drops
 * those that the settings do not want after all. Then all sightings are on one shelf.
 */
MUST_USE int owners_settle(struct harvest *harvest, const struct settings *settings,
			   struct fail *fail);

/* Puts the id that its story is kept under into each sighting: before these are folded. */
MUST_USE int sightings_settle(struct harvest *harvest, struct fail *fail);

/*
 * The same for each reading. `names` has the ids of settled sightings: an entry each, made by
 * name_entry(). Nothing is done, and names are not needed, unless readings_may_rename().
 */
MUST_USE int readings_settle(struct harvest *harvest, struct sorter *names, struct fail *fail);
bool readings_may_rename(const struct harvest *harvest);
void name_entry(struct buf *out, const char *account_id, const char *graph_id,
		const char *story_id);

#endif
