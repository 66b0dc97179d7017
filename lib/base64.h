/* Base64 (RFC 4648), by nettle. */
#ifndef LIB_BASE64_H
#define LIB_BASE64_H

#include "lib/buf.h"

void base64_encode(struct buf *out, struct span bytes);

/* False when the text is not base64; what was decoded before the fault is in out. */
MUST_USE bool base64_decode(struct buf *out, struct span text);

#endif
