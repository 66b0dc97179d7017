#include "ingest/graph/page.h"

#include "lib/buf.h"
#include "tests/unit/unit.h"

/* Reads the page; the caller releases it. */
static bool
read_page(struct page *page, const char *json)
{
	json_t *tree = json_loads(json, JSON_DECODE_ANY, NULL);
	bool good = page_read(page, tree);

	json_decref(tree);
	return good;
}

static void
only_a_list_is_a_page(void **state)
{
	static const char *const others[] = {
	    "{}",
	    "[]",
	    "null",
	    "\"data\"",
	    "{\"data\":null}",
	    "{\"data\":{}}",
	    "{\"error\":{}}",
	    "{\"data\":[],\"error\":\"no\"}",
	};
	struct page page;

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(read_page(&page, others[i]));
	assert_false(page_read(&page, NULL));
	assert_true(read_page(&page, "{\"data\":[]}"));
	assert_int_equal(page.items, 0);
	assert_false(page.more);
	page_release(&page);
}

static void
stories_without_an_id_are_counted(void **state)
{
	struct page page;

	(void)state;
	assert_true(read_page(&page, "{\"data\":[{\"id\":\"17\",\"ig_id\":30},{},7,"
				     "{\"id\":\"../x\"},{\"id\":18},{\"id\":\"0\"},{\"id\":0},"
				     "{\"id\":19,\"ig_id\":0},{\"id\":20,\"ig_id\":\"0\"}]}"));
	assert_int_equal(page.items, 9);
	assert_int_equal(page.stories_n, 4);
	assert_int_equal(page.strange, 5);
	assert_string_equal(page.stories[2].story_id.text, "19");
	assert_string_equal(page.stories[3].story_id.text, "20");
	assert_string_equal(page.stories[0].graph_id.text, "17");
	assert_string_equal(page.stories[0].story_id.text, "30");
	assert_string_equal(page.stories[1].graph_id.text, "18");
	assert_string_equal(page.stories[1].story_id.text, "18");
	page_release(&page);
}

static void
times_are_those_that_transform_reads(void **state)
{
	static const struct {
		const char *told;
		bool strange;
		when_ms taken_at;
	} cases[] = {
	    {"\"2023-04-16T08:00:00+0000\"", false, INT64_C(1681632000000)},
	    {"1681632000", false, INT64_C(1681632000000)},
	    {"\"1681632000\"", false, INT64_C(1681632000000)},
	    {"null", false, WHEN_NONE},
	    {"\"\"", true, WHEN_NONE},
	    {"{}", true, WHEN_NONE},
	    {"\"yesterday\"", true, WHEN_NONE},
	    {"\"2023-04-16T08:00:00\"", true, WHEN_NONE},
	    {"true", true, WHEN_NONE},
	    {"1.5", true, WHEN_NONE},
	    {"-1", true, WHEN_NONE},
	    {"{\"a\":1}", true, WHEN_NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[256];
		struct page page;

		snprintf(text, sizeof text, "{\"data\":[{\"id\":\"17\",\"timestamp\":%s}]}",
			 cases[i].told);
		assert_true(read_page(&page, text));
		assert_int_equal(page.stories_n, 1);
		assert_int_equal(page.strange, cases[i].strange);
		assert_int_equal(page.stories[0].taken_at, cases[i].taken_at);
		page_release(&page);
	}
}

static void
cursors_count_only_with_a_next_link(void **state)
{
	static const struct {
		const char *paging;
		bool more;
		const char *after;
	} cases[] = {
	    {"{\"cursors\":{\"before\":\"A\",\"after\":\"B\"}}", false, ""},
	    {"{\"cursors\":{\"after\":\"B\"},\"next\":\"https://a/?after=C\"}", true, "B"},
	    {"{\"next\":\"https:\\/\\/a\\/?access_token=T&after=C\\u00253D&x=1\"}", true, "C="},
	    {"{\"next\":\"https://a/?access_token=T\"}", true, ""},
	    {"{\"next\":\"https://a/?after=%zz\"}", true, ""},
	    {"{\"next\":null,\"cursors\":{\"after\":\"B\"}}", false, ""},
	    {"{\"cursors\":7,\"next\":[]}", false, ""},
	    {"[]", false, ""},
	    {"null", false, ""},
	    {"{\"next\":7,\"cursors\":{\"after\":\"B\"}}", true, "B"},
	    {"{\"next\":true}", true, ""},
	    {"7", true, ""},
	    {"\"more\"", true, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[256];
		struct page page;

		snprintf(text, sizeof text, "{\"data\":[],\"paging\":%s}", cases[i].paging);
		assert_true(read_page(&page, text));
		assert_int_equal(page.more, cases[i].more);
		assert_string_equal(page.after, cases[i].after);
		page_release(&page);
	}
}

static void
a_cursor_that_is_too_long_is_none(void **state)
{
	struct buf text = BUF_MAX(CURSOR_MAX * 2);
	struct page page;

	(void)state;
	buf_puts(&text, "{\"data\":[],\"paging\":{\"next\":\"n\",\"cursors\":{\"after\":\"");
	for (int i = 0; i <= CURSOR_MAX; i++)
		buf_putc(&text, 'x');
	buf_puts(&text, "\"}}}");
	assert_true(read_page(&page, buf_text(&text)));
	buf_release(&text);
	assert_true(page.more);
	assert_string_equal(page.after, "");
	page_release(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_a_list_is_a_page),
	    cmocka_unit_test(stories_without_an_id_are_counted),
	    cmocka_unit_test(times_are_those_that_transform_reads),
	    cmocka_unit_test(cursors_count_only_with_a_next_link),
	    cmocka_unit_test(a_cursor_that_is_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
