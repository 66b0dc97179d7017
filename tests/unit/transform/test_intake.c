/* Raw records are taken the same whether they are read with a tree or without one. */
#include <getopt.h>
#include <glob.h>

#include "lib/jsonw.h"
#include "lib/mem.h"
#include "tests/unit/intake_judge.h"
#include "tests/unit/unit.h"

#define SHA "0000000000000000000000000000000000000000000000000000000000000000"
#define RAW(members, body)                                                                        \
	"{\"type\":\"raw\",\"source\":\"graph\"," members "\"sha256\":\"" SHA "\",\"body\":" body \
	"}"
#define OF_1 "\"account_id\":\"17841400000000001\",\"handle\":\"some.body\","
#define FETCHED "\"fetched_at\":\"2023-04-16T08:00:00.250Z\","
#define STORY                                                                                     \
	"\"id\":\"17900000000000289\",\"timestamp\":\"2022-10-14T05:10:05+0000\",\"media_type\":" \
	"\"IMAGE\""
#define FIXTURES "../shared/fixtures"
#define MUTATIONS 60000

static struct intake_judge judge;

static const char *const lines[] = {
    RAW(OF_1 FETCHED,
	"{\"data\":[{" STORY ",\"caption\":\"with \\u2728 you #story @you 日本 é\\n2\","
	"\"permalink\":\"https://www.instagram.com/stories/a.b/3051261082867568011\","
	"\"username\":\"a.b\",\"owner\":{\"id\":\"17841400002541999\"},\"like_count\":7,"
	"\"insights\":{\"data\":[{\"name\":\"reach\",\"values\":[{\"value\":3}]}]}}]}"),
    RAW(OF_1, "{\"data\":[{" STORY ",\"ig_id\":\"3051261082867568011\"},{" STORY
	      ",\"shortcode\":\"CpZ_-abcdef\",\"alt_text\":\"a  b \"},{\"id\":5},{}],"
	      "\"paging\":{\"cursors\":{\"before\":\"x\"}}}"),
    RAW("", "{\"data\":[{" STORY ",\"owner\":{\"id\":17841400002541999}},{" STORY
	    ",\"username\":\"who\"},{" STORY ",\"owner\":\"x\"},{" STORY "}]}"),
    RAW("", "{" STORY ",\"owner\":{\"id\":\"1\",\"x\":[]}}"),
    RAW(OF_1, "{\"data\":[{\"id\":1,\"timestamp\":1665724205},{\"id\":-1,\"timestamp\":\"x\"}]}"),
    RAW(OF_1, "{\"data\":[null,7,\"x\",[]]}"),
    RAW(OF_1, "{\"data\":{\"id\":1}}"),
    RAW(OF_1, "{\"data\":[]}"),
    RAW(OF_1, "[]"),
    RAW(OF_1 FETCHED "\"request\":\"/v25.0/5/insights?metric=reach\",",
	"{\"data\":[{\"name\":\"reach\",\"values\":[{\"value\":3}]}]}"),
    "{\"type\":\"poll\",\"account_id\":\"1\",\"started_at\":\"2023-04-16T08:00:00Z\","
    "\"finished_at\":\"2023-04-16T08:00:01Z\",\"outcome\":\"ok\",\"stories\":2,"
    "\"live\":[{\"story_id\":\"5\"}]}",
    "{\"type\":\"media\",\"account_id\":\"1\",\"story_id\":\"5\",\"kind\":\"picture\","
    "\"state\":\"kept\",\"fetched_at\":\"2023-04-16T08:00:00Z\"}",
    "{\"type\":\"raw\",\"source\":\"private-api\",\"ig_pk\":\"9\",\"sha256\":\"" SHA
    "\",\"body\":{\"pk\":3051261082867568011,\"taken_at\":1665724205,\"media_type\":1}}",
};

static int
begin(void **state)
{
	char *argv[] = {(char[]){"story-transform"}, NULL};
	struct fail fail = FAIL_NONE;

	(void)state;
	optind = 1;
	if (settings_read(&judge.settings, PROGRAM_TRANSFORM, 1, argv, &fail) < 0)
		return -1;
	judge_init(&judge);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	judge_release(&judge);
	settings_free(judge.settings);
	return 0;
}

static void
expect_alike(struct span line)
{
	if (!judge_line(&judge, line))
		fail_msg("taken in two ways: %.*s", (int)line.n, line.p);
}

static void
good_lines_are_taken_alike(void **state)
{
	uint64_t items = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		expect_alike(span_of(lines[i]));
		items += judge.by_scan.items_in;
	}
	assert_int_equal(items, 17);
}

static uint64_t random_state = 11;

static uint64_t
roll(uint64_t sides)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (random_state >> 33) % sides;
}

/* Bytes changed, taken out or put twice, and stretches doubled: keys that stand twice too. */
static void
damage(struct buf *line)
{
	static const char bytes[] = "{}[],:\"\\ 0u9.e#@tn\t\xc3\xa9\xff";
	size_t at = roll(line->n), n = roll(40);

	if (roll(2) == 0) {
		line->p[at] = bytes[roll(sizeof bytes - 1)];
	} else if (at + n < line->n) {
		struct buf whole = BUF_MAX(65536);
		bool twice = roll(2) == 0;

		buf_put(&whole, line->p, twice ? at + n : at);
		buf_put(&whole, line->p + at + (twice ? 0 : n), line->n - at - (twice ? 0 : n));
		buf_release(line);
		*line = whole;
	}
}

static void
damaged_lines_are_taken_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < MUTATIONS; i++) {
		struct buf line = BUF_MAX(65536);

		buf_puts(&line, lines[roll(COUNT(lines))]);
		for (size_t n = 1 + roll(2); n > 0; n--)
			damage(&line);
		expect_alike(buf_span(&line));
		buf_release(&line);
	}
}

/* Members of an item in any order, one of them twice. */
static void
members_in_any_order(void **state)
{
	static const char *const members[] = {"\"id\":\"17900000000000289\"",
					      "\"timestamp\":\"2022-10-14T05:10:05+0000\"",
					      "\"caption\":\"a #b\"",
					      "\"username\":\"who\"",
					      "\"owner\":{\"id\":\"12\"}",
					      "\"owner\":{\"id\":\"12\",\"id\":\"13\"}",
					      "\"ig_id\":\"3051261082867568011\"",
					      "\"caption\":null",
					      "\"x\":[{\"id\":\"9\"}]"};

	(void)state;
	for (size_t i = 0; i < MUTATIONS; i++) {
		struct buf line = BUF_MAX(65536);

		buf_puts(&line, "{\"type\":\"raw\",\"source\":\"graph\",\"sha256\":\"" SHA
				"\",\"body\":{\"data\":[{");
		for (size_t n = roll(8); n > 0; n--)
			jsonw_json(&line, span_of(members[roll(COUNT(members))]));
		buf_puts(&line, "}]}}");
		expect_alike(buf_span(&line));
		buf_release(&line);
	}
}

/* The body of each recorded answer, as it would stand in a raw record of the Graph API. */
static void
take_file(const char *path)
{
	struct buf line = BUF_MAX((size_t)64 << 20);
	FILE *file = fopen(path, "re");
	char bytes[65536];
	size_t n;

	assert_non_null(file);
	buf_puts(&line,
		 "{\"type\":\"raw\",\"source\":\"graph\",\"account_id\":\"1\",\"sha256\":\"" SHA
		 "\",\"body\":");
	while ((n = fread(bytes, 1, sizeof bytes, file)) != 0)
		buf_put(&line, bytes, n);
	buf_putc(&line, '}');
	fclose(file);
	expect_alike(buf_span(&line));
	buf_release(&line);
}

static void
recorded_answers_are_taken_alike(void **state)
{
	static const char *const patterns[] = {FIXTURES "/*.json", FIXTURES "/*/*.json",
					       FIXTURES "/*/*/*.json"};
	size_t files = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		glob_t found;

		if (glob(patterns[i], 0, NULL, &found) != 0)
			continue;
		for (size_t j = 0; j < found.gl_pathc; j++)
			take_file(found.gl_pathv[j]);
		files += found.gl_pathc;
		globfree(&found);
	}
	if (files == 0) {
		print_message("skipped: no " FIXTURES "\n");
		skip();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_lines_are_taken_alike),
	    cmocka_unit_test(damaged_lines_are_taken_alike),
	    cmocka_unit_test(members_in_any_order),
	    cmocka_unit_test(recorded_answers_are_taken_alike),
	};

	mem_init();
	return cmocka_run_group_tests(tests, begin, end);
}
