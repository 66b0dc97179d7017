#include "lib/jsonscan.h"

#include "lib/jsonscan_text.h"

#define INT_DIGITS 18 /* more may not fit 64 bits; jansson decides */
#define REAL_BYTES 17 /* longer ones may be beyond what a double can tell */
#define DEPTH_MAX 32  /* far above what we write, below what is refused */

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

/* The byte after the blanks, or 0 at the end. What we write has no blanks. */
static inline char
next_byte(struct jsonscan *in)
{
	while (in->at < in->end) {
		char c = *in->at;

		if (c > ' ' || (c != ' ' && c != '\t' && c != '\n' && c != '\r'))
			return c;
		in->at++;
	}
	return '\0';
}

static bool
scan_key(struct jsonscan *in, struct jsonscan_value *key)
{
	if (next_byte(in) != '"')
		return false;
	in->at++;
	if (!jsonscan_text(in, key) || next_byte(in) != ':')
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
		return jsonscan_text(in, value);
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
