/*
 * Characters as names and words are compared: without case and fancy forms, one apostrophe, and
 * with letters that are drawn out ("Katyyyy", "birthdayyy") taken for what they are. For matching
 * only; what is shown stays as it stands.
 */
#ifndef TRANSFORM_LETTER_H
#define TRANSFORM_LETTER_H

#include <limits.h>

#include "lib/std.h"

struct letter {
	int32_t folded; /* in lower case, in its plain form; 0 at the end of the text */
	uint8_t bytes;  /* at least 1, also where it is no valid character */
	bool word;      /* part of a word: a letter of any script, a mark on one, a number, "_" */
	bool upper, lower;
};

struct letter letter_beyond_ascii(const char *p);

/* What a byte of UTF-8 says of the character it belongs to. */
enum byte_class {
	BYTE_APART, /* ASCII, in no word */
	BYTE_WORD,  /* ASCII, part of a word: a letter, a number, "_" */
	BYTE_WIDE,  /* no ASCII: the whole character must be asked */
};

extern const uint8_t byte_classes[UCHAR_MAX + 1]; /* enum byte_class */

static inline enum byte_class
byte_class(char c)
{
	return byte_classes[(unsigned char)c];
}

static inline struct letter
letter_at(const char *p)
{
	unsigned char c = (unsigned char)*p;
	bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';

	if (c >= 0x80)
		return letter_beyond_ascii(p);
	return (struct letter){.folded = upper ? c | 0x20 : c,
			       .bytes = 1,
			       .word = byte_class(*p) == BYTE_WORD,
			       .upper = upper,
			       .lower = lower};
}

/* A hash that goes on letter by letter; a letter repeated counts once. */
struct letter_hash {
	uint64_t hash;
	int32_t last;
};

#define LETTER_HASH ((struct letter_hash){0xcbf29ce484222325, 0})
#define LETTER_PRIME UINT64_C(0x100000001b3) /* FNV's */

static inline void
letter_hash_add(struct letter_hash *hash, int32_t folded)
{
	if (folded == hash->last)
		return;
	hash->last = folded;
	hash->hash = (hash->hash ^ (uint64_t)(uint32_t)folded) * LETTER_PRIME;
}

/* How n bytes of a text spell a name. */
struct spelling {
	bool same;    /* it is the name, in whatever case */
	bool exact;   /* as the name is written, capitals included */
	bool shouted; /* the text is all capitals, two of them at least */
	bool capital; /* the first letters of both are capitals, or neither */
};

/* Three letters or more in a row stand for one or two of them, in names of at least three. */
struct spelling spelling_of(const char *text, size_t n, const char *name);

#endif
