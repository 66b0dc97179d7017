/*
 * The contract's laws 1, 2 and 3 over generated sets of raw records: the same set gives the same
 * bytes, whatever the order, the repetitions, the files it is split over, the threads, the memory,
 * the shards, the way from pipe or spool, and the way in which bodies are kept; the balance holds.
 */
#include "lib/std.h"

#include <jansson.h>

#include "lib/base64.h"
#include "lib/say.h"
#include "lib/segment.h"
#include "tests/unit/spool_place.h"
#include "tests/unit/transform/raws.h"
#include "tests/unit/transform/runs.h"

/* Generated sets; a failure prints the seed. Sanitizers are an order of magnitude slower. */
#ifdef __SANITIZE_ADDRESS__
#define SETS 200
#else
#define SETS 3000
#endif
#define SPOOL_SETS 40 /* each is written to disk for good */
#define RAWS_MAX 40
#define SHARDS_MAX 4

/* Lines that nobody would write, or that say nothing of a story. */
static char *
make_other(void)
{
	static const char *const texts[] = {
	    "no JSON at all",
	    "{\"type\":\"wish\"}",
	    "{\"type\":\"story\"}",
	    "{\"type\":\"poll\",\"account_id\":\"100\",\"started_at\":\"2023-04-15T07:00:00Z\","
	    "\"finished_at\":\"2023-04-15T07:00:01Z\",\"outcome\":\"ok\",\"stories\":1}",
	    "{\"type\":\"poll\",\"account_id\":\"102\",\"started_at\":\"2023-04-15T08:00:00Z\","
	    "\"finished_at\":\"2023-04-15T08:00:01Z\",\"outcome\":\"failed\",\"stories\":0}",
	    "{\"type\":\"media\",\"account_id\":\"101\",\"story_id\":\"3000000000000000001\","
	    "\"kind\":\"picture\",\"state\":\"kept\",\"fetched_at\":\"2023-04-15T07:00:00Z\"}"};

	return must_strdup(texts[roll(COUNT(texts))]);
}

/* A story of the Graph API that is known by its Graph id alone, or by both. */
static char *
make_graph_only(void)
{
	struct buf line = BUF_MAX(65536), body = BUF_MAX(65536);
	size_t story = roll(12), account = roll(3);
	char sha256[DIGEST_HEX + 1];

	buf_printf(&body, "{\"data\":[{\"id\":\"%zu\",", 1000 + story);
	if (roll(3) == 0)
		buf_printf(&body, "\"ig_id\":\"%zu\",", 1000 + roll(12));
	buf_printf(&body, "\"timestamp\":\"2023-04-1%zuT%02zu:00:00+0000\"}]}", 4 + story % 3,
		   story % 24);
	digest_of(buf_span(&body), sha256);
	put_account(&line, true, account);
	buf_printf(&line, "\"sha256\":\"%s\",\"body\":%s}", sha256, buf_text(&body));
	buf_release(&body);
	return buf_take(&line);
}

/* A poll that listed some of the stories, by one id or both, and now and then one without any. */
static char *
make_poll(void)
{
	struct buf line = BUF_MAX(65536);
	size_t day = 5 + roll(3), hour = roll(24), listed = roll(4), unknown = roll(4) == 0;

	buf_printf(&line,
		   "{\"type\":\"poll\",\"account_id\":\"%zu\",\"started_at\":\"2023-04-1%zuT%02zu:"
		   "00:00Z\",\"finished_at\":\"2023-04-1%zuT%02zu:00:09Z\",\"outcome\":\"ok\","
		   "\"stories\":%zu,\"live\":[",
		   100 + (size_t)roll(3), day, hour, day, hour, listed + unknown);
	for (size_t i = 0; i < listed; i++) {
		size_t story = roll(12);

		buf_puts(&line, i != 0 ? ",{" : "{");
		if (roll(2) == 0)
			buf_printf(&line, "\"story_id\":\"30000000000000%05zu\"", story);
		else
			buf_printf(&line, "\"graph_id\":\"%zu\"", 1000 + story);
		buf_putc(&line, '}');
	}
	buf_puts(&line, "]}");
	return buf_take(&line);
}

struct set {
	char *lines[RAWS_MAX];
	size_t order[RAWS_MAX * 2];
	size_t n;
	struct output whole; /* of the set as it was made, by one thread with plenty of memory */
};

static struct output
run_plainly(const struct set *set)
{
	static const char *const options[] = {"--threads", "1", "--memory", "256M", NULL};
	int file = make_file(set->lines, set->order, 0, set->n);

	return transform_with(&file, 1, options);
}

static struct set
make_set(uint64_t seed)
{
	struct set set;

	random_state = seed;
	set.n = 1 + roll(RAWS_MAX);
	for (size_t i = 0; i < set.n; i++) {
		uint64_t kind = roll(16);

		set.lines[i] = kind == 0  ? make_other()
			       : kind < 3 ? make_graph_only()
			       : kind < 6 ? make_poll()
					  : make_raw();
		set.order[i] = set.order[set.n + i] = i;
	}
	set.whole = run_plainly(&set);
	check_balance(&set.whole);
	return set;
}

static void
release_set(struct set *set)
{
	release_output(&set->whole);
	for (size_t i = 0; i < set->n; i++)
		free(set->lines[i]);
}

static void
shuffle(size_t *order, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = roll(i), keep = order[i - 1];

		order[i - 1] = order[j];
		order[j] = keep;
	}
}

/* The options of a run: any number of threads, hardly any memory or plenty. */
static const char *const *
any_options(void)
{
	static const char *const threads[] = {"1", "2", "3"};
	static const char *const memory[] = {"1K", "8K", "64K", "256M"};
	static const char *options[5];

	options[0] = "--threads";
	options[1] = threads[roll(COUNT(threads))];
	options[2] = "--memory";
	options[3] = memory[roll(COUNT(memory))];
	options[4] = NULL;
	return options;
}

static void
expect_same(const struct set *set, const struct output *other, uint64_t seed)
{
	if (strcmp(set->whole.text, other->text) != 0)
		fail_msg("seed %" PRIu64 ": the records differ:\n%s\nand\n%s", seed,
			 set->whole.text, other->text);
}

/* Law 2, and law 3 in every run: every line twice, in any order, over three files. */
static void
order_and_repetition_change_nothing(void **state)
{
	size_t vanished = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SETS; seed++) {
		struct set set = make_set(seed);
		struct output other;
		int files[3];

		shuffle(set.order, set.n * 2);
		files[0] = make_file(set.lines, set.order, 0, set.n / 2);
		files[1] = make_file(set.lines, set.order, set.n / 2, set.n);
		files[2] = make_file(set.lines, set.order, set.n, set.n * 2);
		other = transform_with(files, 3, any_options());
		check_balance(&other);
		expect_same(&set, &other, seed);
		vanished += strstr(other.text, "vanished_early") != NULL;
		release_output(&other);
		release_set(&set);
	}
	assert_true(vanished > SETS / 20);
}

static int
by_line(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The lines, each once, sorted: what has no account is in the output of every shard. */
static char *
as_set(char **lines, size_t n)
{
	struct buf joined = BUF_MAX((size_t)64 << 20);

	qsort(lines, n, sizeof *lines, by_line);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
			buf_printf(&joined, "%s\n", lines[i]);
	return buf_take(&joined);
}

static void
shards_together_are_the_whole(void **state)
{
	static char *lines[OUTPUT_MAX * SHARDS_MAX];

	(void)state;
	for (uint64_t seed = 1; seed <= SETS / 3; seed++) {
		struct set set = make_set(seed * 31);
		size_t shards = 2 + roll(SHARDS_MAX - 1), n = 0;
		struct output parts[SHARDS_MAX];
		char *together, *whole;

		for (size_t i = 0; i < shards; i++) {
			char shard[64];
			const char *const options[] = {"--shard", shard, NULL};
			int file = make_file(set.lines, set.order, 0, set.n);

			snprintf(shard, sizeof shard, "%zu/%zu", i, shards);
			parts[i] = transform_with(&file, 1, options);
			check_balance(&parts[i]);
			memcpy(lines + n, parts[i].lines, parts[i].n * sizeof *lines);
			n += parts[i].n;
		}
		together = as_set(lines, n);
		whole = as_set(set.whole.lines, set.whole.n);
		if (strcmp(together, whole) != 0)
			fail_msg("seed %" PRIu64 ": the shards differ from the whole", seed);
		free(together);
		free(whole);
		for (size_t i = 0; i < shards; i++)
			release_output(&parts[i]);
		release_set(&set);
	}
}

/* The record with its body as text or bytes, as it is kept where it does not parse. */
static char *
keep_otherwise(const char *line)
{
	const char *body = strstr(line, ",\"body\":");
	struct buf made = BUF_MAX(65536);
	struct span text;

	if (body == NULL)
		return must_strdup(line);
	text = (struct span){body + 8, strlen(body + 8) - 1};
	buf_put(&made, line, (size_t)(body - line));
	if (roll(2) == 0) {
		jsonw_member_text(&made, "body_text", text);
	} else {
		jsonw_key(&made, "body_base64");
		buf_putc(&made, '"');
		base64_encode(&made, text);
		buf_putc(&made, '"');
	}
	buf_putc(&made, '}');
	return buf_take(&made);
}

/* Law 1: the body's bytes are what counts. */
static void
how_a_body_is_kept_changes_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SETS / 3; seed++) {
		struct set set = make_set(seed * 101);
		struct output other;

		for (size_t i = 0; i < set.n; i++) {
			char *line = keep_otherwise(set.lines[i]);

			free(set.lines[i]);
			set.lines[i] = line;
		}
		other = run_plainly(&set);
		expect_same(&set, &other, seed);
		release_output(&other);
		release_set(&set);
	}
}

static void
put_segment(const struct spool *spool, const struct set *set, size_t from, size_t to)
{
	struct fail fail = FAIL_NONE;
	struct segment *segment = segment_begin(spool, &fail);

	for (size_t i = from; i < to; i++)
		assert_int_equal(stream_put(segment_stream(segment),
					    span_of(set->lines[set->order[i]]), &fail),
				 0);
	assert_int_equal(stream_end(segment_stream(segment), NULL, &fail), 0);
	assert_int_equal(segment_publish(segment, SPOOL_KIND_RAW, &fail), 0);
	segment_free(segment);
}

/* The one segment of records that a run has published. */
static struct output
read_records(const struct spool *spool)
{
	struct output output = {.n = 0};
	struct fail fail = FAIL_NONE;
	struct spool_names names;
	int fd;

	assert_int_equal(spool_list(spool, SPOOL_RECORDS, SPOOL_KIND_RECORDS, &names, &fail), 0);
	assert_int_equal(names.n, 1);
	fd = spool_read(spool, SPOOL_RECORDS, names.list[0], &fail);
	assert_true(fd >= 0);
	read_output(&output, fd);
	close(fd);
	spool_names_release(&names);
	return output;
}

static void
the_spool_is_as_good_as_a_pipe(void **state)
{
	for (uint64_t seed = 1; seed <= SPOOL_SETS; seed++) {
		struct set set = make_set(seed * 17);
		const char *options[7] = {"--spool", path};
		struct fail fail = FAIL_NONE;
		struct settings *settings;
		struct output other;
		struct spool *spool;

		assert_int_equal(setup(state), 0);
		memcpy(options + 2, any_options(), 5 * sizeof *options);
		spool = open_spool();
		shuffle(set.order, set.n * 2);
		put_segment(spool, &set, 0, set.n);
		put_segment(spool, &set, set.n, set.n * 2);
		settings = settings_for(options);
		if (transform_run(settings, NULL, 0, &fail) < 0)
			fail_msg("%s", fail.text);
		other = read_records(spool);
		check_balance(&other);
		expect_same(&set, &other, seed);
		release_output(&other);
		settings_free(settings);
		spool_close(spool);
		assert_int_equal(teardown(state), 0);
		release_set(&set);
	}
}

/* The same story by any two sources is one story, whichever comes first. */
static void
any_two_sources_tell_of_one_story(void **state)
{
	(void)state;
	for (size_t a = 0; a < SOURCES_MADE; a++)
		for (size_t b = 0; b < SOURCES_MADE; b++) {
			char *lines[] = {make_sighting(a, 7, 0, "Dreams come true."),
					 make_sighting(b, 7, 0, "Dreams come true.")};
			int file = make_file(lines, (size_t[]){0, 1}, 0, 2);
			struct output output = transform(&file, 1);

			check_balance(&output);
			if (member(&output, "stories") != 1 || member(&output, "rejects") != 0)
				fail_msg("sources %zu and %zu", a, b);
			release_output(&output);
			free(lines[0]);
			free(lines[1]);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(order_and_repetition_change_nothing),
	    cmocka_unit_test(shards_together_are_the_whole),
	    cmocka_unit_test(how_a_body_is_kept_changes_nothing),
	    cmocka_unit_test(the_spool_is_as_good_as_a_pipe),
	    cmocka_unit_test(any_two_sources_tell_of_one_story),
	};

	mem_init();
	say_open("test", SAY_TEXT, SAY_ERROR);
	return cmocka_run_group_tests(tests, write_facts, remove_facts);
}
