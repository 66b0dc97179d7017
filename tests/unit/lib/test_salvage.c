#include "lib/jsontext.h"

#include "tests/unit/unit.h"

struct row {
	struct span text;
	bool mended;
	const char *expected;
};

#define FFFD "\xef\xbf\xbd"
#define ROW(text, mended, expected)                        \
	{                                                  \
		{text, sizeof(text) - 1}, mended, expected \
	}

static const struct row rows[] = {
    ROW("{\"a\":[1,-2.5e3,\"x\\n\\u00e9\\ud83d\\ude00\xc3\xa9\"],\"b\":null}", false, NULL),
    ROW("\xef\xbb\xbf[1]", true, "[1]"),
    ROW("[\"\\ud83d\"]", true, "[\"" FFFD "\"]"),
    ROW("[\"\\ude00\\ud83d\"]", true, "[\"" FFFD FFFD "\"]"),
    ROW("[\"\\ud83d\\ud83d\\ude00\"]", true, "[\"" FFFD "\\ud83d\\ude00\"]"),
    ROW("[\"\\ud83dx\"]", true, "[\"" FFFD "x\"]"),
    ROW("[\"\\ud83d\\n\"]", true, "[\"" FFFD "\\n\"]"),
    ROW("{\"a\\u0000b\":\"\\u0000\"}", true, "{\"a" FFFD "b\":\"" FFFD "\"}"),
    ROW("[\"a\0b\"]", true, "[\"a\\ufffdb\"]"),
    ROW("[\"a\tb\x1b\n\"]", true, "[\"a\\u0009b\\u001b\\u000a\"]"),
    ROW("[\"\xff\xc3(\xed\xa0\x80\xf5\x80\"]", true,
	"[\"" FFFD FFFD "(" FFFD FFFD FFFD FFFD FFFD "\"]"),
    ROW("[\"\xc0\xaf\xe0\x80\xaf\"]", true, "[\"" FFFD FFFD FFFD FFFD FFFD "\"]"),
    ROW("[\"\\x41\\'\"]", true, "[\"" FFFD "41" FFFD "\"]"),
    ROW("[\"\\u12\"]", true, "[\"" FFFD "12\"]"),
    ROW("[\"\\uzzzz\"]", true, "[\"" FFFD "zzzz\"]"),
    ROW("[\"\\\\u0000\\\"\"]", false, NULL),
    ROW("[12345678901234567890]", true, "[\"12345678901234567890\"]"),
    ROW("[9223372036854775807,-9223372036854775808]", false, NULL),
    ROW("[9223372036854775808,-9223372036854775809]", true,
	"[\"9223372036854775808\",\"-9223372036854775809\"]"),
    ROW("[12345678901234567890.5,1e-999,1e300]", false, NULL),
    ROW("[1e999,-1e999]", true, "[\"1e999\",\"-1e999\"]"),
    ROW("{\"pk\":3082055556170129411}", false, NULL),
};

static void
mends_poisoned_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf out = BUF_MAX(1000);
		char reason[JSONTEXT_REASON_MAX];
		const char *expected = rows[i].expected != NULL ? rows[i].expected : rows[i].text.p;
		bool mended = jsontext_salvage(&out, rows[i].text);
		json_t *tree = jsontext_load(buf_span(&out), reason);

		if (strcmp(buf_text(&out), expected) != 0 || mended != rows[i].mended)
			fail_msg("row %zu: %s (%d)", i, buf_text(&out), mended);
		if (tree == NULL)
			fail_msg("row %zu: %s: %s", i, reason, buf_text(&out));
		json_decref(tree);
		buf_release(&out);
	}
}

/* A small generator of its own, so that every machine tries the same texts. */
static unsigned
next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005 + 1442695040888963407;
	return (unsigned)(*seed >> 33);
}

/* Any bytes inside a string and any run of digits: jansson takes what comes out. */
static void
strings_always_load(void **state)
{
	static const char *const pieces[] = {"\\u",      "d8",       "dc00",    "00",
					     "\\",       "\\u0000",  "\\ud83d", "\\ude00",
					     "\xed\xa0", "\xf0\x9f", "\x98",    "x"};
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct buf text = BUF_MAX(10000), out = BUF_MAX(60000);
		char reason[JSONTEXT_REASON_MAX];
		json_t *tree;

		buf_puts(&text, "{\"k\":[\"");
		for (unsigned i = next_random(&seed) % 12; i > 0; i--) {
			if (next_random(&seed) % 4 == 0) {
				char c = (char)next_random(&seed);

				buf_putc(&text, c == '"' || c == '\\' ? ' ' : c);
			} else {
				buf_puts(&text, pieces[next_random(&seed) % COUNT(pieces)]);
			}
		}
		buf_puts(&text, " \",");
		for (unsigned i = next_random(&seed) % 25; i > 0; i--)
			buf_putc(&text, (char)('1' + next_random(&seed) % 9));
		buf_puts(&text, "0e1]}");
		jsontext_salvage(&out, buf_span(&text));
		tree = jsontext_load(buf_span(&out), reason);
		if (tree == NULL)
			fail_msg("%s: %s", reason, buf_text(&text));
		json_decref(tree);
		buf_release(&text);
		buf_release(&out);
	}
}

/* What jansson takes already means the same afterwards, and salvage is content with itself. */
static void
good_text_keeps_its_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf once = BUF_MAX(1000), twice = BUF_MAX(1000);

		jsontext_salvage(&once, rows[i].text);
		assert_false(jsontext_salvage(&twice, buf_span(&once)));
		assert_string_equal(buf_text(&once), buf_text(&twice));
		buf_release(&once);
		buf_release(&twice);
	}
}

static void
structure_is_not_guessed(void **state)
{
	static const char *const broken[] = {"{\"a\":1", "[1,2",  "{\"a\" 1}",
					     "[1 2]",    "\"abc", "[}"};

	(void)state;
	for (size_t i = 0; i < COUNT(broken); i++) {
		struct buf out = BUF_MAX(100);

		assert_false(jsontext_salvage(&out, span_of(broken[i])));
		assert_string_equal(buf_text(&out), broken[i]);
		buf_release(&out);
	}
}

/* Cut anywhere, poisoned text must not be read beyond its end; ASan watches. */
static void
every_prefix_is_safe(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t n = 0; n <= rows[i].text.n; n++) {
			struct buf out = BUF_MAX(1000);
			char *exact = malloc(n + 1);

			assert_non_null(exact);
			memcpy(exact + 1, rows[i].text.p, n);
			(void)jsontext_salvage(&out, (struct span){exact + 1, n});
			buf_release(&out);
			free(exact);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mends_poisoned_bytes),
	    cmocka_unit_test(strings_always_load),
	    cmocka_unit_test(good_text_keeps_its_meaning),
	    cmocka_unit_test(structure_is_not_guessed),
	    cmocka_unit_test(every_prefix_is_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
