/* The spool on real folders below a temporary one: what it makes, refuses, locks and moves. */
#include "lib/spool.h"

#include <getopt.h>
#include <sys/wait.h>

#include "tests/unit/spool_place.h"

#define NOBODY 65534 /* a user who owns nothing here */

static void
expect_refusal(int status, bool make)
{
	struct fail fail = FAIL_NONE;
	struct spool *spool = NULL;

	assert_int_equal(spool_open(&spool, path, make, &fail), -1);
	assert_int_equal(fail.status, status);
	assert_null(spool);
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
	const struct CMUnitTest tests[] = {
	    SPOOL_TEST(test_made_on_first_use),
	    SPOOL_TEST(test_refused_places),
	    SPOOL_TEST(test_refused_to_others),
	    SPOOL_TEST(test_moving),
	    SPOOL_TEST(test_lock),
	    SPOOL_TEST(test_leftovers),
	    SPOOL_TEST(test_entering),
	    SPOOL_TEST(test_whole_segments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
