/* replay_file(): imports again what an earlier import rejected. */

#include <inttypes.h>

#include "ingest/import/reading.h"
#include "lib/base64.h"
#include "lib/jsontext.h"
#include "lib/say.h"

/* The item as it stands in the line: edited by hand it may be JSON again. */
static bool
item_of(struct span line, const json_t *tree, struct span *item, struct buf *decoded)
{
	if (jsontext_find(line, "item", item))
		return true;
	*item = json_text(json_object_get(tree, "item_text"));
	if (item->p != NULL)
		return true;
	*item = json_text(json_object_get(tree, "item_base64"));
	if (item->p == NULL || !base64_decode(decoded, *item))
		return false;
	*item = buf_span(decoded);
	return true;
}

static bool
read_reject(struct span line, const json_t *tree, struct held_item *item, struct buf *decoded)
{
	const char *name = json_string_value(json_object_get(tree, "format"));
	const char *handle = json_string_value(json_object_get(tree, "owner_handle"));

	item->format = name != NULL ? format_find(name) : NULL;
	item->path = json_string_value(json_object_get(tree, "file"));
	item->position = json_integer_value(json_object_get(tree, "position"));
	item->owner.pk = id_of_json(json_object_get(tree, "owner_id"));
	if (handle != NULL && is_handle(span_of(handle)))
		memcpy(item->owner.handle, handle, strlen(handle) + 1);
	return item->format != NULL && item->path != NULL &&
	       item_of(line, tree, &item->bytes, decoded);
}

static void
replay_line(struct reading *reading, const char *path, uint64_t number, struct span line)
{
	struct body body = body_read(line);
	struct buf decoded = BUF_MAX(ITEM_MAX);
	struct held_item item = {.path = NULL};

	if (read_reject(line, body.tree, &item, &decoded)) {
		intake_again(&reading->intake, &item);
	} else {
		say(SAY_WARNING, "%s: line %" PRIu64 ": skipped: not a rejected item", path,
		    number);
		reading->intake.tally.unknown++;
	}
	buf_release(&decoded);
	body_release(&body);
}

/* A line that is no object: up to the next one. */
static void
skip_line(struct reading *reading, const char *path, uint64_t number, struct window *window)
{
	say(SAY_WARNING, "%s: line %" PRIu64 ": skipped: no JSON object", path, number);
	reading->intake.tally.unknown++;
	do {
		for (; window->at < window->end; window->at++)
			if (window->p[window->at] == '\n')
				return;
	} while (window_more(window, 1));
}

static void
replay_window(struct reading *reading, const char *path, struct window *window)
{
	uint64_t number = 1;
	struct span line;
	int first = -1;

	for (; !reading->intake.stopped && (first = window_peek(window)) >= 0; number++) {
		if (first != '{')
			skip_line(reading, path, number, window);
		else if (window_value(window, ITEM_MAX * 2, &line) == HELD_WHOLE)
			replay_line(reading, path, number, line);
		else
			break;
	}
	if (reading->intake.stopped || first < 0 || window->fail->status != EX_OK)
		return;
	fail_set(window->fail, EX_DATAERR, "%s: line %" PRIu64 ": cut or too large", path, number);
	fail_hint(window->fail, "Mend that line and replay the file again.");
}

void
replay_file(struct reading *reading, const char *path)
{
	struct fail fail = FAIL_NONE;
	int fd = file_open(path, true, &fail);
	struct source_fd source = source_of_fd(fd, path);
	struct window window = window_on(&source.source, &fail);

	reading->intake.tally.files++;
	if (fd >= 0)
		replay_window(reading, path, &window);
	if (fail.status != EX_OK)
		reading_failed(reading, &fail);
	window_release(&window);
	file_close(fd);
}
