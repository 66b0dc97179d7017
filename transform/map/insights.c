/*
 * Answers to questions for insights. Every metric that was asked for gets a reading where the
 * answer says something about it: a value, or why there is none.
 */
#include "transform/map/metric.h"
#include "transform/map/sighting.h"

#define METRICS_MAX 32 /* metrics one call can ask for; the server knows 24 names */

/* How late a reading counts as the last: hardly anything is added in what is left of 24 hours. */
#define FINAL_AGE (WHEN_DAY - 2400 * WHEN_SECOND)

#define ANY (-999999) /* no subcode has this number */

struct refusal {
	const char *state; /* NULL: nothing follows */
	bool of_one;       /* about one metric: of several that were asked for nobody knows which */
};

/* What the errors say of a reading; the first row that fits. The numbers are Meta's. */
static const struct {
	json_int_t first, last, subcode;
	struct refusal refusal;
} refusals[] = {
    {-2, -1, ANY, {"not_yet", false}},
    {1, 2, ANY, {"not_yet", false}},
    {3, 3, ANY, {"denied", false}},
    {4, 4, ANY, {"throttled", false}},
    {17, 17, ANY, {"throttled", false}},
    {24, 24, ANY, {"expired", false}},
    {32, 32, ANY, {"throttled", false}},
    {100, 100, 33, {"expired", false}},
    {100, 100, 2108006, {"unsupported", false}},
    {100, 100, ANY, {"unsupported", true}},
    {102, 102, ANY, {"denied", false}},
    {104, 104, ANY, {"denied", false}},
    {190, 190, ANY, {"denied", false}},
    {200, 299, ANY, {"denied", false}},
    {341, 341, ANY, {"throttled", false}},
    {368, 368, ANY, {"throttled", false}},
    {613, 613, ANY, {"throttled", false}},
    {9005, 9005, ANY, {"unsupported", true}},
    {80000, 80014, ANY, {"throttled", false}},
    {2874010, 2874010, ANY, {"too_few_viewers", false}},
};

/* Where no code helps. */
static const struct {
	int64_t first, last;
	const char *state;
} statuses[] = {
    {401, 401, "denied"},
    {403, 403, "denied"},
    {429, 429, "throttled"},
    {500, 599, "not_yet"},
};

static struct refusal
refusal_of_status(const struct raw *raw, const json_t *error)
{
	int64_t status = record_int(raw->record, raw_http_status);

	if (json_is_true(json_object_get(error, "is_transient")))
		return (struct refusal){"not_yet", false};
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (status >= statuses[i].first && status <= statuses[i].last)
			return (struct refusal){statuses[i].state, false};
	return (struct refusal){NULL, false};
}

/* Codes with two meanings that only the words tell apart. */
static const struct {
	json_int_t code;
	const char *words, *state;
} spoken[] = {
    {10, "ot enough viewers", "too_few_viewers"},
    {10, "", "denied"},
    {100, "appsecret_proof", "denied"},
};

static bool
refusal_by_words(const json_t *error, json_int_t code, struct refusal *refusal)
{
	const char *message = json_string_value(json_object_get(error, "message"));

	for (size_t i = 0; i < COUNT(spoken); i++) {
		if (code != spoken[i].code ||
		    strstr(message != NULL ? message : "", spoken[i].words) == NULL)
			continue;
		*refusal = (struct refusal){spoken[i].state, false};
		return true;
	}
	return false;
}

static struct refusal
refusal_of(const struct raw *raw)
{
	const json_t *error = json_object_get(raw->body, "error");
	json_int_t code = json_integer_value(json_object_get(error, "code"));
	json_int_t subcode = json_integer_value(json_object_get(error, "error_subcode"));
	struct refusal refusal;

	if (!json_is_object(error))
		return (struct refusal){NULL, false};
	if (refusal_by_words(error, code, &refusal))
		return refusal;
	/* 1 has variants that say themselves that they will not pass */
	if (code == 1 && subcode != 0 && json_is_false(json_object_get(error, "is_transient")))
		return (struct refusal){NULL, false};
	for (size_t i = 0; i < COUNT(refusals); i++)
		if (code >= refusals[i].first && code <= refusals[i].last &&
		    (refusals[i].subcode == ANY || refusals[i].subcode == subcode))
			return refusals[i].refusal;
	return refusal_of_status(raw, error);
}

bool
is_insights(const struct raw *raw)
{
	struct span request = record_text(raw->record, raw_request);

	return request.n != 0 && memmem(request.p, request.n, "/insights", 9) != NULL;
}

static bool
is_id(struct span text)
{
	return text.n <= record_field(observation_story_id)->max && field_text_good(FIELD_ID, text);
}

/* The story an insights answer is about: what the capture says, else the path's first part. */
static const char *
story_of(struct intake *intake, const struct raw *raw)
{
	struct span told = record_text(raw->record, raw_story_id);
	struct span request = record_text(raw->record, raw_request);
	const char *end, *p;

	if (told.n != 0)
		return arena_text(&intake->arena, told);
	end = memmem(request.p, request.n, "/insights", 9);
	for (p = end; p != NULL && p > request.p && p[-1] != '/'; p--)
		;
	if (p == NULL || !is_id((struct span){p, (size_t)(end - p)}))
		return NULL;
	return arena_text(&intake->arena, (struct span){p, (size_t)(end - p)});
}

/* Past the comma at p, plain or encoded; NULL where there is none. */
static const char *
after_comma(const char *p)
{
	if (*p == ',')
		return p + 1;
	return strncasecmp(p, "%2c", 3) == 0 ? p + 3 : NULL;
}

/* The names after "metric=" in the request; returns how many. */
static size_t
asked_metrics(struct intake *intake, const struct raw *raw, const char *names[METRICS_MAX])
{
	const char *p = arena_text(&intake->arena, record_text(raw->record, raw_request));
	size_t n = 0;

	p = strstr(p, "metric=");
	for (p = p != NULL ? p + 7 : NULL; p != NULL && n < METRICS_MAX;) {
		struct span name = {p, strspn(p, "abcdefghijklmnopqrstuvwxyz_0123456789")};

		if (name.n != 0)
			names[n++] = arena_text(&intake->arena, name);
		p = after_comma(p + name.n);
	}
	return n;
}

/* The number of a metric, in either of the two shapes. */
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

static void
put_reading(struct intake *intake, struct reading *reading, const char *metric, const char *state,
	    int64_t count, when_ms taken_at)
{
	bool read = strcmp(state, "ok") == 0 || strcmp(state, "too_few_viewers") == 0;

	reading->metric = metric;
	reading->state = state;
	reading->value = count;
	reading->is_final =
	    read && taken_at != WHEN_NONE && reading->observed_at - taken_at >= FINAL_AGE;
	intake_reading(intake, reading);
}

/* One part: {"dimension_values":["TAP_EXIT"],"value":1}, in capitals or not. */
static void
map_part(struct intake *intake, struct reading *reading, const char *metric, const json_t *part,
	 when_ms taken_at)
{
	const json_t *words = json_object_get(part, "dimension_values");
	const json_t *word = json_array_get(words, 0), *value = json_object_get(part, "value");
	const char *name;
	int64_t count;

	if (json_array_size(words) != 1 || !json_is_string(word) || !metric_count(value, &count) ||
	    count == METRIC_TOO_FEW)
		return;
	name = metric_part_name(&intake->arena, metric,
				(struct span){json_string_value(word), json_string_length(word)});
	if (name != NULL)
		put_reading(intake, reading, name, "ok", count, taken_at);
}

static void
map_parts(struct intake *intake, struct reading *reading, const char *metric, const json_t *found,
	  when_ms taken_at)
{
	const json_t *total = json_object_get(found, "total_value");
	size_t i, j;
	json_t *breakdown, *part;

	json_array_foreach(json_object_get(total, "breakdowns"), i, breakdown)
	{
		json_array_foreach(json_object_get(breakdown, "results"), j, part)
		    map_part(intake, reading, metric, part, taken_at);
	}
}

/* An empty list, or one without the metric, is Meta's way to say that there is no value yet. */
static void
map_metric(struct intake *intake, const struct raw *raw, struct reading *reading, const char *asked,
	   const char *refused)
{
	const json_t *data = json_object_get(raw->body, "data");
	const json_t *found = find_metric(data, asked), *value = metric_value(found);
	const char *name = metric_name(&intake->arena, span_of(asked)),
		   *state = json_is_array(data) ? "not_yet" : refused;
	int64_t count = 0;
	when_ms taken_at = record_time(raw->record, raw_taken_at);

	if (metric_count(value, &count))
		state = count == METRIC_TOO_FEW ? "too_few_viewers" : "ok";
	if (name == NULL || state == NULL)
		return;
	put_reading(intake, reading, name, state, count > 0 ? count : 0, taken_at);
	map_parts(intake, reading, name, found, taken_at);
}

void
map_insights(struct intake *intake, const struct raw *raw)
{
	struct span account = record_text(raw->record, raw_account_id);
	struct reading reading = {.story_id = story_of(intake, raw),
				  .observed_at = raw->fetched_at,
				  .handle = record_text(raw->record, raw_handle),
				  .source = raw->source,
				  .raw_sha256 = raw->sha256};
	struct refusal refusal = refusal_of(raw);
	const char *names[METRICS_MAX];
	size_t n = asked_metrics(intake, raw, names);

	if (reading.story_id == NULL || account.n == 0 || raw->fetched_at == WHEN_NONE)
		return;
	reading.account_id = arena_text(&intake->arena, account);
	for (size_t i = 0; i < n; i++)
		map_metric(intake, raw, &reading, names[i],
			   refusal.of_one && n > 1 ? NULL : refusal.state);
}
