#include "transform/html.h"

void
html_text(struct buf *out, const char *text)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = {
	    {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};

	for (; *text != '\0'; text++) {
		size_t i = 0;

		while (i < COUNT(entities) && entities[i].c != *text)
			i++;
		if (i < COUNT(entities))
			buf_puts(out, entities[i].entity);
		else
			buf_putc(out, *text);
	}
}

void
html_element(struct buf *out, const char *tag, const char *text)
{
	buf_printf(out, "<%s>", tag);
	html_text(out, text);
	buf_printf(out, "</%s>\n", tag);
}
