/* What the map functions share: typed values of JSON from outside, as cells. */
#include <inttypes.h>
#include <utf8proc.h>

#include "lib/jsonw.h"

#include "transform/hygiene.h"
#include "transform/map/sighting.h"
#include "transform/mention.h"

#define LIST_MAX 65536 /* bytes of a list in a story record; see records.def */

void
cell_none(struct sighting *sighting, size_t cell)
{
	sighting->cells[cell] = (struct cell){NULL, true};
}

void
cell_put(struct sighting *sighting, size_t cell, const char *text)
{
	sighting->cells[cell] = (struct cell){text, true};
}

void
cell_text(struct intake *intake, struct sighting *sighting, size_t cell, const json_t *value)
{
	const struct field *field = record_field((enum field_id)(story_FIRST + cell));
	char *text;

	if (!json_is_string(value))
		return;
	text = hygiene_clean(&intake->arena,
			     (struct span){json_string_value(value), json_string_length(value)},
			     &sighting->sanitised);
	if (strlen(text) > field->max) {
		text[hygiene_cut(text, field->max)] = '\0';
		sighting->sanitised = true;
	}
	if (text[0] == '\0')
		cell_none(sighting, cell);
	else if (field_text_good(field->kind, (struct span){text, strlen(text)}))
		cell_put(sighting, cell, text);
}

void
cell_id(struct intake *intake, struct sighting *sighting, size_t cell, const json_t *value)
{
	const char *id = id_text(&intake->arena, value);

	if (id != NULL)
		cell_put(sighting, cell, id);
}

void
cell_int(struct intake *intake, struct sighting *sighting, size_t cell, int64_t number)
{
	cell_put(sighting, cell, arena_printf(&intake->arena, "%" PRId64, number));
}

/* The handle that the capture knows; what the item itself says may replace it. */
void
cell_handle(struct intake *intake, struct sighting *sighting, struct span handle)
{
	const char *clean =
	    handle.n != 0 ? hygiene_clean(&intake->arena, handle, &sighting->sanitised) : "";

	if (clean[0] != '\0')
		cell_put(sighting, CELL(handle), clean);
}

void
cell_time(struct intake *intake, struct sighting *sighting, size_t cell, when_ms ms)
{
	char text[WHEN_TEXT_MAX];

	cell_put(sighting, cell, arena_printf(&intake->arena, "%s", when_print(ms, text)));
}

const char *
id_text(struct arena *arena, const json_t *value)
{
	struct span text;

	if (json_is_integer(value) && json_integer_value(value) > 0)
		return arena_printf(arena, "%" PRId64, (int64_t)json_integer_value(value));
	if (!json_is_string(value))
		return NULL;
	text = (struct span){json_string_value(value), json_string_length(value)};
	if (text.n > record_field(story_story_id)->max || !field_text_good(FIELD_ID, text))
		return NULL;
	return arena_text(arena, text);
}

when_ms
story_time(const json_t *value)
{
	char text[WHEN_TEXT_MAX];
	when_ms ms = time_value(value), expiry;

	if (ms == WHEN_NONE)
		return WHEN_NONE;
	when_print(ms + WHEN_DAY, text);
	return when_parse((struct span){text, strlen(text)}, &expiry) ? ms : WHEN_NONE;
}

when_ms
time_value(const json_t *value)
{
	const char *text = json_string_value(value);
	when_ms ms;
	char *after;
	long long seconds;

	if (json_is_integer(value))
		return when_from_seconds(json_integer_value(value), &ms) ? ms : WHEN_NONE;
	if (json_is_real(value) && json_real_value(value) > 0 && json_real_value(value) < 1e12)
		return when_from_seconds((int64_t)json_real_value(value), &ms) ? ms : WHEN_NONE;
	if (text == NULL)
		return WHEN_NONE;
	if (when_parse((struct span){text, json_string_length(value)}, &ms))
		return ms;
	seconds = strtoll(text, &after, 10);
	return *after == '\0' && when_from_seconds(seconds, &ms) ? ms : WHEN_NONE;
}

/* Appends a tag to the list unless it stands there already, compared without case. */
static void
add_tag(struct intake *intake, struct buf *list, struct span tag)
{
	char *text = arena_text(&intake->arena, tag);
	char *folded = hygiene_fold(&intake->arena, text);
	struct buf quoted = BUF_MAX(LIST_MAX);

	jsonw_text(&quoted, (struct span){folded, strlen(folded)});
	if (strstr(buf_text(list), buf_text(&quoted)) == NULL && list->n + quoted.n + 2 < LIST_MAX)
		jsonw_json(list, buf_span(&quoted));
	buf_release(&quoted);
}

void
cell_hashtags(struct intake *intake, struct sighting *sighting, const char *caption,
	      const json_t *stickers)
{
	struct buf list = BUF_MAX(LIST_MAX);
	struct mention found;
	size_t at = 0, i;
	json_t *sticker;

	jsonw_open(&list, '[');
	while (caption != NULL && mention_next(caption, &at, &found))
		if (found.kind == MENTION_HASHTAG)
			add_tag(intake, &list, found.name);
	json_array_foreach(stickers, i, sticker)
	{
		const json_t *name = json_object_get(json_object_get(sticker, "hashtag"), "name");
		bool mended = false;
		const char *clean;

		if (!json_is_string(name))
			continue;
		clean =
		    hygiene_clean(&intake->arena,
				  (struct span){json_string_value(name), json_string_length(name)},
				  &mended);
		if (clean[0] != '\0')
			add_tag(intake, &list, (struct span){clean, strlen(clean)});
	}
	jsonw_close(&list, ']');
	if (list.n > 2)
		cell_put(sighting, CELL(hashtags), arena_text(&intake->arena, buf_span(&list)));
	buf_release(&list);
}
