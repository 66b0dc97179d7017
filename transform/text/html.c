#include "transform/text/html.h"

#include <limits.h>

/* The entities of characters that must not stand as they are. */
static const char *const entities[UCHAR_MAX + 1] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

void
html_put(struct buf *out, struct span text)
{
	size_t done = 0;

	for (size_t i = 0; i < text.n; i++) {
		const char *entity = entities[(unsigned char)text.p[i]];

		if (entity == NULL)
			continue;
		buf_put(out, text.p + done, i - done);
		buf_puts(out, entity);
		done = i + 1;
	}
	buf_put(out, text.p + done, text.n - done);
}
