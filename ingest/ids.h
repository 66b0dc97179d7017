/* Ids, handles and short codes as sources write them. */
#ifndef INGEST_IDS_H
#define INGEST_IDS_H

#include <jansson.h>

#include "ingest/limits.h"
#include "lib/std.h"

/* An id as text, with its NUL; empty = none. */
struct id {
	char text[ID_MAX + 1];
};

struct span id_span(const struct id *id);

/* Digits only, at most 20 of them; else empty. */
struct id id_of_digits(struct span text);

/* A JSON string of digits, or a JSON integer; else empty. A float has lost digits: empty. */
struct id id_of_json(const json_t *value);

/* As id_of_json(); 0 is none: it is what tools write where they have no number. */
struct id id_of_node(const json_t *value);

/* The pk that a short code spells in base64url; empty where it is none. */
struct id id_of_shortcode(struct span code);

/* The pk at the end of a story's permalink; empty where the last part is no number. */
struct id id_of_permalink(struct span url);

/*
 * What a story of the Graph API is kept under: its pk, told by ig_id, permalink or short code in
 * this order, else its Graph id.
 */
struct id id_of_media(const json_t *media);

/* The text of a JSON string; {NULL, 0} for anything else. */
struct span json_text(const json_t *value);

/* Letters, digits, "." and "_", as Instagram allows: safe in records and messages. */
MUST_USE bool is_handle(struct span text);

#endif
