#include "ingest/graph/page.h"

#include "ingest/import/values.h"
#include "ingest/net/url.h"
#include "lib/mem.h"

/* As transform reads it, so that no story counts as read here and is refused there. */
static bool
read_time(const json_t *told, when_ms *ms)
{
	struct id seconds = id_of_json(told);

	if (when_parse(json_text(told), ms) ||
	    (seconds.text[0] != '\0' && when_from_seconds(strtoll(seconds.text, NULL, 10), ms)))
		return true;
	*ms = WHEN_NONE;
	return false;
}

static void
read_stories(struct page *page, const json_t *data)
{
	const json_t *item;
	size_t i;

	page->items = json_array_size(data);
	page->stories = must_calloc(page->items + 1, sizeof *page->stories);
	json_array_foreach(data, i, item)
	{
		const json_t *time = json_object_get(item, "timestamp");
		struct story story = {.graph_id = id_of_node(json_object_get(item, "id"))};
		bool named = story.graph_id.text[0] != '\0';
		bool dated = read_time(time, &story.taken_at);

		page->strange += !named || (!dated && time != NULL && !json_is_null(time));
		if (!named)
			continue;
		story.story_id = id_of_media(item);
		page->stories[page->stories_n++] = story;
	}
}

static void
keep_cursor(struct page *page, struct span cursor)
{
	if (cursor.n == 0 || cursor.n > CURSOR_MAX || memchr(cursor.p, '\0', cursor.n) != NULL)
		return;
	memcpy(page->after, cursor.p, cursor.n);
	page->after[cursor.n] = '\0';
}

/*
 * A next link says that there is more; of the link itself only the cursor is believed, since
 * whoever wrote it would be sent the token.
 */
static void
read_paging(struct page *page, const json_t *paging)
{
	const json_t *told = json_object_get(paging, "next");
	struct span next = json_text(told), value;
	struct buf cursor = BUF_MAX(CURSOR_MAX);

	page->more = !json_is_blank(json_is_object(paging) ? told : paging);
	if (!page->more)
		return;
	keep_cursor(page, json_text(json_object_get(json_object_get(paging, "cursors"), "after")));
	if (page->after[0] == '\0' && url_parameter(next, "after", &value) &&
	    url_decode(&cursor, value) && !cursor.over)
		keep_cursor(page, buf_span(&cursor));
	buf_release(&cursor);
}

bool
page_read(struct page *page, const json_t *answer)
{
	const json_t *data = json_object_get(answer, "data");

	*page = (struct page){.items = 0};
	if (!json_is_array(data) || !json_is_blank(json_object_get(answer, "error")))
		return false;
	read_stories(page, data);
	read_paging(page, json_object_get(answer, "paging"));
	return true;
}

void
page_release(struct page *page)
{
	free(page->stories);
	*page = (struct page){.items = 0};
}
