/* Segments: how they appear, whole or not at all, and how they are judged. */
#include "lib/segment.h"

#include <signal.h>
#include <sys/resource.h>

#include "tests/unit/spool_place.h"

/* Publishes the lines as one segment; returns what publishing it said. */
static int
publish(const struct spool *spool, enum spool_kind kind, const char *line, struct fail *fail)
{
	struct segment *segment = segment_begin(spool, fail);
	int result;

	assert_non_null(segment);
	if (line[0] != '\0')
		assert_int_equal(stream_put(segment_stream(segment), span_of(line), fail), 0);
	assert_int_equal(stream_end(segment_stream(segment), NULL, fail), 0);
	result = segment_publish(segment, kind, fail);
	segment_free(segment);
	return result;
}

static void
test_names_and_order(void **state)
{
	static const char hash[] = "e346432021b04179"; /* of {"a":1} and its line feed */
	struct spool *spool = open_spool();
	struct spool_names names;
	struct fail fail = FAIL_NONE;
	struct stat st;

	(void)state;
	assert_int_equal(publish(spool, SPOOL_KIND_RAW, "{\"a\":1}", &fail), 0);
	setenv("STORYWIRE_NOW", "2026-01-02T03:04:05Z", 1);
	assert_int_equal(publish(spool, SPOOL_KIND_RAW, "{\"a\":1}", &fail), 0);
	assert_int_equal(publish(spool, SPOOL_KIND_RAW, "{\"b\":1}", &fail), 0);
	assert_int_equal(publish(spool, SPOOL_KIND_RECORDS, "{\"a\":1}", &fail), 0);
	put_file(spool, SPOOL_RAW, "zz.raw.ndjson", "");
	put_file(spool, SPOOL_RAW, "zz.records.ndjson", "");
	put_file(spool, SPOOL_RAW, ".hidden.raw.ndjson", "");
	put_file(spool, SPOOL_RAW, "-rf.raw.ndjson", "");
	put_file(spool, SPOOL_RAW, "a b\n.raw.ndjson", "");
	put_file(spool, SPOOL_RAW, ".raw.ndjson", "");
	put_file(spool, SPOOL_RAW, "README", "");
	assert_int_equal(spool_list(spool, SPOOL_RAW, SPOOL_KIND_RAW, &names, &fail), 0);
	assert_int_equal(names.n, 4);
	assert_memory_equal(names.list[0], "20260102T030405.000Z-", 21);
	assert_memory_equal(names.list[1], "20260102T030405.000Z-", 21);
	assert_memory_equal(names.list[2], "20260102T030405.678Z-", 21);
	assert_string_equal(names.list[3], "zz.raw.ndjson");
	assert_memory_equal(names.list[0] + 34, hash, 16);
	assert_memory_not_equal(names.list[1] + 34, hash, 16);
	assert_memory_equal(names.list[2] + 34, hash, 16);
	assert_string_equal(names.list[2] + 50, ".raw.ndjson");
	assert_int_equal(fstatat(spool_folder_fd(spool, SPOOL_RAW), names.list[0], &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(segment_verify(spool, SPOOL_RAW, names.list[0], &fail), 0);
	spool_names_release(&names);
	assert_int_equal(spool_list(spool, SPOOL_RECORDS, SPOOL_KIND_RECORDS, &names, &fail), 0);
	assert_int_equal(names.n, 1);
	spool_names_release(&names);
	assert_int_equal(count_files(spool, SPOOL_TMP), 0);
	spool_close(spool);
}

static void
test_nothing_to_publish(void **state)
{
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(publish(spool, SPOOL_KIND_RAW, "", &fail), 0);
	segment_free(segment_begin(spool, &fail));
	segment_free(NULL);
	assert_int_equal(count_files(spool, SPOOL_RAW), 0);
	assert_int_equal(count_files(spool, SPOOL_TMP), 0);
	spool_close(spool);
}

/* What is there is never replaced: its place is taken while the segment is written. */
static void
test_no_replace(void **state)
{
	struct spool *spool = open_spool();
	struct spool_names names;
	struct fail fail = FAIL_NONE;
	char temporary[SPOOL_NAME_MAX], name[SPOOL_NAME_MAX];
	unsigned long long number;
	int fd;

	(void)state;
	assert_int_equal(publish(spool, SPOOL_KIND_RAW, "{\"a\":1}", &fail), 0);
	assert_int_equal(spool_list(spool, SPOOL_RAW, SPOOL_KIND_RAW, &names, &fail), 0);
	fd = spool_temporary(spool, temporary, &fail);
	assert_true(fd >= 0);
	close(fd);
	number = strtoull(temporary, NULL, 16) + 1;
	snprintf(name, sizeof name, "%.21s%012llx%s", names.list[0], number, names.list[0] + 33);
	put_file(spool, SPOOL_RAW, name, "mine");
	assert_int_equal(publish(spool, SPOOL_KIND_RAW, "{\"a\":1}", &fail), -1);
	assert_int_equal(fail.status, EX_IOERR);
	assert_int_equal(count_files(spool, SPOOL_TMP), 1);
	fail = FAIL_NONE;
	fd = spool_read(spool, SPOOL_RAW, name, &fail);
	assert_int_equal(read(fd, temporary, sizeof temporary), 4);
	assert_memory_equal(temporary, "mine", 4);
	close(fd);
	spool_names_release(&names);
	spool_close(spool);
}

static void
test_full_disk(void **state)
{
	const struct rlimit small = {1000, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;
	struct segment *segment = segment_begin(spool, &fail);
	char line[2000];

	(void)state;
	memset(line, 'x', sizeof line);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(stream_put(segment_stream(segment), (struct span){line, sizeof line},
				    &fail),
			 0);
	assert_int_equal(stream_end(segment_stream(segment), NULL, &fail), -1);
	assert_int_equal(fail.status, EX_IOERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	segment_free(segment);
	assert_int_equal(count_files(spool, SPOOL_TMP), 0);
	assert_int_equal(count_files(spool, SPOOL_RAW), 0);
	spool_close(spool);
}

static void
test_verify(void **state)
{
	static const char empty[] =
	    "{\"type\":\"end\",\"records\":0,\"sha256\":\"e3b0c44298fc1c149afb"
	    "f4c8996fb92427ae41e4649b934ca495991b7852b855\"}\n";
	static const struct {
		const char *text;
		int status;
	} rows[] = {{empty, EX_OK},
		    {"", EX_DATAERR},
		    {"{\"a\":1}\n", EX_DATAERR},
		    {"{\"type\":\"end\",\"records\":0,\"sha256\":\"00\"}\n", EX_DATAERR}};
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		fail = FAIL_NONE;
		(void)unlinkat(spool_folder_fd(spool, SPOOL_RAW), "x", 0);
		put_file(spool, SPOOL_RAW, "x", rows[i].text);
		assert_int_equal(segment_verify(spool, SPOOL_RAW, "x", &fail),
				 rows[i].status == EX_OK ? 0 : -1);
		assert_int_equal(fail.status, rows[i].status);
	}
	fail = FAIL_NONE;
	assert_int_equal(segment_verify(spool, SPOOL_RAW, "none", &fail), -1);
	assert_int_equal(fail.status, EX_NOINPUT);
	fail = FAIL_NONE;
	assert_int_equal(symlinkat("x", spool_folder_fd(spool, SPOOL_RAW), "link"), 0);
	assert_int_equal(segment_verify(spool, SPOOL_RAW, "link", &fail), -1);
	assert_int_equal(fail.status, EX_DATAERR);
	fail = FAIL_NONE;
	assert_int_equal(mkfifoat(spool_folder_fd(spool, SPOOL_RAW), "fifo", 0600), 0);
	assert_int_equal(segment_verify(spool, SPOOL_RAW, "fifo", &fail), -1);
	assert_int_equal(fail.status, EX_DATAERR);
	spool_close(spool);
}

/* Lines that stand in memory make the same segment as those put one by one. */
static void
test_lines(void **state)
{
	static const char text[] = "{\"a\":1}\n{\"b\":\"x\"}\n";
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;
	struct segment *segment = segment_begin(spool, &fail);

	(void)state;
	assert_non_null(segment);
	assert_string_equal(segment_name(segment), "");
	assert_int_equal(segment_put_lines(segment, span_of(text), &fail), 0);
	assert_int_equal(stream_count(segment_stream(segment)), 2);
	assert_int_equal(stream_end(segment_stream(segment), ",\"items\":7", &fail), 0);
	assert_int_equal(segment_publish(segment, SPOOL_KIND_RAW, &fail), 0);
	assert_int_equal(segment_verify(spool, SPOOL_RAW, segment_name(segment), &fail), 0);
	segment_free(segment);
	spool_close(spool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SPOOL_TEST(test_names_and_order), SPOOL_TEST(test_nothing_to_publish),
	    SPOOL_TEST(test_no_replace),      SPOOL_TEST(test_full_disk),
	    SPOOL_TEST(test_verify),          SPOOL_TEST(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
