#include "ingest/import/rows.h"

#include "tests/unit/unit.h"

static struct buf got; /* the rows, each followed by "|" */

static void
on_item(void *context, struct span item, const struct place *place, bool likely)
{
	(void)context;
	(void)place;
	buf_puts(&got, likely ? "" : "?");
	if (item.p != NULL)
		buf_put(&got, item.p, item.n);
	else
		buf_puts(&got, "large");
	buf_putc(&got, '|');
}

/* Whether the text is a table; its rows are then in `got`. */
static bool
rows(struct span text, size_t hold, bool *cut)
{
	struct source_span source = source_of_span(text);
	struct fail fail = FAIL_NONE;
	struct window window = window_on(&source.source, &fail);
	struct walk walk = {.on_item = on_item};
	struct table *table = table_of(text);

	buf_release(&got);
	got = BUF_MAX(65536);
	if (table != NULL)
		rows_walk(&walk, &window, table, hold);
	*cut = table != NULL && walk.cut != WALK_NOT_CUT;
	window_release(&window);
	if (table == NULL)
		return false;
	table_free(table);
	return true;
}

static void
rows_become_objects(void **state)
{
	static const struct {
		const char *text, *rows;
		bool cut;
	} cases[] = {
	    {"a,b\n1,2\n", "{\"a\":\"1\",\"b\":\"2\"}|", false},
	    {"a;b\r\n1;x,y", "{\"a\":\"1\",\"b\":\"x,y\"}|", false},
	    {"a\tb\n\n1\t\n", "{\"a\":\"1\",\"b\":\"\"}|", false},
	    {"a,b\n\"x \"\"y\"\"\nz\",2\n", "{\"a\":\"x \\\"y\\\"\\nz\",\"b\":\"2\"}|", false},
	    {"a,b\n1\n1,2,3\n4,5\n", "?[\"1\"]|?[\"1\",\"2\",\"3\"]|{\"a\":\"4\",\"b\":\"5\"}|",
	     false},
	    {"a,b\n1,2\n3,\"4\n", "{\"a\":\"1\",\"b\":\"2\"}|", true},
	    {"\"a\",\"b \"\"c\"\"\"\n1,\xff\n", "{\"a\":\"1\",\"b \\\"c\\\"\":\"\xef\xbf\xbd\"}|",
	     false},
	    {"a,b\r1,2\r3,4", "{\"a\":\"1\",\"b\":\"2\"}|{\"a\":\"3\",\"b\":\"4\"}|", false},
	    {"a,b\n", "", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool cut;

		assert_true(rows(span_of(cases[i].text), 65536, &cut));
		assert_int_equal(cut, cases[i].cut);
		assert_string_equal(buf_text(&got), cases[i].rows);
	}
	buf_release(&got);
}

static void
other_texts_are_no_tables(void **state)
{
	static const char *const texts[] = {"",     "{\"a\":1,\"b\":2}", "[1,2]", "<a>,</a>",
					    "word", "a\n1,2\n"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		bool cut;

		assert_false(rows(span_of(texts[i]), 65536, &cut));
	}
	buf_release(&got);
}

static void
a_row_has_its_ceiling(void **state)
{
	bool cut;

	(void)state;
	assert_true(rows(SPAN("a,b\n1,0123456789012345678901234567890123456789\n1,2\n"), 24, &cut));
	assert_string_equal(buf_text(&got), "large|{\"a\":\"1\",\"b\":\"2\"}|");
	buf_release(&got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_become_objects),
	    cmocka_unit_test(other_texts_are_no_tables),
	    cmocka_unit_test(a_row_has_its_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
