#include "lib/jsonw.h"

#include <inttypes.h>

#define CONTROL_END 0x20 /* code points below it must be escaped (RFC 8259, 7) */
#define DELETE 0x7f

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
	buf_puts(out, "\":");
}

static void
put_escaped(struct buf *out, unsigned char c)
{
	static const char shorts[CONTROL_END] = {
	    ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};

	if (c == '"' || c == '\\')
		buf_printf(out, "\\%c", c);
	else if (c < CONTROL_END && shorts[c] != '\0')
		buf_printf(out, "\\%c", shorts[c]);
	else
		buf_printf(out, "\\u%04x", c);
}

void
jsonw_text(struct buf *out, struct span text)
{
	size_t done = 0;

	comma(out);
	buf_putc(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c >= CONTROL_END && c != '"' && c != '\\' && c != DELETE)
			continue;
		buf_put(out, text.p + done, i - done);
		put_escaped(out, c);
		done = i + 1;
	}
	buf_put(out, text.p + done, text.n - done);
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
	comma(out);
	buf_printf(out, "%" PRId64, number);
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
