/* The article as a NewsArticle of schema.org, for the script element of its page. */
#ifndef TRANSFORM_PREVIEW_JSONLD_H
#define TRANSFORM_PREVIEW_JSONLD_H

#include "transform/preview/view.h"

void jsonld_write(struct buf *out, const struct view *view);

#endif
