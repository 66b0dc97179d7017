#include "transform/preview/article_page.h"

#include "transform/collect/ui.h"
#include "transform/preview/dates.h"
#include "transform/preview/jsonld.h"
#include "transform/preview/page.h"
#include "transform/preview/sections.h"
#include "transform/text/hygiene.h"

#define TITLE_NAME_MAX 40 /* bytes: with the date a title that a tab shows whole */

static void
put_begin(struct markup *markup, const struct view *view)
{
	struct buf title = BUF_MAX(512);

	buf_put(&title, view->name, hygiene_cut(view->name, TITLE_NAME_MAX));
	buf_puts(&title, " · ");
	date_print(&title, item_text(view->root, "editorial_day"));
	page_begin(markup, buf_text(&title), "article", NULL);
	buf_release(&title);
}

static void
put_kicker(struct markup *markup, const struct view *view)
{
	markup_open_class(markup, "p", "kicker");
	markup_put(markup, "span", item_text(view->root, "section"));
	markup_put(markup, "span", ui_name(item_text(view->root, "angle")));
	if (view_is_brief(view))
		markup_put(markup, "span", ui(UI_brief));
	markup_put_class(markup, "span", "state", ui(UI_state));
	markup_close(markup);
}

static void
put_poster(struct markup *markup, const struct view *view)
{
	markup_open(markup, "b");
	markup_foreign(markup, view->name);
	markup_close(markup);
	if (view->handle[0] == '\0' || view->handle == view->name)
		return;
	markup_text(markup, " @");
	markup_foreign(markup, view->handle);
}

static void
put_byline(struct markup *markup, const struct view *view)
{
	const struct record *record = &view->record;

	markup_open_class(markup, "p", "byline");
	put_poster(markup, view);
	markup_text(markup, " · ");
	date_put(markup, item_text(view->root, "editorial_day"));
	markup_text(markup, ", ");
	clock_put(markup, record_time(record, article_event_start), view->zone);
	markup_text(markup, " – ");
	clock_put(markup, record_time(record, article_event_end), view->zone);
	markup_printf(markup, " (%s) · %zu %s", view->zone, view->frames_n,
		      ui(view->frames_n == 1 ? UI_story : UI_stories_count));
	markup_close(markup);
}

static void
put_jsonld(struct markup *markup, const struct view *view)
{
	struct buf json = BUF_MAX(PAGE_MAX);

	jsonld_write(&json, view);
	markup_open(markup, "script");
	markup_attribute(markup, "type", "application/ld+json");
	markup_json(markup, buf_span(&json));
	markup_close(markup);
	buf_release(&json);
}

void
article_page_write(struct buf *out, const struct view *view)
{
	struct markup markup = MARKUP(out);

	put_begin(&markup, view);
	markup_open(&markup, "article");
	markup_open_class(&markup, "header", "top");
	put_kicker(&markup, view);
	headline_put(&markup, view);
	put_byline(&markup, view);
	markup_close(&markup);
	review_put(&markup, view);
	body_put(&markup, view);
	frames_put(&markup, view);
	quotes_put(&markup, view);
	people_put(&markup, view);
	facts_put(&markup, view);
	record_put(&markup, view);
	markup_close(&markup);
	put_jsonld(&markup, view);
	page_end(&markup);
}
