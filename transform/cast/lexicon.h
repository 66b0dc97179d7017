/*
 * The words of lexicon.def in a text: for relations, occasions, what needs care. Safe to use from
 * several threads at once.
 */
#ifndef TRANSFORM_LEXICON_H
#define TRANSFORM_LEXICON_H

#include "lib/std.h"

enum lexicon_kind {
	LEXICON_MY,
	LEXICON_BETWEEN,
	LEXICON_DAUGHTER,
	LEXICON_SON,
	LEXICON_CHILD,
	LEXICON_MOTHER,
	LEXICON_FATHER,
	LEXICON_SISTER,
	LEXICON_BROTHER,
	LEXICON_WIFE,
	LEXICON_HUSBAND,
	LEXICON_GIRLFRIEND,
	LEXICON_BOYFRIEND,
	LEXICON_COMPOUND,
	LEXICON_ARTICLE,
	LEXICON_PERSONAL,
	LEXICON_BIRTHDAY,
	LEXICON_SENSITIVE,
	LEXICON_JOINING,
	LEXICON_RESHARE,
	LEXICON_SCHOOL,
	LEXICON_KINDS,
};

enum lexicon_language {
	LEXICON_en,
	LEXICON_es,
	LEXICON_de,
	LEXICON_fr,
	LEXICON_pt,
	LEXICON_it,
	LEXICON_LANGUAGES,
};

#define LEXICON_PHRASE 3 /* words of a phrase, at most */

/* An entry that ends with a word of the text. */
struct lexicon_hit {
	enum lexicon_kind kind;
	unsigned languages; /* a bit for each in which the words are of that kind */
	size_t words;       /* 1 to LEXICON_PHRASE */
};

/* What ends with one word: at most one hit a kind. */
struct lexicon_hits {
	struct lexicon_hit list[LEXICON_KINDS];
	size_t n;
};

/* A word of the text being read, and the hashes of the phrases that end with it. */
struct lexicon_reader {
	const char *p;                       /* where reading goes on */
	const char *word;                    /* the word read last */
	size_t length;                       /* of it, in bytes */
	uint64_t before[LEXICON_PHRASE - 1]; /* hashes of the words before it, the last one first */
	uint64_t ending[LEXICON_PHRASE];
};

#define LEXICON_READER(text) ((struct lexicon_reader){.p = (text)})

/* Steps to the next word; false after the last. */
bool lexicon_step(struct lexicon_reader *reader);

/* The entries that end with the word. */
struct lexicon_hits lexicon_look(const struct lexicon_reader *reader);

/*
 * Whether a hit may be meant in a text of that language (an ISO code, NULL: nobody is sure). Words
 * of English may stand in any.
 */
bool lexicon_fits(const struct lexicon_hit *hit, const char *language);

/* Whether the words at p, a blank or mark before them, begin with an entry of the kind. */
bool lexicon_begins(const char *p, enum lexicon_kind kind);

#endif
