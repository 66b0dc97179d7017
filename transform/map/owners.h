/*
 * Accounts of which an archive tells only the handle. handles.csv settles most of them; where it
 * does not, another record of the same story does, or of one nearby by an account of that handle.
 */
#ifndef TRANSFORM_OWNERS_H
#define TRANSFORM_OWNERS_H

#include "transform/map/sighting.h"

/* The key of such an account; no number looks like it. NULL where the handle cannot be one. */
const char *owner_key(struct arena *arena, struct span handle);

/* Whether the account is known by its handle alone. */
bool owner_is_handle(const char *account_id);

/* Farthest apart that two stories may be for the handle of one to tell the account of the other. */
#define OWNER_REACH (30 * WHEN_HOUR)

/* Whether the story's id is a pk, which no two stories have. */
bool owner_id_is_unique(const char *story_id);

#endif
