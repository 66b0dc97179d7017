#include "lib/jsonw.h"

#include "lib/bytes8.h"

#define CONTROL_END 0x20 /* code points below it must be escaped (RFC 8259, 7) */
#define DELETE 0x7f
#define INT_TEXT 20 /* bytes of the longest 64-bit integer */

/* A value needs a comma before it unless it opens something or follows its key. */
static void
comma(struct buf *out)
{
	char last;

	if (out->n == 0)
		return;
	last = out->p[out->n - 1];
	if (last != '{' && last != '[' && last != ':' && last != '\n')
		buf_putc(out, ',');
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
jsonw_key(struct buf *out, const char *key)
{
	comma(out);
	buf_putc(out, '"');
	buf_puts(out, key);
	buf_put(out, "\":", 2);
}

static void
put_escaped(struct buf *out, unsigned char c)
{
	static const char shorts[CONTROL_END] = {
	    ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
	static const char hex[] = "0123456789abcdef";
	char text[] = "\\u0000";
	size_t n = 2;

	if (c == '"' || c == '\\') {
		text[1] = (char)c;
	} else if (c < CONTROL_END && shorts[c] != '\0') {
		text[1] = shorts[c];
	} else {
		text[4] = hex[c >> 4];
		text[5] = hex[c & 0xf];
		n = 6;
	}
	buf_put(out, text, n);
}

static bool
is_plain(unsigned char c)
{
	return c >= CONTROL_END && c != '"' && c != '\\' && c != DELETE;
}

/* The first byte from p on that must be escaped; else `end`. */
static const char *
skip_plain(const char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t bytes = bytes8_load(p);
		uint64_t special = bytes8_below(bytes, CONTROL_END) | bytes8_equal(bytes, '"') |
				   bytes8_equal(bytes, '\\') | bytes8_equal(bytes, DELETE);

		if (special != 0)
			return p + bytes8_first(special);
	}
	while (p < end && is_plain((unsigned char)*p))
		p++;
	return p;
}

void
jsonw_text(struct buf *out, struct span text)
{
	const char *p = text.p, *end = text.p + text.n;

	comma(out);
	buf_putc(out, '"');
	while (p < end) {
		const char *hit = skip_plain(p, end);

		buf_put(out, p, (size_t)(hit - p));
		if (hit < end)
			put_escaped(out, (unsigned char)*hit++);
		p = hit;
	}
	buf_putc(out, '"');
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

void
jsonw_member_text(struct buf *out, const char *key, struct span text)
{
	jsonw_key(out, key);
	jsonw_text(out, text);
}

void
jsonw_member_word(struct buf *out, const char *key, const char *word)
{
	jsonw_key(out, key);
	jsonw_word(out, word);
}

void
jsonw_member_int(struct buf *out, const char *key, int64_t number)
{
	jsonw_key(out, key);
	jsonw_int(out, number);
}
