/*
 * Notices of webhooks: the last count of a story, which Meta sends about an hour after it
 * expired. One raw record is one change of field story_insights.
 */
#include "transform/map/metric.h"
#include "transform/map/sighting.h"

/* What a member that is no count is: the story's Graph id. */
static const char id_member[] = "media_id";

static void
map_count(struct intake *intake, struct reading *reading, const char *told, const json_t *value)
{
	int64_t count;

	reading->metric = metric_name(&intake->arena, span_of(told));
	if (reading->metric == NULL || !metric_count(value, &count))
		return;
	reading->state = count == METRIC_TOO_FEW ? "too_few_viewers" : "ok";
	reading->value = count == METRIC_TOO_FEW ? 0 : count;
	intake_reading(intake, reading);
}

static void
reject(struct intake *intake, const struct raw *raw, const char *reason, const char *detail)
{
	intake->items_in++;
	intake_reject(intake, raw, raw->sha256, reason, detail);
}

/* The story is told by its Graph id; which story that is, the other records of the set tell. */
void
map_webhook(struct intake *intake, const struct raw *raw)
{
	json_t *value = json_object_get(raw->body, "value"), *count;
	struct span account = record_text(raw->record, raw_account_id);
	struct reading reading = {.observed_at = raw->fetched_at,
				  .is_final = true,
				  .source = raw->source,
				  .raw_sha256 = raw->sha256};
	const char *told;

	reading.story_id = id_text(&intake->arena, json_object_get(value, id_member));
	if (reading.story_id == NULL)
		reject(intake, raw, "no_id", "the notice has no usable media_id");
	else if (account.n == 0)
		reject(intake, raw, "no_owner", "nothing says whose story it is");
	else if (raw->fetched_at == WHEN_NONE)
		reject(intake, raw, "no_time", "nothing says when the notice was sent");
	if (reading.story_id == NULL || account.n == 0 || raw->fetched_at == WHEN_NONE)
		return;
	reading.account_id = arena_text(&intake->arena, account);
	json_object_foreach(value, told, count) if (strcmp(told, id_member) != 0)
	    map_count(intake, &reading, told, count);
}
