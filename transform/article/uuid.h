/* UUIDs made of names; the one door to libuuid. */
#ifndef TRANSFORM_ARTICLE_UUID_H
#define TRANSFORM_ARTICLE_UUID_H

#include "lib/std.h"

#define UUID_BYTES 16
#define UUID_TEXT 36 /* characters, without the NUL */

/* The UUID of version 5 (RFC 9562, 5.5) that the name has in a name space. */
void uuid_of_name(const uint8_t space[UUID_BYTES], struct span name, char uuid[UUID_TEXT + 1]);

#endif
