/*
 * In which language a text is, where that is sure: the one door to the detector (CLD2). A function
 * of the text alone; safe to use from several threads at once.
 */
#ifndef TRANSFORM_LANGUAGE_H
#define TRANSFORM_LANGUAGE_H

#include "transform/arena.h"

/*
 * The ISO 639 code ("en", "pt", "zh-Hant"), static; NULL where the detector is not sure or there is
 * too little to go by. Handles, hashtags, links, numbers and emoji do not count as words. The arena
 * lends room for the work.
 */
const char *language_of(struct arena *arena, const char *text);

#endif
