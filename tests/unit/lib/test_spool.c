/* The spool on real folders below a temporary one: what it makes, refuses, names and lists. */
#include "lib/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/segment.h"
#include "tests/unit/unit.h"

#define NOBODY 65534 /* a user who owns nothing here */

static char place[] = "/tmp/story-spool.XXXXXX";
static char path[sizeof place + 8];

static void
remove_tree(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			remove_tree(fd, entry->d_name);
	if (dir != NULL)
		closedir(dir);
	if (unlinkat(parent, name, 0) < 0)
		(void)unlinkat(parent, name, AT_REMOVEDIR);
}

static int
setup(void **state)
{
	(void)state;
	memcpy(place + sizeof place - 7, "XXXXXX", 6);
	if (mkdtemp(place) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/spool", place);
	return setenv("STORYWIRE_NOW", "2026-01-02T03:04:05.678Z", 1);
}

static int
teardown(void **state)
{
	(void)state;
	remove_tree(AT_FDCWD, place);
	return 0;
}

static struct spool *
open_spool(void)
{
	struct fail fail = FAIL_NONE;
	struct spool *spool = NULL;

	assert_int_equal(spool_open(&spool, path, true, &fail), 0);
	return spool;
}

static void
expect_refusal(int status, bool make)
{
	struct fail fail = FAIL_NONE;
	struct spool *spool = NULL;

	assert_int_equal(spool_open(&spool, path, make, &fail), -1);
	assert_int_equal(fail.status, status);
	assert_null(spool);
}

static size_t
count_files(const struct spool *spool, enum spool_folder folder)
{
	int fd = openat(spool_folder_fd(spool, folder), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fdopendir(fd);
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n - 2;
}

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
put_file(const struct spool *spool, enum spool_folder folder, const char *name, const char *text)
{
	int fd = openat(spool_folder_fd(spool, folder), name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void
test_made_on_first_use(void **state)
{
	struct spool *spool;
	struct stat st;

	(void)state;
	expect_refusal(EX_NOINPUT, false);
	umask(0);
	spool = open_spool();
	umask(022);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	for (size_t i = 0; i < SPOOL_FOLDERS; i++) {
		assert_int_equal(fstat(spool_folder_fd(spool, (enum spool_folder)i), &st), 0);
		assert_int_equal(st.st_mode & 07777, 0700);
	}
	spool_close(spool);
	spool_close(open_spool());
}

static void
test_refused_places(void **state)
{
	char other[sizeof path + 8];

	(void)state;
	spool_close(open_spool());
	assert_int_equal(chmod(path, 0770), 0);
	expect_refusal(EX_NOPERM, true);
	assert_int_equal(chmod(path, 0702), 0);
	expect_refusal(EX_NOPERM, true);
	assert_int_equal(chmod(path, 0700), 0);
	snprintf(other, sizeof other, "%s/raw", path);
	assert_int_equal(chmod(other, 0777), 0);
	expect_refusal(EX_NOPERM, true);
	assert_int_equal(rmdir(other), 0);
	expect_refusal(EX_NOINPUT, false);
	assert_int_equal(symlink("/tmp", other), 0);
	expect_refusal(EX_CANTCREAT, true);
	snprintf(other, sizeof other, "%s/other", place);
	assert_int_equal(rename(path, other), 0);
	assert_int_equal(symlink(other, path), 0);
	expect_refusal(EX_CANTCREAT, true);
	assert_int_equal(unlink(path), 0);
	close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	expect_refusal(EX_CANTCREAT, true);
	snprintf(path, sizeof path, "/proc/x");
	expect_refusal(EX_CANTCREAT, true);
}

/* Root may write anywhere, so somebody else tries. */
static void
test_refused_to_others(void **state)
{
	struct fail fail = FAIL_NONE;
	struct spool *spool;
	int status;
	pid_t child;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(chmod(place, 0755), 0);
	child = fork();
	if (child == 0) {
		if (setuid(NOBODY) < 0)
			_exit(1);
		_exit(spool_open(&spool, path, true, &fail) < 0 ? fail.status : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), EX_CANTCREAT);
	spool_close(open_spool());
	assert_int_equal(chown(path, NOBODY, NOBODY), 0);
	expect_refusal(EX_NOPERM, true);
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
	fail = FAIL_NONE;
	assert_int_equal(shelf_write(spool, "index", "x", (struct span){line, sizeof line}, &fail),
			 -1);
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

static void
test_moving(void **state)
{
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;

	(void)state;
	put_file(spool, SPOOL_RAW, "a.raw.ndjson", "a");
	put_file(spool, SPOOL_RECORDS, "a.raw.ndjson", "b");
	assert_int_equal(spool_move(spool, SPOOL_RAW, SPOOL_DONE, "a.raw.ndjson", &fail), 0);
	assert_int_equal(spool_move(spool, SPOOL_RAW, SPOOL_DONE, "a.raw.ndjson", &fail), 0);
	assert_int_equal(spool_move(spool, SPOOL_DONE, SPOOL_QUARANTINE, "a.raw.ndjson", &fail), 0);
	assert_int_equal(spool_move(spool, SPOOL_RECORDS, SPOOL_QUARANTINE, "a.raw.ndjson", &fail),
			 -1);
	assert_int_equal(fail.status, EX_CANTCREAT);
	assert_int_equal(count_files(spool, SPOOL_RECORDS), 1);
	spool_close(spool);
}

static void
test_lock(void **state)
{
	struct spool *first = open_spool(), *second = open_spool();
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(spool_lock(first, "transform", &fail), 0);
	assert_int_equal(spool_lock(second, "load", &fail), 0);
	assert_int_equal(spool_lock(second, "transform", &fail), -1);
	assert_int_equal(fail.status, EX_TEMPFAIL);
	assert_true(fail.hint[0] != '\0');
	spool_close(first);
	spool_close(second);
	fail = FAIL_NONE;
	first = open_spool();
	assert_int_equal(spool_lock(first, "transform", &fail), 0);
	assert_int_equal(symlinkat("x", spool_folder_fd(first, SPOOL_STATE), "lock.link"), 0);
	assert_int_equal(spool_lock(first, "link", &fail), -1);
	assert_int_equal(fail.status, EX_CANTCREAT);
	spool_close(first);
}

static void
test_leftovers(void **state)
{
	const struct timespec old[2] = {{.tv_sec = time(NULL) - 90000},
					{.tv_sec = time(NULL) - 90000}};
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;

	(void)state;
	put_file(spool, SPOOL_TMP, "old", "x");
	put_file(spool, SPOOL_TMP, "new", "x");
	assert_int_equal(utimensat(spool_folder_fd(spool, SPOOL_TMP), "old", old, 0), 0);
	assert_int_equal(spool_lock(spool, "load", &fail), 0);
	assert_int_equal(count_files(spool, SPOOL_TMP), 1);
	assert_int_equal(faccessat(spool_folder_fd(spool, SPOOL_TMP), "new", F_OK, 0), 0);
	spool_close(spool);
}

static void
test_shelf(void **state)
{
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;
	struct buf text = BUF_MAX(8);

	(void)state;
	assert_int_equal(shelf_read(spool, "index", "a", &text, &fail), 0);
	assert_int_equal(shelf_write(spool, "index", "a", SPAN("one"), &fail), 0);
	assert_int_equal(shelf_write(spool, "index", "a", SPAN("second"), &fail), 0);
	assert_int_equal(shelf_read(spool, "index", "b", &text, &fail), 0);
	assert_int_equal(shelf_read(spool, "index", "a", &text, &fail), 1);
	assert_string_equal(buf_text(&text), "second");
	buf_clear(&text);
	assert_int_equal(shelf_write(spool, "index", "a", SPAN("larger than"), &fail), 0);
	assert_int_equal(shelf_read(spool, "index", "a", &text, &fail), 0);
	assert_int_equal(fail.status, EX_OK);
	assert_int_equal(count_files(spool, SPOOL_TMP), 0);
	buf_release(&text);
	spool_close(spool);
}

static struct settings *
settings_of(enum program_id program, int argc, const char *const *arguments)
{
	struct fail fail = FAIL_NONE;
	struct settings *settings = NULL;
	char *argv[8];

	for (int i = 0; i < argc; i++)
		argv[i] = (char *)(uintptr_t)arguments[i];
	argv[argc] = NULL;
	optind = 0;
	assert_int_equal(settings_read(&settings, program, argc, argv, &fail), 0);
	return settings;
}

static bool
has_lock(const struct spool *spool, const char *name)
{
	return faccessat(spool_folder_fd(spool, SPOOL_STATE), name, F_OK, 0) == 0;
}

/* Shards of ingest lock apart; the later stages have none, whatever they were told. */
static void
test_entering(void **state)
{
	const char *const arguments[] = {"x",  "--config", "/dev/null", "--spool",
					 path, "--shard",  "2/16"};
	const char *const rehearsal[] = {"x", "--config", "/dev/null", "--spool", path, "-n"};
	struct settings *settings = settings_of(PROGRAM_INGEST, 6, rehearsal);
	struct fail fail = FAIL_NONE;
	struct spool *spool = NULL;

	(void)state;
	assert_int_equal(spool_enter(&spool, settings, "ingest", &fail), -1);
	assert_int_equal(fail.status, EX_NOINPUT);
	settings_free(settings);
	fail = FAIL_NONE;
	settings = settings_of(PROGRAM_INGEST, 7, arguments);
	assert_int_equal(spool_enter(&spool, settings, "ingest", &fail), 0);
	assert_true(has_lock(spool, "lock.ingest.2-16"));
	spool_close(spool);
	settings_free(settings);
	settings = settings_of(PROGRAM_LOAD, 7, arguments);
	assert_int_equal(spool_enter(&spool, settings, "load", &fail), 0);
	assert_true(has_lock(spool, "lock.load"));
	assert_true(settings_wants_account(settings, SPAN("1"), SPAN(""), SPAN("")));
	assert_true(settings_wants_account(settings, SPAN("2"), SPAN(""), SPAN("")));
	spool_close(spool);
	settings_free(settings);
}

static void
test_whole_segments(void **state)
{
	static const char *const options[][2] = {{"--account", "kim"},
						 {"--since", "2023-01-01"},
						 {"--until", "2023-01-01"},
						 {"--no-end", "--no-end"}};
	const char *arguments[] = {"x", "--config", "/dev/null", NULL, NULL};
	struct settings *settings = settings_of(PROGRAM_LOAD, 3, arguments);
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(spool_takes_whole(settings, 0, &fail), 0);
	assert_int_equal(spool_takes_whole(settings, 1, &fail), -1);
	assert_int_equal(fail.status, EX_USAGE);
	settings_free(settings);
	for (size_t i = 0; i < COUNT(options); i++) {
		fail = FAIL_NONE;
		arguments[3] = options[i][0];
		arguments[4] = options[i][1];
		settings = settings_of(PROGRAM_LOAD, 5, arguments);
		assert_int_equal(spool_takes_whole(settings, 0, &fail), -1);
		assert_int_equal(fail.status, EX_USAGE);
		settings_free(settings);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(test_made_on_first_use),
	    TEST(test_refused_places),
	    TEST(test_refused_to_others),
	    TEST(test_names_and_order),
	    TEST(test_nothing_to_publish),
	    TEST(test_no_replace),
	    TEST(test_full_disk),
	    TEST(test_verify),
	    TEST(test_moving),
	    TEST(test_lock),
	    TEST(test_leftovers),
	    TEST(test_shelf),
	    TEST(test_entering),
	    TEST(test_whole_segments),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
