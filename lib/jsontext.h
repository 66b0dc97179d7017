/*
 * JSON as text: finds where values begin and end, and copies them byte by byte, without
 * building a tree. It knows strings and brackets and nothing else; whether a value really is
 * JSON is jansson's to judge (jsontext_load). What this gains: numbers, escapes and duplicate
 * keys of an answer stay exactly as they came, and an archive is walked without being held.
 */
#ifndef LIB_JSONTEXT_H
#define LIB_JSONTEXT_H

#include <jansson.h>

#include "lib/buf.h"

/* Nesting that is accepted from outside; deeper JSON is kept as text and not read. */
#define JSONTEXT_DEPTH_MAX 64

/* A place in JSON text. Start one with jsontext_at(). */
struct jsontext {
	const char *at;
	const char *end;
};

struct jsontext jsontext_at(struct span text);

/*
 * Takes the next whole value, without the blanks around it. False at the end of the text, where
 * the text is cut inside the value, or where no value begins.
 */
MUST_USE bool jsontext_value(struct jsontext *in, struct span *value);

/* Whether nothing but blanks is left. */
MUST_USE bool jsontext_at_end(struct jsontext *in);

/*
 * Walks an array or object from its bracket: jsontext_enter() steps over '[' or '{', then each
 * jsontext_element() or jsontext_member() takes one, false at the closing bracket or at a cut.
 * A key is lent without its quotes, escapes as they stand.
 */
MUST_USE bool jsontext_enter(struct jsontext *in, char bracket);
MUST_USE bool jsontext_element(struct jsontext *in, struct span *value);
MUST_USE bool jsontext_member(struct jsontext *in, struct span *key, struct span *value);

/* The value of the first member with that key, of an object; false where there is none. */
MUST_USE bool jsontext_find(struct span object, const char *key, struct span *value);

/*
 * Copies one valid value without blanks between its tokens. Members whose key is in `drop` (a
 * list ended by NULL, or NULL) are left out at every depth, in whatever case and with or without
 * "_" and "-" between their words; strings are redacted as by jsontext_redact().
 */
void jsontext_copy(struct buf *out, struct span value, const char *const *drop);

/*
 * Copies any bytes, JSON or not, with the value of every query parameter that holds a secret
 * (access_token, appsecret_proof, client_secret, ...) replaced by "REDACTED".
 */
void jsontext_redact(struct buf *out, struct span text);

/* The deepest nesting of brackets. */
MUST_USE size_t jsontext_depth(struct span text);

/*
 * A tree of one whole value, or NULL with the reason in `reason`. NUL inside a value is read
 * (see JSON_ALLOW_NUL); nesting beyond JSONTEXT_DEPTH_MAX is refused. The caller owns the tree.
 */
#define JSONTEXT_REASON_MAX 160 /* bytes */
MUST_USE json_t *jsontext_load(struct span text, char reason[JSONTEXT_REASON_MAX]);

/*
 * Whether an object of the value has a member twice: of two readers each may take another one, and
 * jansson takes the last.
 */
MUST_USE bool jsontext_repeats(struct span value);

/*
 * Mends text that jansson refuses for a few poisoned bytes: lone surrogates, bad UTF-8, a NUL in
 * a key and raw controls become U+FFFD or an escape, numbers that fit neither 64 bits nor a double
 * become strings, a byte order mark goes. Never guesses at structure. True when anything was
 * mended.
 */
bool jsontext_salvage(struct buf *out, struct span text);

#endif
