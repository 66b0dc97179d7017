#include "ingest/graph/insights.h"

#include "tests/unit/unit.h"

#define MINUTE (60 * WHEN_SECOND)

/* The questions of one reading, as "metrics/breakdown;". */
static void
questions(struct buf *out, metricset set, bool singly)
{
	metricset next;

	while ((next = metrics_next(set, singly)) != 0) {
		metrics_put(out, next);
		buf_printf(out, "/%s;", metrics_breakdown(next));
		set &= ~next;
	}
}

static void
metrics_go_together_where_they_can(void **state)
{
	struct buf out = BUF_MAX(4096);

	(void)state;
	questions(&out, metrics_of(LOGIN_INSTAGRAM, false), false);
	assert_string_equal(buf_text(&out),
			    "views,reach,replies,shares,total_interactions,follows,"
			    "profile_visits/;navigation/story_navigation_action_type;"
			    "profile_activity/action_type;");
	buf_clear(&out);
	questions(&out, metrics_of(LOGIN_FACEBOOK, true) & ~metrics_of(LOGIN_FACEBOOK, false),
		  false);
	assert_string_equal(buf_text(&out), "reposts/;link_clicks/;facebook_views/;total_views/;");
	buf_clear(&out);
	questions(&out, metrics_of(LOGIN_INSTAGRAM, true) & ~metrics_of(LOGIN_INSTAGRAM, false),
		  false);
	assert_string_equal(buf_text(&out), "reposts/;link_clicks/;");
	buf_clear(&out);
	questions(&out, metrics_named("reach") | metrics_named("views"), true);
	assert_string_equal(buf_text(&out), "views/;reach/;");
	buf_release(&out);
	assert_int_equal(metrics_named("impressions"), 0);
	assert_string_equal(metrics_first_name(metrics_named("follows")), "follows");
}

/* The ages (in minutes) at which a story is read by a cron of so many minutes. */
static void
read_through(struct buf *out, int step)
{
	when_ms read_at = WHEN_NONE;
	bool last_read = false;

	for (int age = 7; age < 24 * 60; age += step) {
		when_ms now = age * MINUTE;

		if (!reading_is_due(0, read_at, last_read, now))
			continue;
		buf_printf(out, "%d:%02d ", age / 60, age % 60);
		read_at = now;
		last_read = reading_is_last(0, now);
	}
}

static void
curve_is_dense_at_its_end(void **state)
{
	struct buf out = BUF_MAX(4096);

	(void)state;
	read_through(&out, 10);
	assert_string_equal(buf_text(&out),
			    "0:07 1:57 3:47 5:37 7:27 9:17 11:07 12:57 14:47 16:37 18:07 19:07 "
			    "20:07 21:07 22:07 22:37 23:07 23:27 ");
	buf_clear(&out);
	read_through(&out, 60);
	assert_string_equal(buf_text(&out),
			    "0:07 2:07 4:07 6:07 8:07 10:07 12:07 14:07 16:07 18:07 19:07 20:07 "
			    "21:07 22:07 23:07 ");
	buf_release(&out);
}

static void
odd_times_are_read(void **state)
{
	(void)state;
	assert_true(reading_is_due(WHEN_NONE, 5, true, 6));
	assert_false(reading_is_last(WHEN_NONE, 6));
	/* taken in the future, or read there: a clock was wrong */
	assert_true(reading_is_due(WHEN_HOUR, WHEN_NONE, false, 0));
	assert_true(reading_is_due(0, WHEN_DAY, false, WHEN_HOUR));
	assert_false(reading_is_due(0, WHEN_NONE, true, 30 * WHEN_HOUR));
	assert_true(reading_is_last(0, 23 * WHEN_HOUR + 20 * MINUTE));
	assert_false(reading_is_last(0, 23 * WHEN_HOUR + 20 * MINUTE - 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(metrics_go_together_where_they_can),
	    cmocka_unit_test(curve_is_dense_at_its_end),
	    cmocka_unit_test(odd_times_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
