/*
 * Eight bytes at once, for loops that look for a few special ones among many plain. A test gives
 * the high bit of each byte that fits; above the first that does, others may seem to fit.
 */
#ifndef LIB_BYTES8_H
#define LIB_BYTES8_H

#include <endian.h>

#include "lib/std.h"

#define BYTES8_ONES UINT64_C(0x0101010101010101)
#define BYTES8_HIGHS UINT64_C(0x8080808080808080)

static inline uint64_t
bytes8_load(const char *p)
{
	uint64_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	return le64toh(bytes);
}

/* ASCII characters below that one. */
static inline uint64_t
bytes8_below(uint64_t bytes, unsigned char limit)
{
	return (bytes - BYTES8_ONES * limit) & ~bytes & BYTES8_HIGHS;
}

static inline uint64_t
bytes8_equal(uint64_t bytes, unsigned char c)
{
	return bytes8_below(bytes ^ BYTES8_ONES * c, 1);
}

/* What is no ASCII. */
static inline uint64_t
bytes8_wide(uint64_t bytes)
{
	return bytes & BYTES8_HIGHS;
}

/* The place of the first that fits; something must. */
static inline size_t
bytes8_first(uint64_t fitting)
{
	return (size_t)__builtin_ctzll(fitting) / 8;
}

#endif
