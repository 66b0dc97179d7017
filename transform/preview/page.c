#include "transform/preview/page.h"

#include "lib/program.h"

#include "transform/collect/ui.h"

/* Nothing is fetched but what lies in the site itself; nothing runs. */
#define POLICY                                                                           \
	"default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; " \
	"base-uri 'none'; form-action 'none'"

static void
put_meta(struct markup *markup, const char *key, const char *name, const char *content)
{
	markup_leaf(markup, "meta");
	markup_attribute(markup, key, name);
	markup_attribute(markup, "content", content);
}

static void
put_link(struct markup *markup, const char *relation, const char *address)
{
	markup_leaf(markup, "link");
	markup_attribute(markup, "rel", relation);
	markup_attribute(markup, "href", address);
}

static void
put_head(struct markup *markup, const char *title)
{
	markup_open(markup, "head");
	markup_leaf(markup, "meta");
	markup_attribute(markup, "charset", "utf-8");
	put_meta(markup, "http-equiv", "Content-Security-Policy", POLICY);
	put_meta(markup, "name", "viewport", "width=device-width, initial-scale=1");
	put_meta(markup, "name", "referrer", "no-referrer");
	put_meta(markup, "name", "robots", "noindex, nofollow");
	put_meta(markup, "name", "color-scheme", "light dark");
	put_link(markup, "icon", "data:,");
	put_link(markup, "stylesheet", PAGE_STYLE);
	markup_put(markup, "title", title);
	markup_close(markup);
}

static void
put_entry(struct markup *markup, const char *address, const char *text, const char *here)
{
	markup_open(markup, "li");
	markup_open(markup, "a");
	markup_attribute(markup, "href", address);
	if (here != NULL && strcmp(here, address) == 0)
		markup_attribute(markup, "aria-current", "page");
	markup_text(markup, text);
	markup_close(markup);
	markup_close(markup);
}

static void
put_masthead(struct markup *markup, const char *here)
{
	markup_open_class(markup, "a", "skip");
	markup_attribute(markup, "href", "#main");
	markup_text(markup, ui(UI_skip));
	markup_close(markup);
	markup_open_class(markup, "header", "masthead");
	markup_open_class(markup, "p", "brand");
	markup_text(markup, ui(UI_brand));
	markup_close(markup);
	markup_open(markup, "nav");
	markup_attribute(markup, "aria-label", ui(UI_indexes));
	markup_open(markup, "ul");
	put_entry(markup, PAGE_INDEX, ui(UI_by_day), here);
	put_entry(markup, PAGE_ACCOUNTS, ui(UI_by_account), here);
	markup_close(markup);
	markup_close(markup);
	markup_close(markup);
}

void
page_begin(struct markup *markup, const char *title, const char *class, const char *address)
{
	buf_puts(markup->out, "<!DOCTYPE html>\n");
	markup_open(markup, "html");
	markup_attribute(markup, "lang", ui(UI_language));
	put_head(markup, title);
	markup_open_class(markup, "body", class);
	put_masthead(markup, address);
	markup_open(markup, "main");
	markup_attribute(markup, "id", "main");
}

void
page_end(struct markup *markup)
{
	markup_close(markup);
	markup_open_class(markup, "footer", "colophon");
	markup_put(markup, "p", ui(UI_footer));
	markup_put(markup, "p", "storywire " STORYWIRE_VERSION);
	markup_close(markup);
	markup_close(markup);
	markup_close(markup);
}
