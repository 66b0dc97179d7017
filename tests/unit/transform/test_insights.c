/* Readings of insights: values, parts, and why there is none. */
#include "transform/map/sighting.h"

#include <getopt.h>

#include "lib/mem.h"
#include "tests/unit/unit.h"
#include "transform/harvest/entry.h"
#include "transform/harvest/whose.h"
#include "transform/map/metric.h"
#include "transform/stories/story.h"

#define SHA "\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\""
#define HARVEST_MEMORY ((size_t)1 << 20)
#define TAKEN "2023-04-15T07:00:00Z"

static struct settings *settings;
static struct facts_dir facts;
static struct intake intake;
static struct harvest harvest;
static struct arena arena;

/* What the harvest has of readings, in its order. */
static struct reading readings[16];
static size_t readings_n;

static int
begin(void **state)
{
	char *argv[] = {(char[]){"story-transform"}, NULL};
	struct fail fail = FAIL_NONE;

	(void)state;
	optind = 1;
	if (settings_read(&settings, PROGRAM_TRANSFORM, 1, argv, &fail) < 0)
		return -1;
	intake_init(&intake, &facts, settings);
	harvest_init(&harvest, HARVEST_MEMORY, NULL);
	readings_n = 0;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	intake_release(&intake);
	harvest_release(&harvest);
	arena_release(&arena);
	settings_free(settings);
	return 0;
}

static void
read_back(void)
{
	struct sorter *shelf = harvest.shelves[SHELF_READINGS];
	struct fail fail = FAIL_NONE;
	struct span entry;

	assert_int_equal(sorter_read(shelf, &fail), 0);
	for (readings_n = 0; sorter_next(shelf, &entry, &fail) > 0; readings_n++) {
		assert_true(readings_n < COUNT(readings));
		entry_reading_read((struct span){arena_text(&arena, entry), entry.n},
				   &readings[readings_n]);
	}
	sorter_close(shelf);
}

static void
take(const char *line)
{
	struct record record = RECORD_NONE;
	struct record_fault fault;
	struct fail fail = FAIL_NONE;

	if (record_read(span_of(line), &record, &fault) != RECORD_GOOD)
		fail_msg("%s: %s", fault.detail, line);
	intake_take(&intake, &record, span_of(line));
	record_release(&record);
	assert_int_equal(harvest_take(&harvest, &intake, &fail), 0);
	read_back();
}

/* An answer to a question for those metrics, read so many hours after the story was taken. */
static void
take_answer(const char *metrics, int hours, int minutes, int status, const char *body)
{
	char line[4096], at[WHEN_TEXT_MAX];
	when_ms taken;

	assert_true(when_parse(SPAN(TAKEN), &taken));
	when_print(taken + hours * WHEN_HOUR + minutes * 60 * WHEN_SECOND, at);
	snprintf(line, sizeof line,
		 "{\"type\":\"raw\",\"source\":\"graph\",\"account_id\":\"1\",\"story_id\":\"77\","
		 "\"taken_at\":\"" TAKEN "\",\"fetched_at\":\"%s\","
		 "\"request\":\"/v25.0/5/insights?metric=%s\",\"http_status\":%d," SHA
		 ",\"body\":%s}",
		 at, metrics, status, body);
	take(line);
}

static const struct reading *
only_reading(const char *metric)
{
	const struct reading *found = NULL;

	for (size_t i = 0; i < readings_n; i++) {
		if (strcmp(readings[i].metric, metric) != 0)
			continue;
		assert_null(found);
		found = &readings[i];
	}
	if (found == NULL)
		fail_msg("no reading of %s", metric);
	return found;
}

static void
assert_value(const char *metric, int64_t value)
{
	const struct reading *reading = only_reading(metric);

	assert_string_equal(reading->state, "ok");
	assert_int_equal(reading->value, value);
}

static void
values_in_both_shapes(void **state)
{
	(void)state;
	take_answer("views%2Creach%2cshares", 2, 0, 200,
		    "{\"data\":[{\"name\":\"views\",\"values\":[{\"value\":7}]},"
		    "{\"name\":\"reach\",\"total_value\":{\"value\":3}}]}");
	assert_int_equal(readings_n, 3);
	assert_value("views", 7);
	assert_value("reach", 3);
	assert_string_equal(only_reading("shares")->state, "not_yet");
	assert_string_equal(only_reading("views")->story_id, "77");
	assert_false(only_reading("views")->is_final);
}

/* Docs call counts text here and there; -1 stands for too few, and less than that for nothing. */
static void
counts_as_text_and_too_few(void **state)
{
	(void)state;
	take_answer("views,reach,replies,shares", 2, 0, 200,
		    "{\"data\":[{\"name\":\"views\",\"values\":[{\"value\":\"12\"}]},"
		    "{\"name\":\"reach\",\"values\":[{\"value\":-1}]},"
		    "{\"name\":\"replies\",\"values\":[{\"value\":-7}]},"
		    "{\"name\":\"shares\",\"values\":[{\"value\":\"a lot\"}]}]}");
	assert_int_equal(readings_n, 4);
	assert_value("views", 12);
	assert_string_equal(only_reading("reach")->state, "too_few_viewers");
	assert_string_equal(only_reading("replies")->state, "not_yet");
	assert_string_equal(only_reading("shares")->state, "not_yet");
}

static void
parts_beside_the_sum(void **state)
{
	(void)state;
	take_answer(
	    "navigation", 2, 0, 200,
	    "{\"data\":[{\"name\":\"navigation\",\"values\":[{\"value\":25}],\"total_value\":{"
	    "\"value\":25,\"breakdowns\":[{\"results\":["
	    "{\"dimension_values\":[\"TAP_FORWARD\"],\"value\":20},"
	    "{\"dimension_values\":[\"tap_exit\"],\"value\":4},"
	    "{\"dimension_values\":[\"swipe_forward\"]},"
	    "{\"dimension_values\":[\"a b\",\"c\"],\"value\":1},"
	    "{\"dimension_values\":[\"\\u2603\"],\"value\":1}]}]}}]}");
	assert_int_equal(readings_n, 3);
	assert_value("navigation", 25);
	assert_value("navigation_tap_forward", 20);
	assert_value("navigation_tap_exit", 4);
}

static void
one_name_whoever_tells_it(void **state)
{
	static const char *const names[][2] = {
	    {"taps_forward", "navigation_tap_forward"},
	    {"taps_back", "navigation_tap_back"},
	    {"exits", "navigation_tap_exit"},
	    {"swipe_forward", "navigation_swipe_forward"},
	    {"EXITS", "navigation_tap_exit"},
	    {"Profile visits", "profile_visits"},
	    {"impressions", "impressions"},
	    {"views", "views"},
	    {"", NULL},
	    {"a/b", NULL},
	    {"caf\xc3\xa9", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const char *name = metric_name(&intake.arena, span_of(names[i][0]));

		if (names[i][1] == NULL)
			assert_null(name);
		else
			assert_string_equal(name, names[i][1]);
	}
	assert_null(metric_name(&intake.arena, SPAN("a\0b")));
}

/* What an error says of one metric that was asked for alone, and of each of several. */
static void
why_there_is_none(void **state)
{
	static const struct {
		int status;
		const char *error, *alone, *each;
	} rows[] = {
	    {400, "\"code\":10,\"message\":\"(#10) Not enough viewers for the media\"",
	     "too_few_viewers", "too_few_viewers"},
	    {400, "\"code\":10,\"message\":\"(#10) no permission\"", "denied", "denied"},
	    {400, "\"code\":100", "unsupported", NULL},
	    {400, "\"code\":100,\"message\":\"Invalid appsecret_proof\"", "denied", "denied"},
	    {500, "\"code\":-1", "not_yet", "not_yet"},
	    {400, "\"code\":100,\"error_subcode\":2207086", "unsupported", NULL},
	    {400, "\"code\":100,\"error_subcode\":2108006", "unsupported", "unsupported"},
	    {400, "\"code\":100,\"error_subcode\":33", "expired", "expired"},
	    {400, "\"code\":190,\"error_subcode\":463", "denied", "denied"},
	    {403, "\"code\":200", "denied", "denied"},
	    {400, "\"code\":4", "throttled", "throttled"},
	    {400, "\"code\":80002", "throttled", "throttled"},
	    {400, "\"code\":613", "throttled", "throttled"},
	    {500, "\"code\":2,\"is_transient\":true", "not_yet", "not_yet"},
	    {500, "\"code\":1,\"error_subcode\":1965014,\"is_transient\":false", NULL, NULL},
	    {400, "\"code\":2874010", "too_few_viewers", "too_few_viewers"},
	    {400, "\"code\":4711", NULL, NULL},
	    {429, "\"message\":\"x\"", "throttled", "throttled"},
	    {401, "\"message\":\"x\"", "denied", "denied"},
	    {503, "\"message\":\"x\"", "not_yet", "not_yet"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (int n = 1; n <= 2; n++) {
			const char *want = n == 1 ? rows[i].alone : rows[i].each;
			char body[256];

			end(state);
			begin(state);
			snprintf(body, sizeof body, "{\"error\":{%s}}", rows[i].error);
			take_answer(n == 1 ? "views" : "views,reach", 2, 0, rows[i].status, body);
			if (readings_n != (want != NULL ? (size_t)n : 0))
				fail_msg("%s: %zu readings", rows[i].error, readings_n);
			for (size_t j = 0; j < readings_n; j++)
				assert_string_equal(readings[j].state, want);
		}
	}
}

static void
no_answer_of_the_api_says_nothing(void **state)
{
	static const char *const bodies[] = {"{}", "[]", "null", "\"x\"", "{\"data\":{}}"};

	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++)
		take_answer("views", 2, 0, 200, bodies[i]);
	assert_int_equal(readings_n, 0);
}

static void
the_last_reading(void **state)
{
	static const char value[] = "{\"data\":[{\"name\":\"views\",\"values\":[{\"value\":7}]}]}";
	static const char few[] = "{\"error\":{\"code\":10,\"message\":\"Not enough viewers\"}}";
	static const char gone[] = "{\"error\":{\"code\":100,\"error_subcode\":33}}";

	(void)state;
	take_answer("views", 23, 19, 200, value);
	take_answer("views", 23, 20, 200, value);
	take_answer("views", 23, 50, 400, few);
	take_answer("views", 23, 50, 200, "{\"data\":[]}");
	take_answer("views", 24, 10, 400, gone);
	assert_int_equal(readings_n, 5);
	assert_false(readings[0].is_final);
	assert_true(readings[1].is_final);
	assert_string_equal(readings[2].state,
			    "not_yet"); /* of one time the final one comes last */
	assert_false(readings[2].is_final);
	assert_string_equal(readings[3].state, "too_few_viewers");
	assert_true(readings[3].is_final);
	assert_false(readings[4].is_final);
}

#define NOTICE(account, at, value)                                 \
	"{\"type\":\"raw\",\"source\":\"webhook\"," account at SHA \
	",\"body\":{\"field\":\"story_insights\",\"value\":" value "}}"
#define OF_1 "\"account_id\":\"1\","
#define SENT "\"fetched_at\":\"2023-04-16T08:00:00Z\","

static void
a_notice_is_final(void **state)
{
	(void)state;
	take(NOTICE(OF_1, SENT,
		    "{\"media_id\":\"5\",\"exits\":3,\"reach\":-1,\"replies\":0,\"views\":1.5,"
		    "\"shares\":-2,\"taps_forward\":\"4\"}"));
	assert_int_equal(readings_n, 4);
	assert_value("navigation_tap_exit", 3);
	assert_value("navigation_tap_forward", 4);
	assert_value("replies", 0);
	assert_string_equal(only_reading("reach")->state, "too_few_viewers");
	for (size_t i = 0; i < readings_n; i++) {
		assert_true(readings[i].is_final);
		assert_string_equal(readings[i].story_id, "5");
	}
}

static void
a_notice_without_what_it_needs(void **state)
{
	(void)state;
	take(NOTICE(OF_1, SENT, "{\"exits\":3}"));
	take(NOTICE(OF_1, SENT, "7"));
	take(NOTICE("", SENT, "{\"media_id\":\"5\",\"exits\":3}"));
	take(NOTICE(OF_1, "", "{\"media_id\":\"5\",\"exits\":3}"));
	assert_int_equal(readings_n, 0);
	assert_int_equal(harvest.rejects, 4);
	assert_int_equal(harvest.items_in, 4);
}

static struct story stories[8];
static size_t stories_n;

/* Folds what was taken, and settles the readings by it. */
static void
fold(void)
{
	struct sorter *folded = sorter_new(harvest.pool), *names = sorter_new(harvest.pool);
	struct fail fail = FAIL_NONE;
	struct span entry;

	assert_int_equal(sightings_settle(&harvest, &fail), 0);
	assert_int_equal(stories_fold(&harvest, folded, names, &fail), 0);
	assert_int_equal(readings_settle(&harvest, names, &fail), 0);
	assert_int_equal(sorter_read(folded, &fail), 0);
	for (stories_n = 0; sorter_next(folded, &entry, &fail) > 0; stories_n++) {
		assert_true(stories_n < COUNT(stories));
		story_read((struct span){arena_text(&arena, entry), entry.n}, &stories[stories_n]);
	}
	sorter_free(folded);
	sorter_free(names);
}

static void
a_reading_goes_to_its_story(void **state)
{
	(void)state;
	take(NOTICE(OF_1, SENT, "{\"media_id\":\"5\",\"reach\":3}"));
	take(NOTICE("\"account_id\":\"2\",", SENT, "{\"media_id\":\"5\",\"reach\":3}"));
	take(NOTICE(OF_1, SENT, "{\"media_id\":\"6\",\"reach\":3}"));
	take("{\"type\":\"raw\",\"source\":\"graph\",\"account_id\":\"1\"," SENT SHA
	     ",\"body\":{\"data\":[{\"id\":\"5\",\"ig_id\":\"3081970310992370736\","
	     "\"timestamp\":\"2023-04-15T07:00:00+0000\"},"
	     "{\"id\":\"6\",\"timestamp\":\"2023-04-15T07:00:00+0000\"}]}}");
	fold();
	read_back();
	assert_int_equal(readings_n, 3);
	assert_string_equal(readings[0].story_id, "3081970310992370736");
	assert_string_equal(readings[1].story_id, "6");
	assert_string_equal(readings[2].story_id, "5");
	assert_string_equal(readings[2].account_id, "2");
}

/* Where the server stopped giving ig_id, or began to. */
static void
a_story_with_two_ids_is_one(void **state)
{
	(void)state;
	take("{\"type\":\"raw\",\"source\":\"graph\",\"account_id\":\"1\"," SENT SHA
	     ",\"body\":{\"data\":[{\"id\":\"5\",\"timestamp\":\"2023-04-15T07:00:00+0000\"},"
	     "{\"id\":\"6\",\"timestamp\":\"2023-04-15T07:00:00+0000\"}]}}");
	take("{\"type\":\"raw\",\"source\":\"graph\",\"account_id\":\"1\"," SENT SHA
	     ",\"body\":{\"data\":[{\"id\":\"5\",\"ig_id\":\"3081970310992370736\","
	     "\"timestamp\":\"2023-04-15T07:00:00+0000\"}]}}");
	fold();
	assert_int_equal(stories_n, 2);
	assert_string_equal(stories[0].story_id, "3081970310992370736");
	assert_string_equal(stories[1].story_id, "6");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
	    TEST(values_in_both_shapes),
	    TEST(counts_as_text_and_too_few),
	    TEST(parts_beside_the_sum),
	    TEST(one_name_whoever_tells_it),
	    TEST(why_there_is_none),
	    TEST(no_answer_of_the_api_says_nothing),
	    TEST(the_last_reading),
	    TEST(a_notice_is_final),
	    TEST(a_notice_without_what_it_needs),
	    TEST(a_reading_goes_to_its_story),
	    TEST(a_story_with_two_ids_is_one),
	};
#undef TEST

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
