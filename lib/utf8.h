/* UTF-8 from outside, as utf8proc reads it: no overlong forms, no surrogates. */
#ifndef LIB_UTF8_H
#define LIB_UTF8_H

#include "lib/buf.h"

bool utf8_valid(struct span text);

/*
 * Copies the text, with `instead` for every byte that is no character and for every character
 * that `keep` (NULL: keep all) does not want.
 */
void utf8_copy(struct buf *out, struct span text, const char *instead, bool (*keep)(int32_t point));

#endif
