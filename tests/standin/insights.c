#include <inttypes.h>

#include "lib/jsonw.h"
#include "tests/standin/standin.h"

#define NO_BREAKDOWN NULL

/* The metrics that the server knew, in its order; those of stories have a rate. */
static const struct metric {
	const char *name;
	unsigned share;        /* percent of the viewers; 0 = not for stories */
	const char *breakdown; /* that it can be asked with */
} metrics[] = {
    {"impressions", 0, NO_BREAKDOWN},
    {"reach", 100, NO_BREAKDOWN},
    {"replies", 2, NO_BREAKDOWN},
    {"saved", 0, NO_BREAKDOWN},
    {"likes", 0, NO_BREAKDOWN},
    {"comments", 0, NO_BREAKDOWN},
    {"shares", 3, NO_BREAKDOWN},
    {"total_interactions", 9, NO_BREAKDOWN},
    {"follows", 1, NO_BREAKDOWN},
    {"profile_visits", 5, NO_BREAKDOWN},
    {"profile_activity", 4, "action_type"},
    {"navigation", 120, "story_navigation_action_type"},
    {"ig_reels_video_view_total_time", 0, NO_BREAKDOWN},
    {"ig_reels_avg_watch_time", 0, NO_BREAKDOWN},
    {"views", 130, NO_BREAKDOWN},
    {"reels_skip_rate", 0, NO_BREAKDOWN},
    {"reposts", 1, NO_BREAKDOWN},
    {"facebook_views", 50, NO_BREAKDOWN},
    {"crossposted_views", 0, NO_BREAKDOWN},
    {"content_views", 0, NO_BREAKDOWN},
    {"total_views", 180, NO_BREAKDOWN},
    {"total_likes", 0, NO_BREAKDOWN},
    {"total_comments", 0, NO_BREAKDOWN},
    {"link_clicks", 2, NO_BREAKDOWN},
};

static const char *const navigation[] = {"tap_forward", "tap_back", "tap_exit", "swipe_forward"};
static const char *const actions[] = {"email", "text", "direction", "bio_link_clicked"};

#define METRICS_MAX 16

/* Viewers grow quickly at first; the numbers of a story never fall. */
static uint64_t
viewers(const struct standin *standin, const struct story *story)
{
	when_ms age = world_now(&standin->world) - story->taken_at;
	uint64_t most = 100 + story->seed % 100000;

	return most - most * (uint64_t)WHEN_HOUR / (uint64_t)(WHEN_HOUR + age);
}

static const struct metric *
metric_of(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT(metrics); i++)
		if (strlen(metrics[i].name) == n && memcmp(metrics[i].name, name, n) == 0)
			return &metrics[i];
	return NULL;
}

static void
refuse_unknown(size_t place, struct reply *reply)
{
	struct buf message = BUF_MAX(4096);

	buf_printf(&message, "(#100) metric[%zu] must be one of the following values: ", place);
	for (size_t i = 0; i < COUNT(metrics); i++)
		buf_printf(&message, "%s%s", i == 0 ? "" : ", ", metrics[i].name);
	reply_error(reply, 100, 0, buf_text(&message));
	buf_release(&message);
}

/* Splits the list; false with the refusal in the reply. */
static bool
read_metrics(const char *asked, const struct metric **list, size_t *n, struct reply *reply)
{
	for (*n = 0; *asked != '\0' && *n < METRICS_MAX; ++*n) {
		size_t length = strcspn(asked, ",");

		list[*n] = metric_of(asked, length);
		if (list[*n] == NULL) {
			refuse_unknown(*n, reply);
			return false;
		}
		asked += length + (asked[length] == ',' ? 1 : 0);
	}
	if (*n == 0)
		reply_error(reply, 100, 0, "(#100) The parameter metric is required");
	return *n != 0;
}

/* Whether all of them can be had; one that cannot voids them all. */
static bool
check_metrics(const struct standin *standin, const struct story *story,
	      const struct metric *const *list, size_t n, const char *breakdown,
	      struct reply *reply)
{
	char message[256];

	for (size_t i = 0; i < n; i++) {
		if (list[i]->share == 0) {
			snprintf(message, sizeof message,
				 "(#100) The Media Insights API does not support the %s metric for "
				 "this media product type.",
				 list[i]->name);
			reply_error(reply, 100, 0, message);
			return false;
		}
		if (strcmp(list[i]->name, "facebook_views") == 0) {
			reply_error(
			    reply, 100, 2207086,
			    "Media was not shared to Facebook, so this metric is not there");
			return false;
		}
		if (breakdown != NULL &&
		    (list[i]->breakdown == NULL || strcmp(list[i]->breakdown, breakdown) != 0)) {
			reply_error(reply, 1, 0, "An unknown error has occurred");
			return false;
		}
	}
	if (standin->few_viewers && story->seed % 7 == 0) {
		reply_error(reply, 10, 0,
			    "(#10) Not enough viewers for the media to show insights");
		return false;
	}
	return true;
}

static void
put_breakdown(struct buf *out, const char *key, uint64_t value)
{
	const char *const *names = key[0] == 'a' ? actions : navigation;
	uint64_t quarter = value / 4;

	buf_printf(out,
		   ",\"total_value\":{\"value\":%" PRIu64 ",\"breakdowns\":[{\"dimension_keys\":[",
		   value);
	buf_printf(out, "\"%s\"],\"results\":[", key);
	for (size_t i = 0; i < 4; i++)
		buf_printf(out, "%s{\"dimension_values\":[\"%s\"],\"value\":%" PRIu64 "}",
			   i == 0 ? "" : ",", names[i], i == 0 ? value - 3 * quarter : quarter);
	buf_puts(out, "]}]}");
}

static void
put_metric(struct buf *out, const struct story *story, const struct metric *metric, uint64_t value,
	   const char *breakdown)
{
	buf_printf(out,
		   "{\"name\":\"%s\",\"period\":\"lifetime\",\"values\":[{\"value\":%" PRIu64
		   "}],\"title\":\"%s\",\"description\":\"%s of a story.\"",
		   metric->name, value, metric->name, metric->name);
	if (breakdown != NULL)
		put_breakdown(out, breakdown, value);
	buf_printf(out, ",\"id\":\"%s\\/insights\\/%s\\/lifetime\"}", story->id, metric->name);
}

void
insights_answer(const struct standin *standin, const struct request *request,
		const struct story *story, struct reply *reply)
{
	const char *asked = request_parameter(request, "metric");
	const char *breakdown = request_parameter(request, "breakdown");
	const struct metric *list[METRICS_MAX];
	size_t n;

	if (!read_metrics(asked != NULL ? asked : "", list, &n, reply) ||
	    !check_metrics(standin, story, list, n, breakdown, reply))
		return;
	buf_puts(&reply->body, "{\"data\":[");
	for (size_t i = 0; i < n; i++) {
		if (i != 0)
			buf_putc(&reply->body, ',');
		put_metric(&reply->body, story, list[i],
			   viewers(standin, story) * list[i]->share / 100, breakdown);
	}
	buf_puts(&reply->body, "]}");
}
