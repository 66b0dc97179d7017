#include "load/line.h"

#include "tests/unit/load/same_line.h"
#include "tests/unit/unit.h"

#define HASH "00000000000000000000000000000000000000000000000000000000000000ff"
#define STORY(members)                                                                             \
	"{\"type\":\"story\",\"account_id\":\"1\",\"story_id\":\"2\","                             \
	"\"taken_at\":\"2023-04-15T00:00:00Z\",\"expires_at\":\"2023-04-16T00:00:00.5Z\"," members \
	"\"raw_sha256\":\"" HASH "\",\"provenance\":{\"a\":\"b\"}}"
#define KEY "01234567-89ab-5def-8123-456789abcdef"
#define ARTICLE(stories)                                                                           \
	"{\"type\":\"article\",\"account_id\":\"1\",\"article_id\":\"" KEY                         \
	"\",\"event_key\":\"" KEY                                                                  \
	"\",\"uri\":\"u\",\"editorial_day\":\"1999-12-31\",\"time_zone\":\"UTC\","                 \
	"\"event_start\":\"2000-01-02T00:00:00Z\",\"event_end\":\"2000-01-02T00:00:00Z\","         \
	"\"input_count\":1,\"inputs_sha256\":\"" HASH "\",\"story_ids\":" stories ","              \
	"\"generator\":\"g\",\"template_set\":\"t\",\"facts_files\":{},\"content_sha256\":\"" HASH \
	"\",\"lang\":\"en\",\"kind\":\"brief\",\"slug\":\"s\",\"section\":\"x\","                  \
	"\"headline\":\"h\",\"body_text\":\"b\",\"blocks\":[{\"a\":[1,-2.5]}]"                     \
	","                                                                                        \
	"\"sentences\":[],\"facts\":[],\"quotes\":[],\"figures\":[],\"people\":[],\"places\":[],"  \
	"\"tags\":[],\"review\":{},\"disclosure\":\"d\"}"

/* Read without a tree. */
static const char *const plain[] = {
    STORY(""),
    STORY("\"caption\":\"\303\251t\303\251 \360\237\222\226\","),
    STORY("\"caption\":\"a \\\"quote\\\"\\n\\t\\\\ \\u00e9\\u20ac\","),
    STORY("\"caption\":\"\",\"width\":-0,\"height\":999999999999999999,"),
    STORY("\"paid_partnership\":false,\"places\":[{\"lat\":-12.25,\"x\":[[],{}]}],"),
    STORY("\"unknown\":[true,null,{\"a\":{}}],"),
    ARTICLE("[\"s1\",\"22\"]"),
    ARTICLE("[]"),
    "{\"type\":\"reject\",\"key\":\"k\",\"reason\":\"bad\"}",
};

/* Left to jansson, good or bad. */
static const char *const odd[] = {
    STORY("\"caption\":null,"),
    STORY("\"caption\":\"\\ud83d\\udc96\","),
    STORY("\"caption\":\"\\ud83d\","),
    STORY("\"caption\":\"\\u0000\","),
    STORY("\"places\":\"\\u0000\","),
    STORY("\"caption\":\"\300\200\","),
    STORY("\"caption\":\"\355\240\200\","),
    STORY("\"caption\":\"\1\","),
    STORY("\"width\":1.5,"),
    STORY("\"width\":\"1\","),
    STORY("\"width\":01,"),
    STORY("\"width\":9223372036854775807,"),
    STORY("\"width\":9223372036854775808,"),
    STORY("\"places\":[1e400],"),
    STORY("\"places\":[1e3],"),
    STORY("\"places\":[1,],"),
    STORY("\"places\":{\"a\" :1},"),
    STORY("\"story_id\":\"3\","),
    STORY("\"pl\\u0061ces\":[{\"a\": 1}],"),
    STORY("\"places\":[1],\"places\":[2],"),
    STORY("\"places\":[1],\"pl\\u0061ces\":[2],"),
    STORY("\"caption\":17,"),
    STORY("\"handle\":tru,"),
    ARTICLE("[\"s 1\"]"),
    ARTICLE("[\"s1\",\"s2\",\"s1\"]"),
    ARTICLE("[1]"),
    ARTICLE("\"s1\""),
    STORY("") " ",
    STORY("") "x",
    " " STORY(""),
    "{\"account_id\":\"1\",\"type\":\"reject\",\"key\":\"k\",\"reason\":\"bad\"}",
    "{\"type\":\"reject\",\"type\":\"story\",\"key\":\"k\",\"reason\":\"bad\"}",
    "{\"type\":\"reject\",\"reason\":\"bad\"}",
    "{\"type\":\"weather\"}",
    "{\"type\":\"end\",\"records\":1}",
    "{\"type\":\"story\"",
    "{}",
    "[]",
    "",
};

static void
check(struct line *line, const char *text, size_t n)
{
	const char *differs = same_line(line, (struct span){text, n});

	if (differs != NULL)
		fail_msg("%s: %.*s", differs, (int)n, text);
}

static void
plain_lines_need_no_tree(void **state)
{
	struct line line;

	(void)state;
	line_init(&line);
	for (size_t i = 0; i < COUNT(plain); i++) {
		check(&line, plain[i], strlen(plain[i]));
		if (!line.plain)
			fail_msg("needs a tree: %s", plain[i]);
	}
	line_release(&line);
}

static void
odd_lines_are_judged_by_jansson(void **state)
{
	struct line line;

	(void)state;
	line_init(&line);
	for (size_t i = 0; i < COUNT(odd); i++) {
		check(&line, odd[i], strlen(odd[i]));
		if (line.plain)
			fail_msg("read without a tree: %s", odd[i]);
	}
	line_release(&line);
}

#define TRIALS 40000
#define LINE_MAX_HERE 2048 /* bytes; longer than any line above */

static uint64_t
roll(uint64_t *seed, uint64_t sides)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*seed >> 33) % sides;
}

/* One change: a byte becomes another, goes, or comes. */
static size_t
change(char *text, size_t n, uint64_t *seed)
{
	static const char bytes[] = "\"\\{}[],:0-9.eEu\n\t \177\200\300\340\355\364\377atfn";
	size_t at = roll(seed, n);
	char byte = bytes[roll(seed, sizeof bytes - 1)];

	switch (roll(seed, 3)) {
	case 0:
		text[at] = byte;
		return n;
	case 1:
		memmove(text + at, text + at + 1, n - at - 1);
		return n - 1;
	default:
		memmove(text + at + 1, text + at, n - at);
		text[at] = byte;
		return n + 1;
	}
}

static void
changed_lines_are_judged_alike(void **state)
{
	char text[LINE_MAX_HERE];
	uint64_t seed = 7;
	size_t without_tree = 0;
	struct line line;

	(void)state;
	line_init(&line);
	for (size_t trial = 0; trial < TRIALS; trial++) {
		const char *from = plain[roll(&seed, COUNT(plain))];
		size_t n = strlen(from);

		memcpy(text, from, n);
		for (uint64_t i = 1 + roll(&seed, 3); i > 0; i--)
			n = change(text, n, &seed);
		check(&line, text, n);
		without_tree += line.plain;
	}
	assert_true(without_tree > TRIALS / 100);
	line_release(&line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_lines_need_no_tree),
	    cmocka_unit_test(odd_lines_are_judged_by_jansson),
	    cmocka_unit_test(changed_lines_are_judged_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
