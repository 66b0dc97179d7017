/*
 * The clean form of text from outside, as hygiene_clean() makes it, for the many texts that are
 * clean already: these are only looked at.
 */
#ifndef TRANSFORM_CLEAN_H
#define TRANSFORM_CLEAN_H

#include "transform/arena.h"

/* As hygiene_clean(). */
char *clean_text(struct arena *arena, struct span text, bool *mended);

/* Whether it is certain that hygiene_clean() would change nothing; false says nothing. */
bool text_is_clean(struct span text);

#endif
