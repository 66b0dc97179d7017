/*
 * Whose is what: a source may know a story by its Graph id alone, while the story is kept under its
 * pk. Where a record of the same set tells both, it is that story.
 */
#ifndef TRANSFORM_WHOSE_H
#define TRANSFORM_WHOSE_H

#include "transform/map/sighting.h"

/* Puts the id that its story is kept under into each sighting: before these are folded. */
void sightings_settle(struct intake *intake);

/* The same for each reading. */
void readings_settle(struct intake *intake);

#endif
