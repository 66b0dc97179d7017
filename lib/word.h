/* Words that people write into files: settings, maps, tables. */
#ifndef LIB_WORD_H
#define LIB_WORD_H

#include "lib/std.h"

/* The text without the blanks around it, cut in place. Lent. */
char *word_trim(char *text);

/* The place of the word among n others; n where it is none of them. */
size_t word_find(const char *const *words, size_t n, const char *word);

#endif
