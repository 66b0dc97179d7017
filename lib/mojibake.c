#include "lib/mojibake.h"

#include <utf8proc.h>

#include "lib/utf8.h"

#define LATIN1_LAST 0xff

/* The bytes that the characters stand for; false where one of them stands for none. */
static bool
put_bytes(struct buf *out, struct span text, bool *beyond_ascii)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.p;
	const utf8proc_uint8_t *end = at + text.n;

	while (at < end) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(at, end - at, &point);

		if (n <= 0 || point > LATIN1_LAST)
			return false;
		*beyond_ascii = *beyond_ascii || n > 1;
		buf_putc(out, (char)point);
		at += n;
	}
	return true;
}

bool
mojibake_repair(struct buf *out, struct span text)
{
	struct buf bytes = BUF_MAX(text.n + 1);
	bool beyond_ascii = false;
	bool repaired =
	    put_bytes(&bytes, text, &beyond_ascii) && beyond_ascii && utf8_valid(buf_span(&bytes));

	if (repaired)
		buf_put(out, buf_text(&bytes), bytes.n);
	buf_release(&bytes);
	return repaired;
}
