/* The first include of every file: attributes, sizes, and the functions we do not use. */
#ifndef LIB_STD_H
#define LIB_STD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define PRINTF_LIKE(nth, first) __attribute__((format(printf, nth, first)))
#define UNUSED __attribute__((unused))

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Bytes somebody else owns; not NUL-terminated. p is NULL where there are none. */
struct span {
	const char *p;
	size_t n;
};

#include "lib/ban.h"

/* The text, which may be NULL, without its NUL; lent. */
static inline struct span
span_of(const char *text)
{
	return (struct span){text, text != NULL ? strlen(text) : 0};
}

/* Whether it is the word, which is not empty; most differ in the first byte. */
static inline bool
span_is(struct span text, const char *word)
{
	return text.n != 0 && *text.p == *word && text.n == strlen(word) &&
	       memcmp(text.p, word, text.n) == 0;
}

#endif
