/* The Graph API's shapes: pages of stories; for insights see insights.c. */
#include "lib/jsonw.h"

#include "transform/map/archive.h"

static const char *
text_of(struct intake *intake, struct span text)
{
	return text.n != 0 ? arena_text(&intake->arena, text) : NULL;
}

/* The last part of a permalink, or the shortcode, tell the id where ig_id is not offered. */
static const char *
id_from_permalink(struct intake *intake, const json_t *item)
{
	const char *link = json_string_value(json_object_get(item, "permalink"));
	size_t end = link != NULL ? strcspn(link, "?#") : 0, from;

	if (link == NULL || strstr(link, "/stories/") == NULL ||
	    strstr(link, "/highlights/") != NULL)
		return NULL;
	end -= end > 0 && link[end - 1] == '/';
	for (from = end; from > 0 && link[from - 1] >= '0' && link[from - 1] <= '9'; from--)
		;
	if (end - from < 15 || end - from > 20 || from == 0 || link[from - 1] != '/')
		return NULL;
	return arena_text(&intake->arena, (struct span){link + from, end - from});
}

/* A shortcode is the id in base64url, the alphabet of which is A-Z a-z 0-9 - _. */
static const char *
id_from_shortcode(struct intake *intake, const json_t *item)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *code = json_string_value(json_object_get(item, "shortcode"));
	uint64_t id = 0;

	if (code == NULL || strlen(code) < 9 || strlen(code) > 11)
		return NULL;
	for (; *code != '\0'; code++) {
		const char *hit = strchr(alphabet, *code);

		if (hit == NULL || id >> 58 != 0)
			return NULL;
		id = id << 6 | (uint64_t)(hit - alphabet);
	}
	return arena_printf(&intake->arena, "%llu", (unsigned long long)id);
}

static const char *
story_id_of(struct intake *intake, const json_t *item)
{
	const char *id = id_text(&intake->arena, json_object_get(item, "ig_id"));

	if (id == NULL)
		id = id_from_permalink(intake, item);
	if (id == NULL)
		id = id_from_shortcode(intake, item);
	return id != NULL ? id : id_text(&intake->arena, json_object_get(item, "id"));
}

static void
fill_cells(struct intake *intake, struct sighting *s, const struct raw *raw, const json_t *item)
{
	static const struct {
		const char *member;
		size_t cell;
	} texts[] = {{"caption", CELL(caption)},       {"permalink", CELL(permalink)},
		     {"media_url", CELL(media_url)},   {"thumbnail_url", CELL(thumbnail_url)},
		     {"shortcode", CELL(shortcode)},   {"username", CELL(handle)},
		     {"media_type", CELL(media_type)}, {"alt_text", CELL(alt_text)}};
	when_ms taken_at = story_time(json_object_get(item, "timestamp"));

	cell_handle(intake, s, record_text(raw->record, raw_handle));
	for (size_t i = 0; i < COUNT(texts); i++)
		cell_text(intake, s, texts[i].cell, json_object_get(item, texts[i].member));
	cell_id(intake, s, CELL(graph_id), json_object_get(item, "id"));
	cell_time(intake, s, CELL(taken_at), taken_at);
	cell_time(intake, s, CELL(expires_at), taken_at + WHEN_DAY);
	if (s->cells[CELL(caption)].text != NULL)
		cell_hashtags(intake, s, s->cells[CELL(caption)].text, NULL);
}

/* An item tells its owner only to the account that made it, else a username alone. */
static const char *
account_of(struct intake *intake, const struct raw *raw, const json_t *item)
{
	const char *account = text_of(intake, record_text(raw->record, raw_account_id));
	const char *handle = json_string_value(json_object_get(item, "username"));

	if (account == NULL)
		account =
		    id_text(&intake->arena, json_object_get(json_object_get(item, "owner"), "id"));
	if (handle == NULL)
		handle = text_of(intake, record_text(raw->record, raw_handle));
	if (account != NULL || handle == NULL)
		return account;
	return account_of_handle(intake, handle, story_time(json_object_get(item, "timestamp")));
}

static void
map_item(struct intake *intake, const struct raw *raw, const json_t *item)
{
	struct sighting s = {.source = SOURCE_GRAPH,
			     .observed_at = raw->fetched_at,
			     .raw_sha256 = raw->sha256,
			     .sanitised = raw->salvaged};
	const char *key;

	intake->items_in++;
	s.story_id = story_id_of(intake, item);
	s.account_id = account_of(intake, raw, item);
	key = s.story_id != NULL ? s.story_id : raw->sha256;
	if (s.story_id == NULL)
		intake_reject(intake, raw, key, "no_id", "the story has no usable id");
	else if (s.account_id == NULL)
		intake_reject(intake, raw, key, "no_owner", "nothing says whose story it is");
	else if (story_time(json_object_get(item, "timestamp")) == WHEN_NONE)
		intake_reject(intake, raw, key, "no_time", "the timestamp is missing or no time");
	else {
		fill_cells(intake, &s, raw, item);
		intake_sighting(intake, &s);
	}
}

void
map_graph(struct intake *intake, const struct raw *raw)
{
	const json_t *data = json_object_get(raw->body, "data");
	size_t i;
	json_t *item;

	if (is_insights(raw)) {
		map_insights(intake, raw);
		return;
	}
	if (json_is_array(data)) {
		json_array_foreach(data, i, item) map_item(intake, raw, item);
	} else if (json_object_get(raw->body, "id") != NULL &&
		   json_object_get(raw->body, "timestamp") != NULL) {
		map_item(intake, raw, raw->body);
	}
}
