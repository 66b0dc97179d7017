#include "lib/jsonscan.h"

#include <endian.h>

#define INT_DIGITS 18 /* more may not fit 64 bits; jansson decides */
#define REAL_BYTES 17 /* longer ones may be beyond what a double can tell */
#define DEPTH_MAX 32  /* far above what we write, below what is refused */

/* Eight bytes at once: the high bit of each byte that needs a closer look. */
#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

static uint64_t
below(uint64_t bytes, uint64_t limit)
{
	return (bytes - ONES * limit) & ~bytes & HIGHS;
}

/* The first byte from p on that is a control, a quote, a backslash or no ASCII; else `end`. */
static const char *
skip_plain(const char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t bytes, special;

		memcpy(&bytes, p, sizeof bytes);
		bytes = le64toh(bytes);
		special = below(bytes, ' ') | below(bytes ^ ONES * '"', 1) |
			  below(bytes ^ ONES * '\\', 1) | (bytes & HIGHS);
		if (special != 0)
			return p + __builtin_ctzll(special) / 8;
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

/* The value of four hex digits at p, or -1. */
static int
hex4(const char *p)
{
	int value = 0;

	for (size_t i = 0; i < 4; i++) {
		char c = p[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* The bytes of the \u escape at p, of both halves of a pair; 0 where it is not sure. */
static size_t
unicode_escape(const char *p, const char *end)
{
	int unit = end - p >= 6 ? hex4(p + 2) : -1, low;

	if (unit <= 0 || (unit >= 0xdc00 && unit < 0xe000))
		return 0;
	if (unit < 0xd800 || unit >= 0xe000)
		return 6;
	low = end - p >= 12 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8) : -1;
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

/* The text that begins after its quote at in->at. */
static bool
scan_text(struct jsonscan *in, struct jsonscan_value *value)
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
count_digits(const char *p, const char *end)
{
	const char *first = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return (size_t)(p - first);
}

/* A number without an exponent; more digits than sure are left to jansson. */
static bool
scan_number(struct jsonscan *in, struct jsonscan_value *value)
{
	const char *first = in->at, *p = first + (*first == '-');
	size_t whole = count_digits(p, in->end), fraction;

	if (whole == 0 || whole > INT_DIGITS || (*p == '0' && whole > 1))
		return false;
	p += whole;
	value->kind = JSONSCAN_INT;
	if (p < in->end && *p == '.') {
		fraction = count_digits(p + 1, in->end);
		if (fraction == 0 || whole + fraction > REAL_BYTES)
			return false;
		p += 1 + fraction;
		value->kind = JSONSCAN_REAL;
	}
	if (p < in->end && (*p == 'e' || *p == 'E' || *p == '.'))
		return false;
	value->text = (struct span){first, (size_t)(p - first)};
	in->at = p;
	return true;
}

static bool
scan_word(struct jsonscan *in, struct jsonscan_value *value)
{
	static const struct {
		const char *word;
		size_t n;
		enum jsonscan_kind kind;
	} words[] = {{"null", 4, JSONSCAN_NULL},
		     {"true", 4, JSONSCAN_TRUE},
		     {"false", 5, JSONSCAN_FALSE}};

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t n = words[i].n;

		if ((size_t)(in->end - in->at) < n || memcmp(in->at, words[i].word, n) != 0)
			continue;
		value->kind = words[i].kind;
		value->text = (struct span){in->at, n};
		in->at += n;
		return in->at == in->end || (*in->at | 0x20) < 'a' || (*in->at | 0x20) > 'z';
	}
	return false;
}

/* The byte after the blanks, or 0 at the end. */
static char
next_byte(struct jsonscan *in)
{
	while (in->at < in->end &&
	       (*in->at == ' ' || *in->at == '\t' || *in->at == '\n' || *in->at == '\r'))
		in->at++;
	return in->at < in->end ? *in->at : '\0';
}

static bool
scan_key(struct jsonscan *in, struct jsonscan_value *key)
{
	if (next_byte(in) != '"')
		return false;
	in->at++;
	if (!scan_text(in, key) || next_byte(in) != ':')
		return false;
	in->at++;
	return true;
}

static bool
scan_scalar(struct jsonscan *in, struct jsonscan_value *value)
{
	char c = next_byte(in);

	value->escaped = false;
	if (c == '"') {
		in->at++;
		return scan_text(in, value);
	}
	return c == '-' || (c >= '0' && c <= '9') ? scan_number(in, value) : scan_word(in, value);
}

/* Brackets that are open: a bit each, set for an object. */
struct nest {
	uint32_t objects;
	size_t depth;
};

/* Steps in front of the next value within the open brackets; false: not sure. `closed`: the last
 * one of them was closed instead. */
static bool
step(struct jsonscan *in, struct nest *nest, bool first, bool *closed)
{
	*closed = false;
	for (;; first = false) {
		bool object = (nest->objects & 1) != 0;
		char c = next_byte(in);

		if (c == (object ? '}' : ']')) {
			in->at++;
			nest->objects >>= 1;
			*closed = --nest->depth == 0;
			if (*closed)
				return true;
			continue;
		}
		if (!first) {
			if (c != ',')
				return false;
			in->at++;
			c = next_byte(in);
		}
		if (object) {
			struct jsonscan_value key;

			return scan_key(in, &key);
		}
		return c != ']';
	}
}

/* The array or object that begins at in->at. */
static bool
scan_brackets(struct jsonscan *in, struct jsonscan_value *value)
{
	const char *begin = in->at;
	struct nest nest = {.depth = 0};
	bool closed = false;

	value->kind = *begin == '{' ? JSONSCAN_OBJECT : JSONSCAN_ARRAY;
	while (!closed) {
		struct jsonscan_value inner;
		char c = next_byte(in);
		bool opens = c == '{' || c == '[';

		if (opens) {
			if (nest.depth++ == DEPTH_MAX)
				return false;
			nest.objects = nest.objects << 1 | (c == '{');
			in->at++;
		} else if (!scan_scalar(in, &inner)) {
			return false;
		}
		if (!step(in, &nest, opens, &closed))
			return false;
	}
	value->text = (struct span){begin, (size_t)(in->at - begin)};
	return true;
}

bool
jsonscan_value(struct jsonscan *in, struct jsonscan_value *value)
{
	char c = next_byte(in);

	value->escaped = false;
	return c == '{' || c == '[' ? scan_brackets(in, value) : scan_scalar(in, value);
}

struct jsonscan
jsonscan_at(struct span text)
{
	return (struct jsonscan){.at = text.p, .end = text.p + text.n};
}

bool
jsonscan_ended(struct jsonscan *in)
{
	(void)next_byte(in);
	return in->at == in->end;
}

bool
jsonscan_enter(struct jsonscan *in, char bracket)
{
	if (next_byte(in) != bracket)
		return false;
	in->at++;
	in->begun = false;
	return true;
}

/* Before a member or element: 1 it begins at in->at, 0 the bracket closed, -1. */
static int
next_inside(struct jsonscan *in, char bracket)
{
	char c = next_byte(in);
	bool begun = in->begun;

	in->begun = true; /* of what is around the bracket, too, once it is closed */
	if (c == bracket) {
		in->at++;
		return 0;
	}
	if (!begun)
		return 1;
	if (c != ',')
		return -1;
	in->at++;
	return 1;
}

int
jsonscan_key(struct jsonscan *in, struct span *key)
{
	struct jsonscan_value name;
	int got = next_inside(in, '}');

	if (got <= 0)
		return got;
	if (!scan_key(in, &name) || name.escaped)
		return -1;
	*key = name.text;
	return 1;
}

int
jsonscan_next(struct jsonscan *in)
{
	return next_inside(in, ']');
}

int
jsonscan_member(struct jsonscan *in, struct span *key, struct jsonscan_value *value)
{
	int got = jsonscan_key(in, key);

	if (got <= 0)
		return got;
	return jsonscan_value(in, value) ? 1 : -1;
}

int64_t
jsonscan_int(const struct jsonscan_value *value)
{
	const char *p = value->text.p, *end = p + value->text.n;
	bool negative = *p == '-';
	int64_t number = 0;

	for (p += negative; p < end; p++)
		number = number * 10 + (*p - '0');
	return negative ? -number : number;
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
	point = (uint32_t)hex4(p + 2);
	*at += 6;
	if (point >= 0xd800 && point < 0xe000) {
		point = 0x10000 + ((point & 0x3ff) << 10) + ((uint32_t)hex4(p + 8) & 0x3ff);
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
