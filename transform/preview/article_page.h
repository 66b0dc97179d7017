/* The page of one article. */
#ifndef TRANSFORM_PREVIEW_ARTICLE_PAGE_H
#define TRANSFORM_PREVIEW_ARTICLE_PAGE_H

#include "transform/preview/view.h"

void article_page_write(struct buf *out, const struct view *view);

#endif
