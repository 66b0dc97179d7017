/*
 * Writing HTML so that it nests by itself and every text is escaped: what is opened is closed in
 * its order, and nothing that came from outside can be anything but text or an attribute's value.
 */
#ifndef TRANSFORM_PREVIEW_MARKUP_H
#define TRANSFORM_PREVIEW_MARKUP_H

#include "lib/buf.h"

#define MARKUP_DEPTH_MAX                                                        \
	32 /* elements within each other; the deepest page has about half of it \
	    */

struct markup {
	struct buf *out;
	const char *open[MARKUP_DEPTH_MAX];
	size_t depth;
	bool in_tag; /* attributes may still be put */
};

#define MARKUP(buf) ((struct markup){.out = (buf)})

/* Names of elements and attributes are the program's own and lent until they are closed. */
void markup_open(struct markup *markup, const char *element);
void markup_open_class(struct markup *markup, const char *element, const char *class);
void markup_close(struct markup *markup);

/* An element that has no content and no end: meta, link, img, source. */
void markup_leaf(struct markup *markup, const char *element);

/* An attribute of the element just opened; one without value for NULL. */
void markup_attribute(struct markup *markup, const char *name, const char *value);
void markup_attribute_int(struct markup *markup, const char *name, int64_t value);
void markup_attribute_printf(struct markup *markup, const char *name, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Escaped; control characters become U+FFFD, and so does what turns text around unseen. */
void markup_text(struct markup *markup, const char *text);
void markup_printf(struct markup *markup, const char *format, ...) PRINTF_LIKE(2, 3);

/* <element>text</element>, nothing for an empty text; the second with a class. */
void markup_put(struct markup *markup, const char *element, const char *text);
void markup_put_class(struct markup *markup, const char *element, const char *class,
		      const char *text);

/* Text that somebody else wrote, in a direction of its own: <bdi>. */
void markup_foreign(struct markup *markup, const char *text);

/* Text of ours with words of others in it: those that run from right to left are <bdi>. */
void markup_mixed(struct markup *markup, const char *text);

/* JSON as the content of the script element just opened: nothing in it can end the element. */
void markup_json(struct markup *markup, struct span json);

#endif
