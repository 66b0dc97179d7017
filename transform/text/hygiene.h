/*
 * The clean form of text from outside: valid UTF-8 in NFC, line feeds only, no controls, no
 * invisible or direction-overriding characters, emoji sequences whole. The marks that tell a
 * direction to their neighbours stay in texts that have letters read from right to left; who shows
 * such a text isolates it. The raw record keeps the original.
 */
#ifndef TRANSFORM_HYGIENE_H
#define TRANSFORM_HYGIENE_H

#include "transform/arena.h"

/* The cleaned copy, without blanks at its ends; sets *mended when a character was replaced. */
char *hygiene_clean(struct arena *arena, struct span text, bool *mended);

/* Case-folded NFKC, for comparing names; not for showing. */
char *hygiene_fold(struct arena *arena, const char *text);

/*
 * Only the letters and numbers of the text, without marks, case or compatibility forms, those
 * that look like ASCII (see alike.h) as ASCII: two spellings of one name have one key. With `words`
 * one blank stands between words.
 */
char *hygiene_key(struct arena *arena, const char *text, bool words);

/* Whether some letter of a key stands three times in a row: "annna", but not "anna" or "1000". */
bool hygiene_is_drawn_out(const char *key);

/* Leaves each letter of a key once where it stands in a row: "annna" and "anna" are "ana" both. */
void hygiene_squeeze(char *key);

/* The bytes of the first whole graphemes of the text that fit into max bytes. */
size_t hygiene_cut(const char *text, size_t max);

/*
 * The bytes of the character at p, at least 1, and whether it is part of a word: a letter of any
 * script, a mark on one, a number, "_". p must not be at the end of the text.
 */
size_t hygiene_point(const char *p, bool *word);

/* Whether no word goes on at p; true at the end of the text. */
bool hygiene_ends_word(const char *p);

/* Characters as a reader counts them. */
size_t hygiene_length(const char *text);

/* ASCII letters, digits and single hyphens, at most max bytes, cut at a hyphen where there is one;
 * may be empty. */
char *hygiene_slug(struct arena *arena, const char *text, size_t max);

#endif
