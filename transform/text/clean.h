/*
 * The clean form of text from outside, as hygiene_clean() makes it, for the many texts whose
 * characters are all clean already: these are only looked at and copied.
 */
#ifndef TRANSFORM_CLEAN_H
#define TRANSFORM_CLEAN_H

#include "transform/arena.h"

/* As hygiene_clean(). */
char *clean_text(struct arena *arena, struct span text, bool *mended);

/* Whether only blanks may have to be taken out; false says nothing. */
bool text_is_steady(struct span text);

#endif
