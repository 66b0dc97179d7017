/* jsontext_salvage(): the one pass that mends poisoned bytes. */
#include <math.h>
#include <utf8proc.h>

#include "lib/hex.h"
#include "lib/jsontext.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define INT64_DIGITS 19            /* a longer run of digits cannot be a 64-bit integer */
#define REAL_MAX 512               /* bytes; a longer number is kept as text */

struct salvage {
	struct buf *out;
	const unsigned char *at;
	const unsigned char *end;
	bool mended;
};

static void
mend(struct salvage *s, const char *text)
{
	buf_puts(s->out, text);
	s->mended = true;
}

/* The value of the four digits at p, or -1. */
static int
unit_at(const unsigned char *p, const unsigned char *end)
{
	return end - p >= 4 ? hex_four((const char *)p) : -1;
}

/* A \uXXXX escape: a pair of surrogates stays, a lone one and a NUL become U+FFFD. */
static void
unicode_escape(struct salvage *s)
{
	int unit = unit_at(s->at + 2, s->end);
	int low = s->end - s->at >= 12 && s->at[6] == '\\' && s->at[7] == 'u'
		      ? unit_at(s->at + 8, s->end)
		      : -1;
	bool paired = unit >= 0xd800 && unit < 0xdc00 && low >= 0xdc00 && low < 0xe000;

	if (unit < 0) {
		mend(s, REPLACEMENT);
		s->at += 2;
	} else if (paired) {
		buf_put(s->out, s->at, 12);
		s->at += 12;
	} else if ((unit >= 0xd800 && unit < 0xe000) || unit == 0) {
		mend(s, REPLACEMENT);
		s->at += 6;
	} else {
		buf_put(s->out, s->at, 6);
		s->at += 6;
	}
}

static void
escape(struct salvage *s)
{
	if (s->end - s->at < 2) {
		buf_put(s->out, s->at, 1);
		s->at++;
	} else if (s->at[1] == 'u') {
		unicode_escape(s);
	} else if (strchr("\"\\/bfnrt", s->at[1]) != NULL && s->at[1] != '\0') {
		buf_put(s->out, s->at, 2);
		s->at += 2;
	} else {
		mend(s, REPLACEMENT);
		s->at += 2;
	}
}

static void
plain_byte(struct salvage *s)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t n;

	if (*s->at < 0x20) {
		buf_printf(s->out, "\\u%04x", *s->at == 0 ? 0xfffd : *s->at);
		s->mended = true;
		s->at++;
		return;
	}
	n = utf8proc_iterate(s->at, s->end - s->at, &point);
	if (n <= 0) {
		mend(s, REPLACEMENT);
		s->at++;
		return;
	}
	buf_put(s->out, s->at, (size_t)n);
	s->at += n;
}

/* From the opening quote to the closing one, or to the end of the text. */
static void
string(struct salvage *s)
{
	buf_put(s->out, s->at, 1);
	for (s->at++; s->at < s->end && *s->at != '"';) {
		if (*s->at == '\\')
			escape(s);
		else
			plain_byte(s);
	}
	if (s->at < s->end) {
		buf_putc(s->out, '"');
		s->at++;
	}
}

/* Whether digits (without a sign) are more than 64 bits hold: the least integer has one more. */
static bool
too_great(const unsigned char *digits, size_t n, bool negative)
{
	const char *limit = negative ? "9223372036854775808" : "9223372036854775807";

	return n > INT64_DIGITS || (n == INT64_DIGITS && memcmp(digits, limit, n) > 0);
}

/* Whether jansson would find it beyond a double; its text is short, so that a copy is no burden. */
static bool
overflows(const unsigned char *text, size_t n)
{
	char copy[REAL_MAX];

	if (n >= sizeof copy)
		return true;
	memcpy(copy, text, n);
	copy[n] = '\0';
	return isinf(strtod(copy, NULL));
}

/* A number; one that fits neither 64 bits nor a double is quoted, so that its digits survive. */
static void
number(struct salvage *s)
{
	const unsigned char *first = s->at, *digits;
	bool whole = true, beyond;

	if (*s->at == '-')
		s->at++;
	digits = s->at;
	for (; s->at < s->end && strchr("0123456789+-.eE", *s->at) != NULL && *s->at != '\0';
	     s->at++)
		if (*s->at < '0' || *s->at > '9')
			whole = false;
	beyond = whole ? too_great(digits, (size_t)(s->at - digits), digits != first)
		       : overflows(first, (size_t)(s->at - first));
	if (beyond)
		mend(s, "\"");
	buf_put(s->out, first, (size_t)(s->at - first));
	if (beyond)
		buf_putc(s->out, '"');
}

bool
jsontext_salvage(struct buf *out, struct span text)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct salvage s = {.out = out,
			    .at = (const unsigned char *)text.p,
			    .end = (const unsigned char *)text.p + text.n};

	if (text.n >= 3 && memcmp(text.p, mark, 3) == 0) {
		s.at += 3;
		s.mended = true;
	}
	while (s.at < s.end) {
		if (*s.at == '"') {
			string(&s);
		} else if (*s.at == '-' || (*s.at >= '0' && *s.at <= '9')) {
			number(&s);
		} else {
			buf_put(out, s.at, 1);
			s.at++;
		}
	}
	return s.mended;
}
