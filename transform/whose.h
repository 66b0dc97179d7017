/*
 * Whose readings are whose: a source may know a story by its Graph id alone, while the story is
 * kept under its pk. Where a record of the same set tells both, the reading goes to that story.
 */
#ifndef TRANSFORM_WHOSE_H
#define TRANSFORM_WHOSE_H

#include "transform/map/sighting.h"

/* Puts the id that its story is kept under into each reading. */
void readings_settle(struct intake *intake);

#endif
