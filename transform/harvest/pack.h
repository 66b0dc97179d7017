/*
 * The bytes of entries for a sorter. Texts end with their NUL, so that a shorter one comes first;
 * numbers whose order matters are put big end first. What was packed is ours and not checked.
 */
#ifndef TRANSFORM_HARVEST_PACK_H
#define TRANSFORM_HARVEST_PACK_H

#include <endian.h>

#include "lib/buf.h"

static inline void
pack_byte(struct buf *out, unsigned value)
{
	buf_putc(out, (char)value);
}

static inline void
pack_text(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text) + 1);
}

static inline void
pack_number(struct buf *out, int64_t value)
{
	buf_put(out, &value, sizeof value);
}

/* Sorts as the number does. */
static inline void
pack_ordered(struct buf *out, int64_t value)
{
	uint64_t bits = htobe64((uint64_t)value ^ (UINT64_C(1) << 63));

	buf_put(out, &bits, sizeof bits);
}

/* Each takes from *at and steps over it. */
static inline unsigned
unpack_byte(const char **at)
{
	return (unsigned char)*(*at)++;
}

static inline const char *
unpack_text(const char **at)
{
	const char *text = *at;

	*at += strlen(text) + 1;
	return text;
}

static inline int64_t
unpack_number(const char **at)
{
	int64_t value;

	memcpy(&value, *at, sizeof value);
	*at += sizeof value;
	return value;
}

static inline int64_t
unpack_ordered(const char **at)
{
	return (int64_t)(be64toh((uint64_t)unpack_number(at)) ^ (UINT64_C(1) << 63));
}

#endif
