#include "lib/jsonscan.h"

#include <glob.h>

#include "lib/buf.h"
#include "tests/unit/scan_judge.h"
#include "tests/unit/unit.h"

#define MUTATIONS 200000
#define FIXTURES "../shared/fixtures"

static const char *const taken[] = {
    "{}",
    "[]",
    " [ 1 , -2 ,0, 3.25, -0.5 ] ",
    "\"\"",
    "\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\te\"",
    "\"\\u00e9\\u65e5\\ud83d\\ude00\\u007f\"",
    "{\"a\":{\"b\":[{\"c\":null},{\"d\":[true,false]}]},\"e\":\"é日😀\"}",
    "{\"data\":[{\"id\":\"17900000000000289\",\"like_count\":2552}],\"paging\":{}}",
    "123456789012345678",
    "{\"a\":1,\"a\":2}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
};

static const char *const left[] = {
    "",
    " ",
    "{",
    "[1",
    "[1,]",
    "[,1]",
    "{,}",
    "{\"a\":1,}",
    "{\"a\"}",
    "{a:1}",
    "\"a",
    "\"\\x\"",
    "\"\\u00\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ud83dx\"",
    "\"\xff\"",
    "\"\xc0\x80\"",
    "\"\xed\xa0\x80\"",
    "\"\xf4\x90\x80\x80\"",
    "\"\xe2\x82\"",
    "\"\x1f\"",
    "01",
    "-",
    "1.",
    ".5",
    "1e5",
    "1.5.2",
    "1234567890123456789",
    "0.12345678901234567",
    "nul",
    "truely",
    "1 2",
    "[] x",
    "{\"a\":1 \"b\":2}",
    "[1 2]",
    "[1}",
    "{\"a\":1]",
    "+1",
    "NaN",
};

static void
plain_values_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(taken); i++)
		if (judge_scan(span_of(taken[i])) != 1)
			fail_msg("not taken: %s", taken[i]);
}

static void
others_are_left_to_jansson(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(left); i++)
		if (judge_scan(span_of(left[i])) != 0)
			fail_msg("taken: %s", left[i]);
}

static uint64_t random_state = 1;

static uint64_t
roll(uint64_t sides)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (random_state >> 33) % sides;
}

/* Some bytes changed, doubled or taken out: most are refused, and what is taken is right. */
static void
mutate(struct buf *text)
{
	static const char bytes[] =
	    "{}[],:\"\\ 0123456789.eEu-+tfn\t\x00\x1f\x7f\x80\xc3\xa9\xed\xf0\xff";

	for (size_t n = 1 + roll(3); n > 0 && text->n > 0; n--) {
		size_t at = roll(text->n);

		switch (roll(3)) {
		case 0:
			text->p[at] = bytes[roll(sizeof bytes - 1)];
			break;
		case 1:
			buf_putc(text, '\0');
			memmove(text->p + at + 1, text->p + at, text->n - at - 1);
			break;
		default:
			memmove(text->p + at, text->p + at + 1, text->n - at - 1);
			text->n--;
			break;
		}
	}
}

static void
damaged_values_are_judged_alike(void **state)
{
	size_t counts[2] = {0, 0};

	(void)state;
	for (size_t i = 0; i < MUTATIONS; i++) {
		struct buf text = BUF_MAX(4096);
		int got;

		buf_puts(&text, taken[roll(COUNT(taken))]);
		mutate(&text);
		got = judge_scan(buf_span(&text));
		if (got < 0)
			fail_msg("taken wrongly: %.*s", (int)text.n, text.p);
		counts[got]++;
		buf_release(&text);
	}
	assert_true(counts[0] > MUTATIONS / 10 && counts[1] > MUTATIONS / 10);
}

static void
judge_file(const char *path, size_t counts[2])
{
	struct buf text = BUF_MAX((size_t)64 << 20);
	FILE *file = fopen(path, "re");
	char bytes[65536];
	size_t n;
	int got;

	assert_non_null(file);
	while ((n = fread(bytes, 1, sizeof bytes, file)) != 0)
		buf_put(&text, bytes, n);
	fclose(file);
	got = judge_scan(buf_span(&text));
	if (got < 0)
		fail_msg("taken wrongly: %s", path);
	counts[got]++;
	buf_release(&text);
}

static void
recorded_answers_are_judged_alike(void **state)
{
	static const char *const patterns[] = {FIXTURES "/*.json", FIXTURES "/*/*.json",
					       FIXTURES "/*/*/*.json"};
	size_t counts[2] = {0, 0};

	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		glob_t found;

		if (glob(patterns[i], 0, NULL, &found) != 0)
			continue;
		for (size_t j = 0; j < found.gl_pathc; j++)
			judge_file(found.gl_pathv[j], counts);
		globfree(&found);
	}
	if (counts[0] + counts[1] == 0) {
		print_message("skipped: no " FIXTURES "\n");
		skip();
	}
	assert_true(counts[1] > counts[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_values_are_taken),
	    cmocka_unit_test(others_are_left_to_jansson),
	    cmocka_unit_test(damaged_values_are_judged_alike),
	    cmocka_unit_test(recorded_answers_are_judged_alike),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
