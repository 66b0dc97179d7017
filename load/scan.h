/*
 * JSON of the plain kind that our own stages write, read without a tree. What is taken here
 * jansson takes too, with the same value; whatever is unusual (blanks, escapes that stand for
 * half a character or a NUL, numbers that may not fit, deep nesting) is not taken, and is for
 * jansson to judge.
 */
#ifndef LOAD_SCAN_H
#define LOAD_SCAN_H

#include "lib/std.h"

/* A place in JSON text. */
struct scan {
	const char *at;
	const char *end;
};

/* Each takes what it is named for and steps over it; false leaves the place anywhere. */

MUST_USE bool scan_char(struct scan *in, char c);

/* The text between the quotes, escapes as they stand; *escaped says whether there are any. */
MUST_USE bool scan_string(struct scan *in, struct span *text, bool *escaped);

/* A string without escapes. */
MUST_USE bool scan_plain(struct scan *in, struct span *text);

/* Any value, as text. */
MUST_USE bool scan_value(struct scan *in, struct span *value);

/*
 * The next member of an object: its key, with `in` before the value. *first is true before the
 * first of them, and false afterwards. At the end of the object the key is {NULL, 0}.
 */
MUST_USE bool scan_key(struct scan *in, bool *first, struct span *key);

/* Writes the text of a string with escapes, of at most text.n bytes, to `out`; its length. */
size_t scan_unescape(char *out, struct span text);

#endif
