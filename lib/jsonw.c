#include "lib/jsonw.h"

#include <limits.h>

#include "lib/bytes8.h"

#define CONTROL_END 0x20 /* code points below it must be escaped (RFC 8259, 7) */
#define DELETE 0x7f
#define QUOTE_BIT ('"' ^ CONTROL_END) /* turned, quotation marks come next to the controls */
#define INT_TEXT 20                   /* bytes of the longest 64-bit integer */

/* A value needs a comma before it unless it opens something or follows its key. */
static inline bool
needs_comma(const struct buf *out)
{
	char last = out->n != 0 ? out->p[out->n - 1] : '\n';

	return last != '{' && last != '[' && last != ':' && last != '\n';
}

static inline void
comma(struct buf *out)
{
	if (needs_comma(out))
		buf_putc(out, ',');
}

/* What needs no escapes, in quotes, and what stands behind them: most of what is written. */
static inline void
put_quoted(struct buf *out, const char *p, size_t n, const char *behind, size_t behind_n)
{
	bool with_comma = needs_comma(out);
	char *to;

	if (!buf_room(out, with_comma + 1 + n + behind_n))
		return;
	to = out->p + out->n;
	if (with_comma)
		*to++ = ',';
	*to++ = '"';
	if (n != 0)
		to = mempcpy(to, p, n);
	to = mempcpy(to, behind, behind_n);
	*to = '\0';
	out->n = (size_t)(to - out->p);
}

void
jsonw_open(struct buf *out, char bracket)
{
	comma(out);
	buf_putc(out, bracket);
}

void
jsonw_close(struct buf *out, char bracket)
{
	buf_putc(out, bracket);
}

void
jsonw_key_n(struct buf *out, const char *key, size_t n)
{
	put_quoted(out, key, n, "\":", 2);
}

/* How a byte is escaped: by the letter behind the backslash; 0 where it stands as it is. */
static const char escapes[UCHAR_MAX + 1] = {
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b',         't',           'n',           'u',
    'f', 'r', 'u', 'u', 'u', 'u', 'u', 'u', 'u',         'u',           'u',           'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\', [DELETE] = 'u'};

static void
put_escaped(struct buf *out, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	const char text[] = {'\\', escapes[c], '0', '0', hex[c >> 4], hex[c & 0xf]};

	buf_put(out, text, escapes[c] == 'u' ? sizeof text : 2);
}

/* The first of eight bytes that must be escaped; 8 where none must. */
static inline size_t
first_special(const char *p)
{
	uint64_t bytes = bytes8_load(p);
	uint64_t special = bytes8_below(bytes ^ BYTES8_ONES * QUOTE_BIT, CONTROL_END + 1) |
			   bytes8_equal(bytes, '\\') | bytes8_equal(bytes, DELETE);

	return special != 0 ? bytes8_first(special) : 8;
}

/* The first byte from p on that must be escaped; else `end`. */
static const char *
skip_plain(const char *p, const char *end)
{
	size_t at;

	if (end - p < 8) {
		while (p < end && escapes[(unsigned char)*p] == 0)
			p++;
		return p;
	}
	for (; end - p >= 8; p += 8)
		if ((at = first_special(p)) != 8)
			return p + at;
	return end - 8 + first_special(end - 8); /* some of them a second time */
}

/* A text some of whose bytes, `hit` the first, must be escaped. */
static void
put_with_escapes(struct buf *out, const char *p, const char *hit, const char *end)
{
	comma(out);
	buf_putc(out, '"');
	for (;; hit = skip_plain(p, end)) {
		buf_put(out, p, (size_t)(hit - p));
		if (hit == end)
			break;
		put_escaped(out, (unsigned char)*hit);
		p = hit + 1;
	}
	buf_putc(out, '"');
}

void
jsonw_text(struct buf *out, struct span text)
{
	const char *end = text.p + text.n, *hit = skip_plain(text.p, end);

	if (hit == end)
		put_quoted(out, text.p, text.n, "\"", 1);
	else
		put_with_escapes(out, text.p, hit, end);
}

void
jsonw_word(struct buf *out, const char *word)
{
	jsonw_text(out, (struct span){word, strlen(word)});
}

void
jsonw_int(struct buf *out, int64_t number)
{
	char text[INT_TEXT], *p = text + sizeof text;
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	comma(out);
	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest != 0);
	if (number < 0)
		*--p = '-';
	buf_put(out, p, (size_t)(text + sizeof text - p));
}

void
jsonw_real(struct buf *out, double number)
{
	comma(out);
	buf_printf(out, "%.17g", number);
}

void
jsonw_bool(struct buf *out, bool truth)
{
	comma(out);
	buf_puts(out, truth ? "true" : "false");
}

void
jsonw_json(struct buf *out, struct span json)
{
	comma(out);
	buf_put(out, json.p, json.n);
}
