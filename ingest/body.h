/*
 * The bytes of an answer or item, and how they are kept: as JSON where jansson takes them, as
 * text where they are UTF-8 all the same, else in base64. Poisoned bytes are mended for reading
 * only; what is kept is what came.
 */
#ifndef INGEST_BODY_H
#define INGEST_BODY_H

#include "lib/jsontext.h"
#include "lib/record.h"

struct body {
	json_t *tree;                     /* owned; NULL where even the mended text is no JSON */
	bool exact;                       /* the bytes needed no mending */
	char reason[JSONTEXT_REASON_MAX]; /* why there is no tree */
};

/* Never fails; the caller releases it. */
struct body body_read(struct span bytes);
void body_release(struct body *body);

/* Whether what body_read() makes a tree of has a member twice, so that the tree lacks one. */
MUST_USE bool body_repeats(struct span bytes);

/*
 * Puts the bytes as the one of raw's body, body_text and body_base64 that can hold them. `json`
 * says that they are JSON as jansson takes it.
 */
void body_put(struct record_out *out, struct span bytes, bool json);

/* Text as a record may hold it: bytes that are no UTF-8, and NUL, become U+FFFD. */
void text_clean(struct buf *out, struct span text);

#endif
