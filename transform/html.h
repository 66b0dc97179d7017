/* HTML out of plain text: escaped once, here, on the way out. */
#ifndef TRANSFORM_HTML_H
#define TRANSFORM_HTML_H

#include "lib/buf.h"

void html_text(struct buf *out, const char *text);

/* <tag>text</tag> */
void html_element(struct buf *out, const char *tag, const char *text);

#endif
