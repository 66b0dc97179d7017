/* Takes secrets out of what is kept or said. */
#ifndef INGEST_SCRUB_H
#define INGEST_SCRUB_H

#include "lib/buf.h"

/* The bytes without the token in any form that it comes in, and without what other secrets of a
 * link stand for. */
void scrub(struct buf *out, struct span bytes, const char *token);

#endif
