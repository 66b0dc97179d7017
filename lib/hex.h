/* Hexadecimal digits, of either case. */
#ifndef LIB_HEX_H
#define LIB_HEX_H

#include "lib/std.h"

/* The value of a digit, or -1. */
static inline int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The value of the four digits at p, as in an escape of JSON, or -1. */
static inline int
hex_four(const char *p)
{
	int value = 0;

	for (size_t i = 0; i < 4; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

#endif
