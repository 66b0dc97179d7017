/* Words that people write into files: settings, maps, tables. */
#ifndef LIB_WORD_H
#define LIB_WORD_H

#include "lib/std.h"

/* The text without the blanks around it, cut in place. Lent. */
char *word_trim(char *text);

/* The place of the word among n others; n where it is none of them. */
size_t word_find(const char *const *words, size_t n, const char *word);

/*
 * How many letters must change to make one word the other, for "did you mean". Words longer than
 * WORD_NEAR_MAX are far from all others: SIZE_MAX.
 */
#define WORD_NEAR_MAX 63 /* bytes: longer than any name of ours */
size_t word_distance(const char *left, const char *right);

/* Whether one may be the other, mistyped. */
bool word_is_near(const char *left, const char *right);

#endif
