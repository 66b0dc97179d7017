/* What all pages of the site have: head, masthead, footer. */
#ifndef TRANSFORM_PREVIEW_PAGE_H
#define TRANSFORM_PREVIEW_PAGE_H

#include "transform/preview/markup.h"

#define PAGE_MAX ((size_t)256 << 20) /* bytes: an article of 4096 stories takes about 20 MiB */

#define PAGE_INDEX "index.html"
#define PAGE_ACCOUNTS "accounts.html"
#define PAGE_STYLE "site.css"

/*
 * Up to and into <main>. `title` is for the window, `class` for the style, `address` that of the
 * page where it is an index, else NULL.
 */
void page_begin(struct markup *markup, const char *title, const char *class, const char *address);

/* Out of <main> to the end. */
void page_end(struct markup *markup);

/* The style sheet, as lines; made by the build out of site.css. */
extern const char *const site_css[];

#endif
