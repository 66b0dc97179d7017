/*
 * A narrow reader for JSON of the plain kind that we write ourselves and that the Graph API
 * answers: it checks and finds values without building a tree. What it takes, jansson takes too,
 * with the same meaning; what it is not sure of it leaves to jansson (jsontext_load).
 */
#ifndef LIB_JSONSCAN_H
#define LIB_JSONSCAN_H

#include "lib/std.h"

enum jsonscan_kind {
	JSONSCAN_NULL,
	JSONSCAN_FALSE,
	JSONSCAN_TRUE,
	JSONSCAN_INT, /* of at most 18 digits */
	JSONSCAN_REAL,
	JSONSCAN_TEXT,
	JSONSCAN_ARRAY,
	JSONSCAN_OBJECT,
};

struct jsonscan_value {
	enum jsonscan_kind kind;
	struct span text; /* as it stands; of a text what is between its quotes */
	bool escaped;     /* a text that has to go through jsonscan_decode() */
};

/* A place in JSON text. */
struct jsonscan {
	const char *at, *end;
	bool begun; /* a member or element of the open bracket was taken */
};

struct jsonscan jsonscan_at(struct span text);

/* Takes the next value whole; false: not sure, as everywhere below. */
MUST_USE bool jsonscan_value(struct jsonscan *in, struct jsonscan_value *value);

/* Whether nothing but blanks is left. */
MUST_USE bool jsonscan_ended(struct jsonscan *in);

/*
 * Walks an object or array: jsonscan_enter() steps over its bracket; then each jsonscan_key() or
 * jsonscan_next() gives 1 with a value to be taken or entered after it, 0 behind the closing
 * bracket, -1: not sure. A key with an escape is one of those.
 */
MUST_USE bool jsonscan_enter(struct jsonscan *in, char bracket);
MUST_USE int jsonscan_key(struct jsonscan *in, struct span *key);
MUST_USE int jsonscan_next(struct jsonscan *in);

/* Key and value in one. */
MUST_USE int jsonscan_member(struct jsonscan *in, struct span *key, struct jsonscan_value *value);

/* The number of an INT. */
int64_t jsonscan_int(const struct jsonscan_value *value);

/* Writes the text without its escapes to `out`, which has room for it as it stands; its length. */
size_t jsonscan_decode(struct span text, char *out);

#endif
