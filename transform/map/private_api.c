/* The private-API item, the lingua franca of archives, as the mobile app gets it. */
#include "lib/jsonw.h"

#include "transform/hygiene.h"
#include "transform/map/sighting.h"

#define LIST_MAX 65536 /* bytes of a list in a story record; see records.def */

static const json_t *
get(const json_t *object, const char *key)
{
	return json_object_get(object, key);
}

/* Puts a cleaned text as a member, when there is one. */
static void
put_clean(struct intake *intake, struct buf *out, const char *key, const json_t *value)
{
	bool mended = false;
	const char *text;

	if (!json_is_string(value))
		return;
	text = hygiene_clean(&intake->arena,
			     (struct span){json_string_value(value), json_string_length(value)},
			     &mended);
	if (text[0] != '\0')
		jsonw_member_text(out, key, (struct span){text, strlen(text)});
}

static void
put_id(struct intake *intake, struct buf *out, const char *key, const json_t *value)
{
	const char *id = id_text(&intake->arena, value);

	if (id != NULL)
		jsonw_member_word(out, key, id);
}

/*
 * A list cell out of an array of stickers: absent or null says nothing, [] and [{}] say none.
 * `put` writes the members of one sticker; an object that stays empty is dropped.
 */
static void
list_cell(struct intake *intake, struct sighting *s, size_t cell, const json_t *stickers,
	  void (*put)(struct intake *intake, struct buf *out, const json_t *sticker))
{
	struct buf list = BUF_MAX(LIST_MAX);
	size_t i;
	json_t *sticker;

	if (!json_is_array(stickers))
		return;
	jsonw_open(&list, '[');
	json_array_foreach(stickers, i, sticker)
	{
		size_t before = list.n;

		jsonw_open(&list, '{');
		put(intake, &list, sticker);
		if (list.n <= before + 2 && list.p[list.n - 1] == '{')
			list.n = before;
		else
			jsonw_close(&list, '}');
	}
	jsonw_close(&list, ']');
	if (list.over)
		s->sanitised = true;
	else if (list.n == 2)
		cell_none(s, cell);
	else
		cell_put(s, cell, arena_text(&intake->arena, buf_span(&list)));
	buf_release(&list);
}

static void
put_mention(struct intake *intake, struct buf *out, const json_t *sticker)
{
	const json_t *user = get(sticker, "user");

	if (!json_is_string(get(user, "username")))
		return;
	put_clean(intake, out, "handle", get(user, "username"));
	put_id(intake, out, "ig_pk", get(user, "pk"));
	put_clean(intake, out, "full_name", get(user, "full_name"));
}

static void
put_place(struct intake *intake, struct buf *out, const json_t *sticker)
{
	const json_t *location = get(sticker, "location");

	put_id(intake, out, "place_id", get(location, "pk"));
	put_clean(intake, out, "name", get(location, "name"));
	put_clean(intake, out, "short_name", get(location, "short_name"));
}

static void
put_link(struct intake *intake, struct buf *out, const json_t *sticker)
{
	const json_t *link = get(sticker, "story_link");
	const char *url = json_string_value(get(link, "url"));

	if (url == NULL || (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0))
		return;
	put_clean(intake, out, "url", get(link, "url"));
	put_clean(intake, out, "title", get(link, "link_title"));
}

/* The candidate with the most pixels: the list is in no order. */
static const json_t *
largest(const json_t *candidates)
{
	const json_t *best = NULL;
	json_int_t most = -1;
	size_t i;
	json_t *one;

	json_array_foreach(candidates, i, one)
	{
		json_int_t width = json_integer_value(get(one, "width"));

		if (json_is_string(get(one, "url")) && width > most) {
			best = one;
			most = width;
		}
	}
	return best;
}

static void
fill_media(struct intake *intake, struct sighting *s, const json_t *item)
{
	static const char *const types[] = {NULL, "IMAGE", "VIDEO"};
	json_int_t type = json_integer_value(get(item, "media_type"));
	const json_t *image = largest(get(get(item, "image_versions2"), "candidates"));
	const json_t *video = largest(get(item, "video_versions"));
	double duration = json_number_value(get(item, "video_duration"));

	if (type == 1 || type == 2)
		cell_put(s, CELL(media_type), types[type]);
	cell_text(intake, s, CELL(media_url), get(video != NULL ? video : image, "url"));
	if (video != NULL)
		cell_text(intake, s, CELL(thumbnail_url), get(image, "url"));
	if (json_is_integer(get(item, "original_width")))
		cell_int(intake, s, CELL(width), json_integer_value(get(item, "original_width")));
	if (json_is_integer(get(item, "original_height")))
		cell_int(intake, s, CELL(height), json_integer_value(get(item, "original_height")));
	if (duration > 0 && duration < 3600)
		cell_int(intake, s, CELL(duration_ms), (int64_t)(duration * 1000 + 0.5));
}

/* null: seen as none; an object with text, or a plain text: the caption. */
static void
fill_caption(struct intake *intake, struct sighting *s, const json_t *item)
{
	const json_t *caption = get(item, "caption");

	if (json_is_null(caption))
		cell_none(s, CELL(caption));
	else
		cell_text(intake, s, CELL(caption),
			  json_is_object(caption) ? get(caption, "text") : caption);
	cell_hashtags(intake, s, s->cells[CELL(caption)].text, get(item, "story_hashtags"));
}

static void
fill_cells(struct intake *intake, struct sighting *s, const json_t *item, const char *ig_pk,
	   when_ms taken_at)
{
	when_ms expires_at = time_value(get(item, "expiring_at"));

	if (ig_pk != NULL)
		cell_put(s, CELL(ig_pk), ig_pk);
	cell_time(intake, s, CELL(taken_at), taken_at);
	cell_time(intake, s, CELL(expires_at),
		  expires_at != WHEN_NONE && expires_at > taken_at ? expires_at
								   : taken_at + WHEN_DAY);
	cell_text(intake, s, CELL(shortcode), get(item, "code"));
	fill_media(intake, s, item);
	fill_caption(intake, s, item);
	cell_text(intake, s, CELL(alt_text), get(item, "accessibility_caption"));
	list_cell(intake, s, CELL(mentions), get(item, "reel_mentions"), put_mention);
	list_cell(intake, s, CELL(places), get(item, "story_locations"), put_place);
	list_cell(intake, s, CELL(links), get(item, "story_link_stickers"), put_link);
	if (json_is_boolean(get(item, "is_paid_partnership")))
		cell_put(s, CELL(paid_partnership),
			 json_is_true(get(item, "is_paid_partnership")) ? "true" : "false");
}

/* "<pk>_<owner pk>": the prefix is right even where pk went through a float. */
static const char *
pk_of(struct intake *intake, const json_t *item)
{
	const char *id = json_string_value(get(item, "id"));
	size_t n = id != NULL ? strspn(id, "0123456789") : 0;

	if (n >= 15 && (id[n] == '_' || id[n] == '\0'))
		return arena_text(&intake->arena, (struct span){id, n});
	return id_text(&intake->arena, get(item, "pk"));
}

void
map_private_api(struct intake *intake, const struct raw *raw)
{
	const json_t *item = raw->body;
	struct sighting s = {.source = SOURCE_PRIVATE_API,
			     .observed_at = raw->fetched_at,
			     .raw_sha256 = raw->sha256,
			     .sanitised = raw->salvaged};
	struct span ig_pk = record_text(raw->record, raw_ig_pk);
	struct span account = record_text(raw->record, raw_account_id);
	struct span handle = record_text(raw->record, raw_handle);
	const char *pk_text = ig_pk.n != 0 ? arena_text(&intake->arena, ig_pk) : NULL;
	const char *handle_text = handle.n != 0 ? arena_text(&intake->arena, handle) : NULL;
	struct local_date day = {.year = 0};
	const struct handle *row;
	when_ms taken_at = story_time(get(item, "taken_at"));

	intake->items_in++;
	s.story_id = pk_of(intake, item);
	s.account_id = account.n != 0 ? arena_text(&intake->arena, account) : NULL;
	if (taken_at != WHEN_NONE)
		day = zone_calendar_day("UTC", taken_at);
	row = facts_handle(intake->facts, s.account_id, pk_text, handle_text, &day);
	if (s.account_id == NULL && row != NULL && row->account_id[0] != '\0')
		s.account_id = row->account_id;
	if (s.account_id == NULL)
		s.account_id = pk_text;
	cell_handle(intake, &s, handle);
	if (s.story_id == NULL)
		intake_reject(intake, raw, raw->sha256, "no_id", "the story has no usable id");
	else if (s.account_id == NULL)
		intake_reject(intake, raw, s.story_id, "no_owner",
			      "nothing says whose story it is");
	else if (taken_at == WHEN_NONE)
		intake_reject(intake, raw, s.story_id, "no_time", "taken_at is missing or no time");
	else {
		fill_cells(intake, &s, item, pk_text, taken_at);
		intake_sighting(intake, &s);
	}
}
