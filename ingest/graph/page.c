#include "ingest/graph/page.h"

#include "ingest/net/url.h"
#include "lib/mem.h"

static void
read_stories(struct page *page, const json_t *data)
{
	const json_t *item;
	size_t i;

	page->items = json_array_size(data);
	page->stories = must_calloc(page->items + 1, sizeof *page->stories);
	json_array_foreach(data, i, item)
	{
		struct story story = {.graph_id = id_of_json(json_object_get(item, "id")),
				      .taken_at = WHEN_NONE};

		if (story.graph_id.text[0] == '\0')
			continue;
		story.story_id = id_of_media(item);
		if (!when_parse(json_text(json_object_get(item, "timestamp")), &story.taken_at))
			story.taken_at = WHEN_NONE;
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
	struct span next = json_text(json_object_get(paging, "next")), value;
	struct buf cursor = BUF_MAX(CURSOR_MAX);

	page->more = next.n != 0;
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
	if (!json_is_array(data))
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
