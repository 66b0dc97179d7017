/* The governor kept in a folder, for runs one after another and at the same time. */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/ingest/quota_asking.h"

static char folder[] = "/tmp/storywire-quota-XXXXXX";
static int folder_fd = -1;

static struct quota *
open_kept(void)
{
	struct fail fail = FAIL_NONE;
	struct quota *kept = quota_open(folder_fd, &fail);

	assert_string_equal(fail.text, "");
	return kept;
}

static int
set_up(void **state)
{
	snprintf(folder, sizeof folder, "/tmp/storywire-quota-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	(void)state;
	quota_key("EAAtoken", key);
	quota = open_kept();
	return 0;
}

static int
tear_down(void **state)
{
	char name[64];

	(void)state;
	quota_close(quota);
	snprintf(name, sizeof name, "quota/%s", key);
	(void)unlinkat(folder_fd, name, 0);
	(void)unlinkat(folder_fd, "quota/lock", 0);
	(void)unlinkat(folder_fd, "quota", AT_REMOVEDIR);
	close(folder_fd);
	return rmdir(folder);
}

static void
what_was_learned_is_kept(void **state)
{
	(void)state;
	learn_business("1", "17", 97, 0, NOW);
	learn_app(80, NOW);
	quota_park(quota, key, "2", NOW + 7 * WHEN_MINUTE);
	quota_close(quota);
	quota = open_kept();
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 7 * WHEN_MINUTE);
	assert_int_equal(ask_optional("3", NOW), QUOTA_PARKED);
	assert_int_equal(ask("3", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask("3", PLENTY, NOW), QUOTA_LATER);
}

static void
runs_at_the_same_time_share_what_they_learn(void **state)
{
	struct quota *mine = quota, *other = open_kept();

	(void)state;
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	learn_app(92, NOW);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	quota = other;
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_LATER);
	quota_park(other, key, NULL, NOW + WHEN_MINUTE);
	quota = mine;
	assert_int_equal(ask("1", PLENTY, NOW + 30 * WHEN_SECOND), QUOTA_PARKED);
	assert_int_equal(ask("1", PLENTY, NOW + WHEN_MINUTE), QUOTA_GO);
	quota = other;
	assert_int_equal(ask("1", PLENTY, NOW + WHEN_MINUTE), QUOTA_PARKED);
	quota = mine;
	quota_close(other);
}

/* Asks through a minute, ten times a second; how often it went. */
static unsigned
ask_through_a_minute(void)
{
	unsigned went = 0;

	for (when_ms at = NOW; at < NOW + WHEN_MINUTE; at += WHEN_SECOND / 10)
		went += ask("1", PLENTY, at) == QUOTA_GO ? 1 : 0;
	return went;
}

static void
two_processes_stay_within_one_budget(void **state)
{
	unsigned went = 0;
	pid_t child[2];
	int status;

	(void)state;
	learn_app(90, NOW); /* a call every four seconds */
	for (size_t i = 0; i < COUNT(child); i++) {
		child[i] = fork();
		if (child[i] == 0) {
			quota = open_kept();
			_exit((int)ask_through_a_minute());
		}
	}
	for (size_t i = 0; i < COUNT(child); i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status));
		went += (unsigned)WEXITSTATUS(status);
	}
	assert_in_range(went, 8, 15);
	assert_int_equal(ask_through_a_minute(), 0);
}

/* Holds the lock for a while, and parks the token before letting it go. */
static void
hold_and_park(int ready)
{
	struct timespec pause = {.tv_nsec = 200000000};
	char line[128], name[64];
	int lock = openat(folder_fd, "quota/lock", O_RDWR), file;

	snprintf(name, sizeof name, "quota/%s", key);
	snprintf(line, sizeof line, "pool app 100 %lld %lld %lld -1 -1\n", (long long)NOW,
		 (long long)(NOW + WHEN_HOUR), (long long)NOW);
	file = openat(folder_fd, name, O_WRONLY | O_APPEND);
	if (flock(lock, LOCK_EX) < 0 || write(ready, "x", 1) != 1)
		_exit(1);
	(void)nanosleep(&pause, NULL);
	_exit(write(file, line, strlen(line)) == (ssize_t)strlen(line) ? 0 : 1);
}

static void
a_counted_call_waits_for_the_lock(void **state)
{
	int ready[2], status;
	pid_t child;
	char byte;

	(void)state;
	learn_app(90, NOW);
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0)
		hold_and_park(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(ready[0]);
	close(ready[1]);
}

/* Adds bytes to the file of the token. */
static void
spoil_file(const char *bytes)
{
	char name[64];
	int fd;

	snprintf(name, sizeof name, "quota/%s", key);
	fd = openat(folder_fd, name, O_WRONLY | O_APPEND);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	close(fd);
}

static void
lines_that_are_none_are_passed_over(void **state)
{
	(void)state;
	learn_app(96, NOW);
	spoil_file("nonsense\npool ../../etc 1 2 3 4 5 6\npool app 1000000 1 1 1 1 1\n"
		   "link x app\n\npool app 0 170");
	learn_business("1", "17", 100, 5, NOW); /* behind a line that a dead process left */
	quota_close(quota);
	quota = open_kept();
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 5 * WHEN_MINUTE);
}

static void
a_file_that_has_grown_is_written_anew(void **state)
{
	struct quota *other = open_kept(), *mine = quota;
	char name[64];
	struct stat stat;

	(void)state;
	for (int i = 0; i < 20000; i++)
		learn_app(i % 70, NOW + i);
	learn_app(96, NOW + 20000);
	snprintf(name, sizeof name, "quota/%s", key);
	assert_int_equal(fstatat(folder_fd, name, &stat, 0), 0);
	assert_in_range(stat.st_size, 1, 200000);
	assert_int_equal(stat.st_mode & 0777, 0600);
	quota = other;
	assert_int_equal(ask("1", PLENTY, NOW + 20000), QUOTA_PARKED);
	quota = mine;
	quota_close(other);
}

/* A file system may give the number of a removed file to the next one. */
static void
a_file_written_anew_with_the_same_number_is_read(void **state)
{
	char name[64];

	(void)state;
	for (int i = 0; i < 9; i++)
		learn_app(10 + i, NOW + i);
	snprintf(name, sizeof name, "quota/%s", key);
	close(openat(folder_fd, name, O_WRONLY | O_TRUNC));
	spoil_file("pool app 96 1700000000010 -1 -1 -1 -1\n");
	assert_int_equal(ask("1", PLENTY, NOW + 20), QUOTA_PARKED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_was_learned_is_kept),
	    TEST(runs_at_the_same_time_share_what_they_learn),
	    TEST(two_processes_stay_within_one_budget),
	    TEST(a_counted_call_waits_for_the_lock),
	    TEST(lines_that_are_none_are_passed_over),
	    TEST(a_file_that_has_grown_is_written_anew),
	    TEST(a_file_written_anew_with_the_same_number_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
