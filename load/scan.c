#include "load/scan.h"

#include "lib/bytes16.h"
#include "lib/hex.h"

#define DEPTH_MAX 60       /* nesting taken here; one bit each */
#define INT_DIGITS_MAX 18  /* fits 64 bits whatever they are */
#define REAL_DIGITS_MAX 17 /* on either side of the point: a finite double in any case */

bool
scan_char(struct scan *in, char c)
{
	if (in->at == in->end || *in->at != c)
		return false;
	in->at++;
	return true;
}

/* The first byte from p on that is not a plain character of a string. */
static const char *
plain_end(const char *p, const char *end)
{
	while ((size_t)(end - p) >= BYTES16) {
		bytes16 some = bytes16_load(p);
		size_t n = bytes16_first(bytes16_below(some, 0x20) | bytes16_equal(some, '"') |
					 bytes16_equal(some, '\\') | bytes16_wide(some));

		p += n;
		if (n < BYTES16)
			return p;
	}
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '"' &&
	       *p != '\\')
		p++;
	return p;
}

/* The bytes of the character beyond ASCII at p; 0 where it is none (Unicode, table 3-7). */
static size_t
character_bytes(const char *p, const char *end)
{
	static const struct {
		unsigned char first, last, low, high; /* of the first byte, of the second */
		size_t bytes;
	} forms[] = {
	    {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
	    {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
	    {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
	};
	const unsigned char *c = (const unsigned char *)p;
	size_t form = 0;

	while (form < COUNT(forms) && (c[0] < forms[form].first || c[0] > forms[form].last))
		form++;
	if (form == COUNT(forms) || (size_t)(end - p) < forms[form].bytes ||
	    c[1] < forms[form].low || c[1] > forms[form].high)
		return 0;
	for (size_t i = 2; i < forms[form].bytes; i++)
		if ((c[i] & 0xC0) != 0x80)
			return 0;
	return forms[form].bytes;
}

/* The bytes of the escape at p, or 0: \u0000 and halves of surrogate pairs are not taken. */
static size_t
escape_bytes(const char *p, const char *end)
{
	int point;

	if (end - p < 2)
		return 0;
	if (p[1] != 'u')
		return p[1] != '\0' && strchr("\"\\/bfnrt", p[1]) != NULL ? 2 : 0;
	if (end - p < 6)
		return 0;
	point = hex_four(p + 2);
	return point <= 0 || (point >= 0xD800 && point <= 0xDFFF) ? 0 : 6;
}

bool
scan_string(struct scan *in, struct span *text, bool *escaped)
{
	const char *p = in->at, *end = in->end;

	*escaped = false;
	if (p == end || *p++ != '"')
		return false;
	text->p = p;
	while ((p = plain_end(p, end)) < end && *p != '"') {
		size_t n = *p == '\\' ? escape_bytes(p, end) : character_bytes(p, end);

		if (n == 0)
			return false;
		*escaped = *escaped || *p == '\\';
		p += n;
	}
	if (p == end)
		return false;
	text->n = (size_t)(p - text->p);
	in->at = p + 1;
	return true;
}

bool
scan_plain(struct scan *in, struct span *text)
{
	bool escaped;

	return scan_string(in, text, &escaped) && !escaped;
}

static size_t
take_digits(struct scan *in)
{
	const char *first = in->at;

	while (in->at < in->end && *in->at >= '0' && *in->at <= '9')
		in->at++;
	return (size_t)(in->at - first);
}

static bool
take_number(struct scan *in)
{
	const char *first;
	size_t digits;

	if (*in->at == '-')
		in->at++;
	first = in->at;
	digits = take_digits(in);
	if (digits == 0 || digits > INT_DIGITS_MAX || (*first == '0' && digits > 1))
		return false;
	if (!scan_char(in, '.'))
		return true;
	if (digits > REAL_DIGITS_MAX)
		return false;
	digits = take_digits(in);
	return digits != 0 && digits <= REAL_DIGITS_MAX;
}

static bool
take_word(struct scan *in)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t n = strlen(words[i]);

		if ((size_t)(in->end - in->at) >= n && memcmp(in->at, words[i], n) == 0) {
			in->at += n;
			return true;
		}
	}
	return false;
}

static bool
take_scalar(struct scan *in)
{
	struct span text;
	bool escaped;

	if (in->at == in->end)
		return false;
	if (*in->at == '"')
		return scan_string(in, &text, &escaped);
	if (*in->at == '-' || (*in->at >= '0' && *in->at <= '9'))
		return take_number(in);
	return take_word(in);
}

static bool
take_key(struct scan *in)
{
	struct span key;

	return scan_plain(in, &key) && scan_char(in, ':');
}

/* The brackets that are open: a bit each, set for objects. */
struct nest {
	uint64_t objects;
	int depth;
};

/* After a value: closes what ends here. True where another value follows, with its key taken. */
static bool
take_next(struct scan *in, struct nest *nest)
{
	while (nest->depth > 0 && in->at < in->end) {
		bool object = (nest->objects & 1) != 0;

		if (*in->at == ',') {
			in->at++;
			return !object || take_key(in);
		}
		if (*in->at != (object ? '}' : ']'))
			return false;
		in->at++;
		nest->objects >>= 1;
		nest->depth--;
	}
	return false;
}

/* Opens the bracket at the place; *empty says that it was closed at once. */
static bool
take_open(struct scan *in, struct nest *nest, bool *empty)
{
	bool object = *in->at++ == '{';

	*empty = scan_char(in, object ? '}' : ']');
	if (*empty)
		return true;
	if (++nest->depth > DEPTH_MAX)
		return false;
	nest->objects = nest->objects << 1 | object;
	return !object || take_key(in);
}

bool
scan_value(struct scan *in, struct span *value)
{
	struct nest nest = {0, 0};
	bool more = true;

	value->p = in->at;
	while (more) {
		bool whole = true;

		if (in->at < in->end && (*in->at == '{' || *in->at == '[')) {
			if (!take_open(in, &nest, &whole))
				return false;
		} else if (!take_scalar(in)) {
			return false;
		}
		more = !whole || take_next(in, &nest);
	}
	value->n = (size_t)(in->at - value->p);
	return nest.depth == 0;
}

bool
scan_key(struct scan *in, bool *first, struct span *key)
{
	*key = (struct span){NULL, 0};
	if (scan_char(in, '}'))
		return true;
	if (!*first && !scan_char(in, ','))
		return false;
	*first = false;
	return scan_plain(in, key) && scan_char(in, ':');
}

static size_t
put_point(char *out, int point)
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xC0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3F));
		return 2;
	}
	out[0] = (char)(0xE0 | point >> 12);
	out[1] = (char)(0x80 | (point >> 6 & 0x3F));
	out[2] = (char)(0x80 | (point & 0x3F));
	return 3;
}

size_t
scan_unescape(char *out, struct span text)
{
	static const char named[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *p = text.p, *end = text.p + text.n;
	size_t n = 0;

	while (p < end) {
		const char *slash = memchr(p, '\\', (size_t)(end - p));
		size_t run = slash != NULL ? (size_t)(slash - p) : (size_t)(end - p);

		memcpy(out + n, p, run);
		n += run;
		p += run;
		if (p == end)
			break;
		if (p[1] == 'u') {
			n += put_point(out + n, hex_four(p + 2));
			p += 6;
		} else {
			out[n++] = meant[strchr(named, p[1]) - named];
			p += 2;
		}
	}
	return n;
}
