/* The Graph API's shapes: pages of stories, insights of one story. */
#include "lib/jsonw.h"

#include "transform/map/sighting.h"

#define METRICS_MAX 32 /* metrics one call can ask for; the server knows 24 names */

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
	const char *part = link != NULL ? strrchr(link, '/') : NULL;
	size_t n;

	if (part == NULL || strstr(link, "/stories/") == NULL)
		return NULL;
	n = strspn(part + 1, "0123456789");
	if (n < 15 || n > 20 || part[1 + n] != '\0')
		return NULL;
	return arena_text(&intake->arena, (struct span){part + 1, n});
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
	s.account_id = text_of(intake, record_text(raw->record, raw_account_id));
	if (s.account_id == NULL)
		s.account_id =
		    id_text(&intake->arena, json_object_get(json_object_get(item, "owner"), "id"));
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

static bool
is_id(struct span text)
{
	return text.n <= record_field(observation_story_id)->max && field_text_good(FIELD_ID, text);
}

/* The story an insights answer is about: what the capture says, else the path's first part. */
static const char *
insights_story(struct intake *intake, const struct raw *raw)
{
	struct span told = record_text(raw->record, raw_story_id);
	struct span request = record_text(raw->record, raw_request);
	const char *end, *p;

	if (told.n != 0)
		return arena_text(&intake->arena, told);
	if (request.n == 0)
		return NULL;
	end = memmem(request.p, request.n, "/insights", 9);
	for (p = end; p != NULL && p > request.p && p[-1] != '/'; p--)
		;
	if (p == NULL || !is_id((struct span){p, (size_t)(end - p)}))
		return NULL;
	return arena_text(&intake->arena, (struct span){p, (size_t)(end - p)});
}

/* The names after "metric=" in the request; returns how many. */
static size_t
asked_metrics(struct intake *intake, const struct raw *raw, const char *names[METRICS_MAX])
{
	struct span request = record_text(raw->record, raw_request);
	const char *p = request.n != 0 ? memmem(request.p, request.n, "metric=", 7) : NULL;
	size_t n = 0;

	if (p == NULL)
		return 0;
	for (p += 7; n < METRICS_MAX; p++) {
		size_t length = strspn(p, "abcdefghijklmnopqrstuvwxyz_0123456789");

		if (length != 0 && length <= record_field(observation_metric)->max)
			names[n++] = arena_text(&intake->arena, (struct span){p, length});
		p += length;
		if (*p == '%' && strncmp(p, "%2C", 3) == 0)
			p += 2;
		else if (*p != ',')
			break;
	}
	return n;
}

/* Why an insights call gave no values, by the error's code. */
static const char *
state_of_error(const json_t *error)
{
	static const struct {
		json_int_t code, subcode; /* subcode 0: any */
		const char *state;
	} rows[] = {
	    {100, 33, "expired"},    {100, 0, "unsupported"}, {4, 0, "throttled"},
	    {17, 0, "throttled"},    {32, 0, "throttled"},    {613, 0, "throttled"},
	    {80002, 0, "throttled"}, {341, 0, "throttled"},   {3, 0, "denied"},
	    {102, 0, "denied"},      {190, 0, "denied"},      {200, 0, "denied"},
	};
	json_int_t code = json_integer_value(json_object_get(error, "code"));
	json_int_t subcode = json_integer_value(json_object_get(error, "error_subcode"));
	const char *message = json_string_value(json_object_get(error, "message"));

	if (code == 10)
		return message != NULL && strstr(message, "Not enough viewers") != NULL
			   ? "too_few_viewers"
			   : "denied";
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].code == code && (rows[i].subcode == 0 || rows[i].subcode == subcode))
			return rows[i].state;
	return NULL;
}

/* The number of a metric without breakdown, in either of the two shapes. */
static const json_t *
metric_value(const json_t *metric)
{
	const json_t *values = json_object_get(metric, "values");
	const json_t *value = json_object_get(json_array_get(values, 0), "value");

	return value != NULL ? value
			     : json_object_get(json_object_get(metric, "total_value"), "value");
}

static const json_t *
find_metric(const json_t *data, const char *name)
{
	size_t i;
	json_t *metric;

	json_array_foreach(data, i, metric)
	{
		const char *found = json_string_value(json_object_get(metric, "name"));

		if (found != NULL && strcmp(found, name) == 0)
			return metric;
	}
	return NULL;
}

/* Every metric that was asked for gets a reading: a value, or the reason why there is none. */
static void
map_insights(struct intake *intake, const struct raw *raw, struct reading *reading)
{
	const json_t *data = json_object_get(raw->body, "data");
	const char *why = state_of_error(json_object_get(raw->body, "error"));
	const char *names[METRICS_MAX];
	size_t n = asked_metrics(intake, raw, names);

	for (size_t i = 0; i < n; i++) {
		const json_t *value = metric_value(find_metric(data, names[i]));

		reading->metric = names[i];
		reading->value = json_integer_value(value);
		reading->state = json_is_integer(value) ? "ok"
				 : json_is_array(data)  ? "not_yet"
							: why;
		if (reading->state != NULL)
			intake_reading(intake, reading);
	}
}

static bool
is_insights(const struct raw *raw)
{
	struct span request = record_text(raw->record, raw_request);

	return request.n != 0 && memmem(request.p, request.n, "/insights", 9) != NULL;
}

void
map_graph(struct intake *intake, const struct raw *raw)
{
	const json_t *data = json_object_get(raw->body, "data");
	struct reading reading = {.observed_at = raw->fetched_at,
				  .handle = record_text(raw->record, raw_handle),
				  .source = SOURCE_GRAPH,
				  .raw_sha256 = raw->sha256};
	size_t i;
	json_t *item;

	if (is_insights(raw)) {
		reading.story_id = insights_story(intake, raw);
		reading.account_id = text_of(intake, record_text(raw->record, raw_account_id));
		if (reading.story_id != NULL && reading.account_id != NULL &&
		    raw->fetched_at != WHEN_NONE)
			map_insights(intake, raw, &reading);
		return;
	}
	if (json_is_array(data)) {
		json_array_foreach(data, i, item) map_item(intake, raw, item);
	} else if (json_object_get(raw->body, "id") != NULL &&
		   json_object_get(raw->body, "timestamp") != NULL) {
		map_item(intake, raw, raw->body);
	}
}
