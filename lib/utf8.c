#include "lib/utf8.h"

#include <utf8proc.h>

bool
utf8_valid(struct span text)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.p;
	const utf8proc_uint8_t *end = at + text.n;
	utf8proc_int32_t point;

	while (at < end) {
		utf8proc_ssize_t n = utf8proc_iterate(at, end - at, &point);

		if (n <= 0)
			return false;
		at += n;
	}
	return true;
}

void
utf8_copy(struct buf *out, struct span text, const char *instead, bool (*keep)(int32_t point))
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.p;
	const utf8proc_uint8_t *end = at + text.n;

	while (at < end) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(at, end - at, &point);

		if (n > 0 && (keep == NULL || keep(point)))
			buf_put(out, at, (size_t)n);
		else
			buf_puts(out, instead);
		at += n > 0 ? n : 1;
	}
}
