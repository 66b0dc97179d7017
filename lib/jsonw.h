/*
 * Writes JSON straight into a buffer: no tree, no allocation per field. Commas are the
 * writer's work; keys and words are the program's own and are not escaped.
 */
#ifndef LIB_JSONW_H
#define LIB_JSONW_H

#include "lib/buf.h"

/* An opening or closing bracket, as a value of the array or member it stands in. */
void jsonw_open(struct buf *out, char bracket);
void jsonw_close(struct buf *out, char bracket);

/*
 * The key of the member that is put next. Most are literals, which a compiler puts down in a few
 * steps where it sees them.
 */
static inline void
jsonw_key_n(struct buf *out, const char *key, size_t n)
{
	char *to;

	if (!buf_room(out, 1 + 1 + n + 2))
		return;
	to = out->p + out->n;
	*to = ',';
	to += out->n != 0 && to[-1] != '{';
	*to++ = '"';
	memcpy(to, key, n);
	to += n;
	*to++ = '"';
	*to++ = ':';
	*to = '\0';
	out->n = (size_t)(to - out->p);
}

static inline void
jsonw_key(struct buf *out, const char *key)
{
	jsonw_key_n(out, key, strlen(key));
}

/* Values. The text must be valid UTF-8. */
void jsonw_text(struct buf *out, struct span text);
void jsonw_word(struct buf *out, const char *word);

/* A text that is known to need no escapes: a word of the program's own, an id, a time. */
void jsonw_plain(struct buf *out, struct span text);
void jsonw_int(struct buf *out, int64_t number);
void jsonw_real(struct buf *out, double number);
void jsonw_bool(struct buf *out, bool truth);

/* JSON text that is known to be one whole value, as it stands. */
void jsonw_json(struct buf *out, struct span json);

/* Key and value in one. */
static inline void
jsonw_member_text(struct buf *out, const char *key, struct span text)
{
	jsonw_key(out, key);
	jsonw_text(out, text);
}

static inline void
jsonw_member_word(struct buf *out, const char *key, const char *word)
{
	jsonw_key(out, key);
	jsonw_word(out, word);
}

static inline void
jsonw_member_plain(struct buf *out, const char *key, const char *word)
{
	jsonw_key(out, key);
	jsonw_plain(out, span_of(word));
}

static inline void
jsonw_member_int(struct buf *out, const char *key, int64_t number)
{
	jsonw_key(out, key);
	jsonw_int(out, number);
}

#endif
