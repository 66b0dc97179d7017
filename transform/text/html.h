/* HTML out of plain text: escaped once, here, on the way out. */
#ifndef TRANSFORM_HTML_H
#define TRANSFORM_HTML_H

#include "lib/buf.h"

void html_put(struct buf *out, struct span text);

#endif
