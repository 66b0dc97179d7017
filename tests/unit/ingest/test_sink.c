/* The sink: when a segment ends, what is durable then, and that nothing is lost or doubled. */
#include "ingest/sink.h"

#include <getopt.h>
#include <signal.h>
#include <sys/resource.h>

#include "ingest/limits.h"
#include "lib/mem.h"
#include "lib/segment.h"
#include "tests/unit/spool_place.h"

static struct settings *
open_sink(struct sink *sink, enum sink_use use)
{
	const char *const arguments[] = {"x", "--config", "/dev/null", "--spool", path};
	struct settings *settings = NULL;
	struct fail fail = FAIL_NONE;
	char *argv[COUNT(arguments) + 1] = {NULL};

	for (size_t i = 0; i < COUNT(arguments); i++)
		argv[i] = (char *)(uintptr_t)arguments[i];
	optind = 0;
	assert_int_equal(settings_read(&settings, PROGRAM_INGEST, COUNT(arguments), argv, &fail),
			 0);
	assert_int_equal(sink_open(sink, settings, use, &fail), 0);
	return settings;
}

static void
put(struct sink *sink, size_t bytes)
{
	struct fail fail = FAIL_NONE;
	char *line = must_malloc(bytes);

	memset(line, 'x', bytes);
	assert_int_equal(sink_put(sink, (struct span){line, bytes}, &fail), 0);
	free(line);
}

static void
verify_all(const struct spool *spool)
{
	struct spool_names names;
	struct fail fail = FAIL_NONE;

	assert_int_equal(spool_list(spool, SPOOL_RAW, SPOOL_KIND_RAW, &names, &fail), 0);
	for (size_t i = 0; i < names.n; i++)
		assert_int_equal(segment_verify(spool, SPOOL_RAW, names.list[i], &fail), 0);
	spool_names_release(&names);
}

/* Records and items that all segments state, and that each of them is whole. */
static void
count(const struct spool *spool, uint64_t *segments, uint64_t *lines, uint64_t *items)
{
	struct spool_names names;
	struct fail fail = FAIL_NONE;

	*lines = *items = 0;
	assert_int_equal(spool_list(spool, SPOOL_RAW, SPOOL_KIND_RAW, &names, &fail), 0);
	for (size_t i = 0; i < names.n; i++) {
		int fd = spool_read(spool, SPOOL_RAW, names.list[i], &fail);
		struct stream_in *in = stream_in_new(fd, "segment", true);
		struct span line;
		enum stream_got got;

		while ((got = stream_next(in, &line, &fail)) == STREAM_LINE)
			(*lines)++;
		assert_int_equal(got, STREAM_END);
		assert_non_null(memmem(line.p, line.n, ",\"items\":", 9));
		*items += strtoull((char *)memmem(line.p, line.n, ",\"items\":", 9) + 9, NULL, 10);
		stream_in_free(in);
		close(fd);
	}
	*segments = names.n;
	spool_names_release(&names);
}

static void
expect(const struct sink *sink, uint64_t segments, uint64_t lines, uint64_t items)
{
	uint64_t got[3];

	count(sink->spool, &got[0], &got[1], &got[2]);
	assert_int_equal(got[0], segments);
	assert_int_equal(got[1], lines);
	assert_int_equal(got[2], items);
	assert_int_equal(sink_durable(sink), lines);
	assert_int_equal(count_files(sink->spool, SPOOL_TMP), 0);
}

static void
test_size(void **state)
{
	struct fail fail = FAIL_NONE;
	struct sink sink;
	struct settings *settings = open_sink(&sink, SINK_LIVE);

	(void)state;
	sink_tally(&sink, "items", 0);
	assert_int_equal(sink_due_ms(&sink), -1);
	for (size_t i = 0; i < 5; i++) {
		sink_tally(&sink, "items", 3);
		put(&sink, LIVE_SEGMENT_MAX / 2);
	}
	/* two halves and their line feeds are a segment; the fifth waits */
	expect(&sink, 2, 4, 12);
	assert_int_equal(sink_count(&sink), 5);
	assert_true(sink_due_ms(&sink) > 0);
	assert_int_equal(sink_turn(&sink, &fail), 0);
	assert_int_equal(sink_durable(&sink), 4);
	assert_int_equal(sink_end(&sink, &fail), 0);
	expect(&sink, 3, 5, 15);
	verify_all(sink.spool);
	assert_int_equal(sink_end(&sink, &fail), 0);
	expect(&sink, 3, 5, 15);
	sink_close(&sink);
	settings_free(settings);
}

static void
test_time(void **state)
{
	struct fail fail = FAIL_NONE;
	struct sink sink;
	struct settings *settings = open_sink(&sink, SINK_ARCHIVE);

	(void)state;
	sink_tally(&sink, "items", 1);
	put(&sink, LIVE_SEGMENT_MAX * 2);
	assert_int_equal(sink_durable(&sink), 0);
	sink.begun_ms -= SEGMENT_MS;
	assert_int_equal(sink_due_ms(&sink), 0);
	assert_int_equal(sink_turn(&sink, &fail), 0);
	expect(&sink, 1, 1, 1);
	assert_int_equal(sink_due_ms(&sink), -1);
	put(&sink, 10);
	sink.begun_ms -= SEGMENT_MS;
	put(&sink, 10);
	expect(&sink, 2, 3, 1);
	sink_close(&sink);
	settings_free(settings);
}

/* The largest record there may be, behind a segment that is nearly full. */
static void
test_largest(void **state)
{
	struct fail fail = FAIL_NONE;
	struct sink sink;
	struct settings *settings = open_sink(&sink, SINK_LIVE);
	char *line = must_calloc(1, STREAM_LINE_MAX + 1);

	(void)state;
	sink_tally(&sink, "items", 0);
	put(&sink, LIVE_SEGMENT_MAX - 2);
	put(&sink, STREAM_LINE_MAX);
	expect(&sink, 1, 2, 0);
	assert_int_equal(sink_put(&sink, (struct span){line, STREAM_LINE_MAX + 1}, &fail), -1);
	assert_int_equal(fail.status, EX_SOFTWARE);
	free(line);
	sink_close(&sink);
	settings_free(settings);
}

/* A disk that takes nothing: the second attempt fails as well, and nothing is taken any more. */
static void
test_full_disk(void **state)
{
	const struct rlimit small = {1000, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
	struct fail fail = FAIL_NONE;
	struct sink sink;
	struct settings *settings = open_sink(&sink, SINK_LIVE);

	(void)state;
	sink_tally(&sink, "items", 1);
	put(&sink, 2000);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(sink_seal(&sink, &fail), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_int_equal(fail.status, EX_IOERR);
	assert_true(fail.hint[0] != '\0');
	assert_int_equal(sink_durable(&sink), 0);
	assert_int_equal(count_files(sink.spool, SPOOL_RAW), 0);
	assert_int_equal(count_files(sink.spool, SPOOL_TMP), 0);
	fail = FAIL_NONE;
	assert_int_equal(sink_put(&sink, SPAN("{}"), &fail), -1);
	assert_int_equal(fail.status, EX_IOERR);
	fail = FAIL_NONE;
	assert_int_equal(sink_end(&sink, &fail), -1);
	assert_int_equal(sink_due_ms(&sink), -1);
	sink_close(&sink);
	settings_free(settings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SPOOL_TEST(test_size),
	    SPOOL_TEST(test_time),
	    SPOOL_TEST(test_largest),
	    SPOOL_TEST(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
