/* An answer as it comes in. Only what is behind http.h has use for this. */
#ifndef INGEST_HTTP_ANSWER_H
#define INGEST_HTTP_ANSWER_H

#include "ingest/net/http.h"

/* Makes it blank, keeping memory of sane size. */
void answer_empty(struct answer *answer);

/*
 * Takes more bytes of a body whose status the answer has already. `range` is its Content-Range, ""
 * where it has none. TRANSFER_DONE, or why no more of it is wanted.
 */
MUST_USE enum transfer answer_take(struct answer *answer, const struct http_call *call,
				   const char *range, struct span bytes);

/* A header's value, with blanks for control characters; nothing where it is too long. */
void answer_put_header(struct buf *out, const char *value);

#endif
