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

struct jsonscan {
	const char *at, *end;
	bool begun; /* a member or element was taken */
};

/* One whole text with nothing but blanks around its value; false: not sure. */
MUST_USE bool jsonscan_whole(struct span text, struct jsonscan_value *value);

/* The members or elements of an object or array that was scanned. */
struct jsonscan jsonscan_inside(const struct jsonscan_value *value);

/*
 * Takes the next one: 1, 0 at the end, -1: not sure. A key with an escape is one of those. These
 * check as jsonscan_whole() does, so that the first pass over a text can be made of them.
 */
MUST_USE int jsonscan_member(struct jsonscan *in, struct span *key, struct jsonscan_value *value);
MUST_USE int jsonscan_element(struct jsonscan *in, struct jsonscan_value *value);

/* Begins with a text whose value must be an object; then jsonscan_member(), jsonscan_ended(). */
MUST_USE bool jsonscan_object(struct span text, struct jsonscan *in);

/* Whether nothing but blanks follows the object that was walked to its end. */
MUST_USE bool jsonscan_ended(struct jsonscan *in);

/* The number of an INT. */
int64_t jsonscan_int(const struct jsonscan_value *value);

/* Writes the text without its escapes to `out`, which has room for it as it stands; its length. */
size_t jsonscan_decode(struct span text, char *out);

#endif
