/*
 * A hash of bytes for tables and for breaking ties, eight bytes a step; the same on every machine.
 * Whoever can choose the bytes can make two hash alike, so nothing may rest on that they do not.
 */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include <endian.h>

#include "lib/std.h"

#define HASH_SEED UINT64_C(0xcbf29ce484222325)
#define HASH_FACTOR UINT64_C(0x9e3779b97f4a7c15) /* 2^64 by the golden ratio: bits well mixed */

static inline uint64_t
hash_load(const char *p)
{
	uint64_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	return le64toh(bytes);
}

/* Low bits choose the place in a table: the high ones, which all bits move, are folded in. */
static inline uint64_t
hash_step(uint64_t hash, uint64_t bytes)
{
	hash = (hash ^ bytes) * HASH_FACTOR;
	return hash ^ hash >> 32;
}

/* One to seven bytes in one number, another one for each text of that length. */
static inline uint64_t
hash_few(const char *p, size_t n)
{
	uint32_t first, last;

	if (n < 4)
		return (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 |
		       (uint64_t)(unsigned char)p[n - 1] << 16;
	memcpy(&first, p, sizeof first);
	memcpy(&last, p + n - sizeof last, sizeof last);
	return (uint64_t)le32toh(first) | (uint64_t)le32toh(last) << 32;
}

/* Goes on from `hash`, which is HASH_SEED at first. */
static inline uint64_t
hash_bytes(uint64_t hash, const char *p, size_t n)
{
	hash ^= (uint64_t)n;
	for (; n >= 8; p += 8, n -= 8)
		hash = hash_step(hash, hash_load(p));
	return n != 0 ? hash_step(hash, hash_few(p, n)) : hash;
}

#endif
