#include "transform/text/html.h"

/* The entity of a character that must not stand as it is; NULL for all others. */
static const char *
entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
html_put(struct buf *out, struct span text)
{
	size_t done = 0;

	for (size_t i = 0; i < text.n; i++) {
		const char *entity = entity_of(text.p[i]);

		if (entity == NULL)
			continue;
		buf_put(out, text.p + done, i - done);
		buf_puts(out, entity);
		done = i + 1;
	}
	buf_put(out, text.p + done, text.n - done);
}
