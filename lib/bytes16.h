/*
 * Sixteen bytes at once, for loops that look for a few special ones among many plain. They are the
 * compiler's own vectors: a test is an instruction or two of any of today's processors. It gives
 * all bits of each byte that fits; the results of several are joined with "|".
 */
#ifndef LIB_BYTES16_H
#define LIB_BYTES16_H

#include <endian.h>

#include "lib/std.h"

#define BYTES16 ((size_t)16)

typedef unsigned char bytes16 __attribute__((vector_size(16)));

static inline bytes16
bytes16_load(const char *p)
{
	bytes16 bytes;

	memcpy(&bytes, p, sizeof bytes);
	return bytes;
}

static inline bytes16
bytes16_below(bytes16 bytes, unsigned char limit)
{
	return (bytes16)(bytes < limit);
}

static inline bytes16
bytes16_equal(bytes16 bytes, unsigned char c)
{
	return (bytes16)(bytes == c);
}

/* What is no ASCII. */
static inline bytes16
bytes16_wide(bytes16 bytes)
{
	return (bytes16)(bytes > 0x7f);
}

/* The place of the first that fits; BYTES16 where none does. */
static inline size_t
bytes16_first(bytes16 fitting)
{
	uint64_t halves[2];

	memcpy(halves, &fitting, sizeof halves);
	if (halves[0] != 0)
		return (size_t)__builtin_ctzll(le64toh(halves[0])) / 8;
	return halves[1] != 0 ? 8 + (size_t)__builtin_ctzll(le64toh(halves[1])) / 8 : BYTES16;
}

#endif
