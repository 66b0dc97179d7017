/* Texts of the narrow reader: between their quotes, and without their escapes. */
#include "lib/jsonscan_text.h"

#include "lib/bytes16.h"
#include "lib/hex.h"

/* The first byte from p on that is a control, a quote, a backslash or no ASCII; else `end`. */
static const char *
skip_plain(const char *p, const char *end)
{
	for (; end - p >= (ptrdiff_t)BYTES16; p += BYTES16) {
		bytes16 bytes = bytes16_load(p);
		size_t first = bytes16_first(bytes16_below(bytes, ' ') | bytes16_equal(bytes, '"') |
					     bytes16_equal(bytes, '\\') | bytes16_wide(bytes));

		if (first != BYTES16)
			return p + first;
	}
	while (p < end && (unsigned char)*p >= ' ' && (unsigned char)*p < 0x80 && *p != '"' &&
	       *p != '\\')
		p++;
	return p;
}

static bool
is_tail(const char *p, unsigned char first, unsigned char last)
{
	unsigned char c = (unsigned char)*p;

	return c >= first && c <= last;
}

/* The bytes of the character at p, 0 where it is no good UTF-8 (RFC 3629). */
static size_t
character(const char *p, const char *end)
{
	unsigned char c = (unsigned char)*p;
	size_t n = c < 0xc2 || c > 0xf4 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	unsigned char first = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
	unsigned char last = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;

	if (n == 0 || (size_t)(end - p) < n || !is_tail(p + 1, first, last))
		return 0;
	for (size_t i = 2; i < n; i++)
		if (!is_tail(p + i, 0x80, 0xbf))
			return 0;
	return n;
}

/* The bytes of the \u escape at p, of both halves of a pair; 0 where it is not sure. */
static size_t
unicode_escape(const char *p, const char *end)
{
	int unit = end - p >= 6 ? hex_four(p + 2) : -1, low;

	if (unit <= 0 || (unit >= 0xdc00 && unit < 0xe000))
		return 0;
	if (unit < 0xd800 || unit >= 0xe000)
		return 6;
	low = end - p >= 12 && p[6] == '\\' && p[7] == 'u' ? hex_four(p + 8) : -1;
	return low >= 0xdc00 && low < 0xe000 ? 12 : 0;
}

static size_t
escape(const char *p, const char *end)
{
	if (end - p < 2)
		return 0;
	switch (p[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return 2;
	case 'u':
		return unicode_escape(p, end);
	default:
		return 0;
	}
}

bool
jsonscan_text(struct jsonscan *in, struct jsonscan_value *value)
{
	const char *first = in->at, *p = first;

	value->kind = JSONSCAN_TEXT;
	value->escaped = false;
	for (;;) {
		size_t n;

		p = skip_plain(p, in->end);
		if (p == in->end)
			return false;
		if (*p == '"')
			break;
		n = *p == '\\' ? escape(p, in->end) : character(p, in->end);
		if (n == 0)
			return false;
		value->escaped = value->escaped || *p == '\\';
		p += n;
	}
	value->text = (struct span){first, (size_t)(p - first)};
	in->at = p + 1;
	return true;
}

static size_t
put_point(char *out, uint32_t point)
{
	static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; point >>= 6)
		out[i] = (char)(0x80 | (point & 0x3f));
	out[0] = (char)(leads[n == 1 ? 0 : n] | point);
	return n;
}

/* Decodes the escape at *at and steps over it. */
static size_t
decode_escape(const char **at, char *out)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *p = *at;
	uint32_t point;

	if (p[1] != 'u') {
		*out = values[strchr(names, p[1]) - names];
		*at += 2;
		return 1;
	}
	point = (uint32_t)hex_four(p + 2);
	*at += 6;
	if (point >= 0xd800 && point < 0xe000) {
		point = 0x10000 + ((point & 0x3ff) << 10) + ((uint32_t)hex_four(p + 8) & 0x3ff);
		*at += 6;
	}
	return put_point(out, point);
}

size_t
jsonscan_decode(struct span text, char *out)
{
	const char *p = text.p, *end = p + text.n;
	char *to = out;

	while (p < end) {
		const char *hit = memchr(p, '\\', (size_t)(end - p));
		size_t n = (size_t)((hit != NULL ? hit : end) - p);

		memcpy(to, p, n);
		to += n;
		p += n;
		if (hit != NULL)
			to += decode_escape(&p, to);
	}
	return (size_t)(to - out);
}
