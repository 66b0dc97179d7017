#include "transform/map/live.h"

#include "transform/harvest/harvest.h"
#include "transform/harvest/pack.h"

enum flag {
	FLAG_WHOLE = 1,
	FLAG_CONTEXT = 2,
};

static const char *
id_of(const json_t *element, const char *key)
{
	const char *id = json_string_value(json_object_get(element, key));

	return id != NULL ? id : "";
}

/* By account, then time; then all the rest. */
static void
put_live(struct buf *out, const struct record *record, const json_t *live, bool is_context)
{
	struct span account = record_text(record, poll_account_id);
	bool whole = record_int(record, poll_stories) == (int64_t)json_array_size(live);
	size_t i;
	json_t *element;

	buf_put(out, account.p, account.n);
	buf_putc(out, '\0');
	pack_ordered(out, record_time(record, poll_started_at));
	pack_ordered(out, record_time(record, poll_finished_at));
	pack_byte(out, (whole ? FLAG_WHOLE : 0U) | (is_context ? FLAG_CONTEXT : 0U));
	json_array_foreach(live, i, element)
	{
		pack_text(out, id_of(element, "story_id"));
		pack_text(out, id_of(element, "graph_id"));
	}
}

void
map_poll(struct intake *intake, const struct record *record)
{
	json_t *live = record_json_take(record, poll_live);
	size_t begin;

	if (json_is_array(live)) {
		begin = harvest_put(&intake->out, SHELF_LIVE);
		put_live(&intake->out, record, live, intake->is_context);
		harvest_put_end(&intake->out, begin);
	}
	json_decref(live);
}

void
entry_live_read(struct span entry, struct live *live)
{
	const char *at = entry.p;
	unsigned flags;

	live->account_id = unpack_text(&at);
	live->started_at = unpack_ordered(&at);
	live->finished_at = unpack_ordered(&at);
	flags = unpack_byte(&at);
	live->is_whole = (flags & FLAG_WHOLE) != 0;
	live->is_context = (flags & FLAG_CONTEXT) != 0;
	live->ids = (struct span){at, (size_t)(entry.p + entry.n - at)};
}

bool
live_has(const struct live *live, const char *story_id, const char *graph_id)
{
	const char *at = live->ids.p, *end = at + live->ids.n;

	while (at < end) {
		const char *story = unpack_text(&at), *graph = unpack_text(&at);

		if (strcmp(story, story_id) == 0 ||
		    (graph_id != NULL && strcmp(graph, graph_id) == 0))
			return true;
	}
	return false;
}
