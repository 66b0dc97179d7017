/* What the map functions share: typed values of JSON from outside, as cells. */
#include <inttypes.h>
#include <utf8proc.h>

#include "lib/jsonw.h"

#include "transform/cast/mention.h"
#include "transform/map/sighting.h"
#include "transform/text/clean.h"
#include "transform/text/hygiene.h"

#define LIST_MAX 65536   /* bytes of a list in a story record; see records.def */
#define TAGS_MAX 256     /* stickers that are looked at; Instagram allows 10 hashtags */
#define NUMBER_MAX 1e9   /* pixels and milliseconds of a story are far below */
#define TIME_TEXT 64     /* bytes of seconds told as digits, with zeros ahead of them */
#define SECONDS_MAX 3600 /* of a film; Instagram cuts stories at 60 */

void
cell_none(struct sighting *sighting, size_t cell)
{
	sighting->cells[cell] = (struct cell){.text = NULL, .seen = true};
}

void
cell_put(struct sighting *sighting, size_t cell, const char *text)
{
	sighting->cells[cell] = (struct cell){.text = text, .seen = true};
}

static void
put_text(struct intake *intake, struct sighting *sighting, size_t cell, struct span told)
{
	const struct field *field = record_field((enum field_id)(story_FIRST + cell));
	char *text = clean_text(&intake->arena, told, &sighting->sanitised);
	size_t n = strlen(text);

	if (n > field->max) {
		n = hygiene_cut(text, field->max);
		text[n] = '\0';
		sighting->sanitised = true;
	}
	if (n == 0)
		cell_none(sighting, cell);
	else if (field_text_good(field->kind, (struct span){text, n}))
		cell_put(sighting, cell, text);
}

void
cell_text(struct intake *intake, struct sighting *sighting, size_t cell, const json_t *value)
{
	if (json_is_string(value))
		put_text(intake, sighting, cell,
			 (struct span){json_string_value(value), json_string_length(value)});
}

void
cell_told(struct intake *intake, struct sighting *sighting, size_t cell,
	  const struct told_value *value)
{
	if (value->kind == TOLD_TEXT)
		put_text(intake, sighting, cell, value->text);
}

void
cell_int(struct intake *intake, struct sighting *sighting, size_t cell, int64_t number)
{
	cell_put(sighting, cell, arena_printf(&intake->arena, "%" PRId64, number));
}

/* A number that JSON tells as such or as text, as num-to-str and CSV do; -1 for none. */
static double
number_of(const json_t *value)
{
	const char *text = json_string_value(value);
	char *end = NULL;
	double number;

	if (json_is_number(value))
		return json_number_value(value);
	if (text == NULL || strspn(text, "0123456789.") != strlen(text))
		return -1;
	number = strtod(text, &end);
	return end != text && *end == '\0' ? number : -1;
}

void
cell_number(struct intake *intake, struct sighting *sighting, size_t cell, const json_t *value)
{
	double number = number_of(value);

	if (number >= 1 && number < NUMBER_MAX)
		cell_int(intake, sighting, cell, (int64_t)number);
}

void
cell_seconds(struct intake *intake, struct sighting *sighting, size_t cell, const json_t *value)
{
	double seconds = number_of(value);

	if (seconds > 0 && seconds < SECONDS_MAX)
		cell_int(intake, sighting, cell, (int64_t)(seconds * 1000 + 0.5));
}

/* The handle that the capture knows; what the item itself says may replace it. */
void
cell_handle(struct intake *intake, struct sighting *sighting, struct span handle)
{
	const char *clean =
	    handle.n != 0 ? clean_text(&intake->arena, handle, &sighting->sanitised) : "";

	if (clean[0] != '\0')
		cell_put(sighting, CELL(handle), clean);
}

void
cell_time(struct intake *intake, struct sighting *sighting, size_t cell, when_ms ms)
{
	char text[WHEN_TEXT_MAX];

	when_print(ms, text);
	cell_put(sighting, cell, arena_text(&intake->arena, span_of(text)));
}

struct told_value
told_json(const json_t *value)
{
	struct told_value told = {.kind = value != NULL ? TOLD_OTHER : TOLD_NOT};

	if (json_is_string(value))
		told = (struct told_value){.kind = TOLD_TEXT,
					   .text = {json_string_value(value),
						    json_string_length(value)}};
	else if (json_is_integer(value))
		told =
		    (struct told_value){.kind = TOLD_NUMBER, .number = json_integer_value(value)};
	return told;
}

/* What tools write where they have no number. */
static bool
is_zero(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] == '0')
		n++;
	return n == text.n;
}

const char *
told_id(struct arena *arena, const struct told_value *value)
{
	if (value->kind == TOLD_NUMBER && value->number > 0)
		return arena_printf(arena, "%" PRId64, value->number);
	if (value->kind != TOLD_TEXT || value->text.n > record_field(story_story_id)->max ||
	    !field_text_good(FIELD_ID, value->text) || is_zero(value->text))
		return NULL;
	return arena_text(arena, value->text);
}

const char *
id_text(struct arena *arena, const json_t *value)
{
	const struct told_value told = told_json(value);

	return told_id(arena, &told);
}

bool
expiry_can_be(when_ms taken_at)
{
	char text[WHEN_TEXT_MAX];
	when_ms expiry;

	when_print(taken_at + WHEN_DAY, text);
	return when_parse(span_of(text), &expiry);
}

static when_ms
expiring(when_ms ms)
{
	return ms != WHEN_NONE && expiry_can_be(ms) ? ms : WHEN_NONE;
}

when_ms
story_time(const json_t *value)
{
	return expiring(time_value(value));
}

static when_ms
time_of(const struct told_value *value)
{
	char digits[TIME_TEXT + 1], *after;
	when_ms ms;

	if (value->kind == TOLD_NUMBER)
		return when_from_seconds(value->number, &ms) ? ms : WHEN_NONE;
	if (value->kind != TOLD_TEXT || value->text.n == 0)
		return WHEN_NONE;
	if (when_parse(value->text, &ms))
		return ms;
	snprintf(digits, sizeof digits, "%.*s", (int)value->text.n, value->text.p);
	return value->text.n <= TIME_TEXT && when_from_seconds(strtoll(digits, &after, 10), &ms) &&
		       *after == '\0'
		   ? ms
		   : WHEN_NONE;
}

when_ms
told_story_time(const struct told_value *value)
{
	return expiring(time_of(value));
}

when_ms
time_value(const json_t *value)
{
	const struct told_value told = told_json(value);
	when_ms ms;

	if (json_is_real(value) && json_real_value(value) > 0 && json_real_value(value) < 1e12)
		return when_from_seconds((int64_t)json_real_value(value), &ms) ? ms : WHEN_NONE;
	return time_of(&told);
}

/* Appends a tag to the list unless it stands there already, compared without case. */
static void
add_tag(struct intake *intake, struct buf *list, struct span tag)
{
	char *text = arena_text(&intake->arena, tag);
	char *folded = hygiene_fold(&intake->arena, text);
	struct buf quoted = BUF_MAX(LIST_MAX);

	jsonw_text(&quoted, span_of(folded));
	if (strstr(buf_text(list), buf_text(&quoted)) == NULL && list->n + quoted.n + 2 < LIST_MAX)
		jsonw_json(list, buf_span(&quoted));
	buf_release(&quoted);
}

/* The tag without its mark; "" where the sticker has none. */
static const char *
tag_of_sticker(struct intake *intake, const json_t *sticker)
{
	const json_t *tag = json_object_get(sticker, "hashtag");
	const json_t *name = json_is_object(tag) ? tag : sticker;
	bool mended = false;
	const char *clean;

	if (json_is_object(name))
		name = json_object_get(name, "name");
	if (!json_is_string(name))
		return "";
	clean =
	    clean_text(&intake->arena,
		       (struct span){json_string_value(name), json_string_length(name)}, &mended);
	return clean + (clean[0] == '#');
}

void
cell_hashtags(struct intake *intake, struct sighting *sighting, const char *caption,
	      const json_t *stickers)
{
	struct buf list = BUF_MAX(LIST_MAX);
	struct mention found;
	size_t at = 0, i;
	json_t *sticker;

	if (stickers == NULL && (caption == NULL || strchr(caption, '#') == NULL))
		return;
	jsonw_open(&list, '[');
	while (caption != NULL && mention_next(caption, &at, &found))
		if (found.kind == MENTION_HASHTAG)
			add_tag(intake, &list, found.name);
	json_array_foreach(stickers, i, sticker)
	{
		const char *clean = i < TAGS_MAX ? tag_of_sticker(intake, sticker) : "";

		if (clean[0] != '\0')
			add_tag(intake, &list, span_of(clean));
	}
	jsonw_close(&list, ']');
	if (list.n > 2)
		cell_put(sighting, CELL(hashtags), arena_text(&intake->arena, buf_span(&list)));
	if (json_array_size(stickers) == 0)
		sighting->cells[CELL(hashtags)].rank = RANK_DERIVED;
	buf_release(&list);
}
