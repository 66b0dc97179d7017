#include "lib/jsonw.h"

#include <limits.h>

#include "lib/bytes16.h"

#define CONTROL_END 0x20 /* code points below it must be escaped (RFC 8259, 7) */
#define DELETE 0x7f
#define INT_TEXT 20 /* bytes of the longest 64-bit integer */

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

void
jsonw_plain(struct buf *out, struct span text)
{
	bool with_comma = needs_comma(out);
	char *to;

	if (!buf_room(out, with_comma + 1 + text.n + 1))
		return;
	to = out->p + out->n;
	if (with_comma)
		*to++ = ',';
	*to++ = '"';
	if (text.n != 0)
		to = mempcpy(to, text.p, text.n);
	*to++ = '"';
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

/* The first of sixteen bytes that must be escaped; BYTES16 where none must. */
static inline size_t
first_special(const char *p)
{
	bytes16 bytes = bytes16_load(p);

	return bytes16_first(bytes16_below(bytes, CONTROL_END) | bytes16_equal(bytes, '"') |
			     bytes16_equal(bytes, '\\') | bytes16_equal(bytes, DELETE));
}

/* The first byte from p on that must be escaped; else `end`. */
static const char *
skip_plain(const char *p, const char *end)
{
	size_t at;

	if (end - p < (ptrdiff_t)BYTES16) {
		while (p < end && escapes[(unsigned char)*p] == 0)
			p++;
		return p;
	}
	for (; end - p >= (ptrdiff_t)BYTES16; p += BYTES16)
		if ((at = first_special(p)) != BYTES16)
			return p + at;
	p = end - BYTES16; /* some of them a second time */
	return p + first_special(p);
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
		jsonw_plain(out, text);
	else
		put_with_escapes(out, text.p, hit, end);
}

void
jsonw_word(struct buf *out, const char *word)
{
	jsonw_text(out, span_of(word));
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
