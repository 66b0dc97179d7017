/*
 * Text that was UTF-8, was taken for Latin-1 and turned into UTF-8 once more, as Meta's own
 * exports write every character beyond ASCII.
 */
#ifndef LIB_MOJIBAKE_H
#define LIB_MOJIBAKE_H

#include "lib/buf.h"

/*
 * Appends the repaired text to `out` and returns true, or returns false and leaves `out` alone
 * where the text is not of that kind: it is ASCII, has a character beyond U+00FF, or its bytes
 * give no valid UTF-8. To be done once, before control characters are touched: a second time
 * could damage a text that means "Ã©". The text must be valid UTF-8.
 */
MUST_USE bool mojibake_repair(struct buf *out, struct span text);

#endif
