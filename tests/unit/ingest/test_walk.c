#include "ingest/import/format.h"

#include "tests/unit/unit.h"

struct seen {
	struct walk walk;
	struct buf log; /* "place owner;" for each item, "?" before the unlikely */
};

static void
on_item(void *context, struct span item, const struct place *place, bool likely)
{
	struct seen *seen = context;

	assert_true(item.n != 0);
	buf_puts(&seen->log, likely ? "" : "?");
	place_print(&seen->log, place);
	buf_printf(&seen->log, " %s/%s;", place->owner.pk.text, place->owner.handle);
}

/* The log of a walk over the text as that format; freed by the caller. */
static char *
walk(const struct format *format, const char *text, bool *cut)
{
	struct seen seen = {.log = BUF_MAX(65536)};

	seen.walk = (struct walk){.shape = &format->shape, .on_item = on_item, .context = &seen};
	walk_text(&seen.walk, span_of(text));
	*cut = seen.walk.cut != WALK_NOT_CUT;
	return buf_take(&seen.log);
}

#define ITEM "{\"pk\":1,\"taken_at\":2}"
#define USER "\"user\":{\"pk\":9,\"username\":\"kim\"}"

static void
every_wrapper_is_opened(void **state)
{
	static const struct {
		const char *text, *log;
	} cases[] = {
	    {ITEM, " /;"},
	    {"[" ITEM "," ITEM "]", "[0] /;[1] /;"},
	    {ITEM "\n" ITEM "\n", " /; /;"},
	    {"{\"items\":[" ITEM "]}", ".items[0] /;"},
	    {"{\"reels_media\":[{" USER ",\"items\":[" ITEM "]}]}",
	     ".reels_media[0].items[0] 9/kim;"},
	    {"{\"reels\":{\"9\":{\"items\":[" ITEM "]," USER "}},\"reels_media\":[]}",
	     ".reels.9.items[0] 9/kim;"},
	    {"{\"reel\":{" USER ",\"items\":[" ITEM "]}}", ".reel.items[0] 9/kim;"},
	    {"{\"tray\":[{\"id\":9," USER ",\"items\":[" ITEM "]},{\"id\":8}]}",
	     ".tray[0].items[0] 9/kim;"},
	    {"{\"data\":{\"xdt_api__v1__feed__reels_media\":{\"reels_media\":[{" USER
	     ",\"items\":[" ITEM "]}]}}}",
	     ".data.xdt_api__v1__feed__reels_media.reels_media[0].items[0] 9/kim;"},
	    {"{\"data\":{\"x__connection\":{\"edges\":[{\"node\":{" USER ",\"items\":[" ITEM
	     "]}}]}}}",
	     ".data.x__connection.edges[0].node.items[0] 9/kim;"},
	    {"{\"data\":{\"x\":{\"edges\":[{\"node\":" ITEM "}]}}}", ".data.x.edges[0].node /;"},
	    {"{\"result\":" ITEM "}", ".result /;"},
	    {"{\"response\":{\"data\":{\"data\":[" ITEM "]}}}", ".response.data.data[0] /;"},
	    {"{\"items\":[{\"media\":" ITEM "}]}", ".items[0].media /;"},
	    {"{\"username\":\"kim\",\"stories\":[" ITEM "]}", ".stories[0] /kim;"},
	    {"{\"user\":null,\"items\":[" ITEM "]}", ".items[0] /;"},
	    {"{\"items\":[{\"pk\":1},{},7,null]}",
	     "?.items[0] /;?.items[1] /;?.items[2] /;?.items[3] /;"},
	    {"[{\"username\":\"kim\",\"stories\":[]},{\"username\":\"ann\",\"stories\":[" ITEM
	     "]}]",
	     "[1].stories[0] /ann;"},
	    {"{\"items\":null,\"reels_media\":{}}", ""},
	    {"{\"caption\":\"{\\\"pk\\\":1,\\\"taken_at\\\":2}\"}", ""},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool cut;
		char *log = walk(&format_private_api, cases[i].text, &cut);

		assert_string_equal(log, cases[i].log);
		assert_false(cut);
		free(log);
	}
}

static void
graph_answers_are_opened(void **state)
{
	static const struct {
		const char *text, *log;
	} cases[] = {
	    {"{\"data\":[{\"id\":\"1\",\"timestamp\":\"t\"}],\"paging\":{}}", ".data[0] /;"},
	    {"[{\"id\":\"1\",\"media_type\":\"IMAGE\"}]", "[0] /;"},
	    {"{\"id\":\"1\",\"permalink\":\"p\"}", " /;"},
	    {"{\"17\":{\"id\":\"17\",\"media_type\":\"IMAGE\"}}", ".17 /;"},
	    {"{\"data\":[{\"id\":\"1\"}]}", "?.data[0] /;"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool cut;
		char *log = walk(&format_graph, cases[i].text, &cut);

		assert_string_equal(log, cases[i].log);
		assert_false(cut);
		free(log);
	}
}

/* However the text is cut, the items before the cut are found, and never more. */
static void
whole_items_before_a_cut_are_found(void **state)
{
	static const char text[] = "{\"reels_media\":[{" USER ",\"items\":[" ITEM "," ITEM "," ITEM
				   "]}],\"status\":\"ok\"}";
	size_t items_before = 0;

	(void)state;
	for (size_t n = 0; n < sizeof text - 1; n++) {
		char *cut_text = strndup(text, n), *log;
		size_t items = 0;
		bool cut;

		log = walk(&format_private_api, cut_text, &cut);
		for (const char *at = log; (at = strchr(at, ';')) != NULL; at++)
			items++;
		assert_true(items >= items_before && items <= 3);
		assert_int_equal(cut, n != 0);
		items_before = items;
		free(log);
		free(cut_text);
	}
	assert_int_equal(items_before, 3);
}

/* The log of a walk over a window that holds at most that many bytes at once. */
static char *
walk_held(const char *text, size_t n, size_t hold, uint64_t *cut)
{
	struct source_span source = source_of_span((struct span){text, n});
	struct fail fail = FAIL_NONE;
	struct window window = window_on(&source.source, &fail);
	struct seen seen = {.log = BUF_MAX(65536)};

	seen.walk =
	    (struct walk){.shape = &format_private_api.shape, .on_item = on_item, .context = &seen};
	walk_window(&seen.walk, &window, hold);
	assert_int_equal(fail.status, EX_OK);
	*cut = seen.walk.cut;
	window_release(&window);
	return buf_take(&seen.log);
}

/* What is held at once makes no difference, as long as an item and what names its owner fits. */
static void
holding_less_finds_the_same(void **state)
{
	static const char *const texts[] = {
	    "{\"reels_media\":[{" USER ",\"items\":[" ITEM "," ITEM "]},{\"items\":[" ITEM "]}]}",
	    "{\"reels\":{\"9\":{" USER ",\"id\":9,\"items\":[" ITEM ",{\"media\":" ITEM
	    "}]}},\"reels_media\":[],\"status\":\"ok\"}",
	    " [ " ITEM " , " ITEM " ] ",
	    ITEM "\n" ITEM "\n",
	    "{\"username\":\"kim\",\"note\":\"a\\\\\\\"]}\",\"n\":-1.5,\"stories\":[" ITEM
	    ",7,null,{\"pk\":1}]}",
	    "{\"user\":null,\"data\":{\"data\":[[" ITEM "],[]]}}",
	    "{\"items\":[" ITEM "}}",
	    "[" ITEM " " ITEM ":1]",
	    "{\"a\" " ITEM "}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		for (size_t n = 0; n <= strlen(texts[i]); n++) {
			uint64_t cut, want_cut;
			char *want = walk_held(texts[i], n, 65536, &want_cut);

			for (size_t hold = 36; hold < 200; hold += 11) {
				char *got = walk_held(texts[i], n, hold, &cut);

				assert_string_equal(got, want);
				assert_int_equal(cut == WALK_NOT_CUT, want_cut == WALK_NOT_CUT);
				free(got);
			}
			free(want);
		}
	}
}

static void
depth_is_bounded(void **state)
{
	struct buf text = BUF_MAX(1 << 20);
	bool cut;
	char *log;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_putc(&text, '[');
	buf_puts(&text, ITEM);
	for (int i = 0; i < 100000; i++)
		buf_putc(&text, ']');
	log = walk(&format_private_api, buf_text(&text), &cut);
	assert_string_equal(log, "?[0] /;");
	free(log);
	buf_release(&text);
}

static void
formats_are_known_by_shape(void **state)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
	    {"{\"reels_media\":[{\"items\":[" ITEM "]}]}", "private-api"},
	    {"{\"reels\":{},\"status\":\"ok\"}", "private-api"},
	    {"{\"data\":[{\"id\":\"1\",\"timestamp\":\"t\"}]}", "graph"},
	    {"{\"data\":[]}", "graph"},
	    {"{\"data\":[{\"id\":\"1/insights/reach\",\"name\":\"reach\"}]}", NULL},
	    {"{\"error\":{\"code\":190}}", NULL},
	    {"[]", NULL},
	    {"not json", NULL},
	    {"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct document document = {.path = "x",
					    .head = span_of(cases[i].text),
					    .whole = true};
		struct verdict verdict;
		const struct format *format = format_detect(&document, &verdict);

		assert_int_equal(format == NULL, cases[i].name == NULL);
		if (format != NULL)
			assert_string_equal(format->name, cases[i].name);
		buf_release(&verdict.why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_wrapper_is_opened),
	    cmocka_unit_test(graph_answers_are_opened),
	    cmocka_unit_test(whole_items_before_a_cut_are_found),
	    cmocka_unit_test(holding_less_finds_the_same),
	    cmocka_unit_test(depth_is_bounded),
	    cmocka_unit_test(formats_are_known_by_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
