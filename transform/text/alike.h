/*
 * Letters of other scripts that are drawn like those of a Latin name: a text may show a name in
 * them that a search for its letters would not find.
 */
#ifndef TRANSFORM_ALIKE_H
#define TRANSFORM_ALIKE_H

#include <stdbool.h>
#include <stdint.h>

/* The small ASCII letter that a case-folded character looks like; the character itself for none. */
int32_t alike_letter(int32_t point);

/* Whether some word has both Latin letters and those of a script that has letters like them. */
bool alike_mixes_scripts(const char *text);

#endif
