#include "ingest/quota/quota.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#define NOW INT64_C(1700000000000)
#define MINUTE WHEN_MINUTE
#define PLENTY (20 * WHEN_HOUR) /* of slack */
#define LITTLE WHEN_HOUR

static struct quota *quota;
static char key[QUOTA_KEY + 1];
static when_ms when;

static int
set_up(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	quota_key("EAAtoken", key);
	quota = quota_open(-1, &fail);
	return quota == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	quota_close(quota);
	return 0;
}

static enum quota_word
ask(const char *account, when_ms slack, when_ms now)
{
	return quota_ask(quota, key, account, slack, false, now, &when);
}

static enum quota_word
ask_optional(const char *account, when_ms now)
{
	return quota_ask(quota, key, account, PLENTY, true, now, &when);
}

static void
learn(const char *account, const char *app, const char *business, when_ms now)
{
	struct quota_news news = {true, span_of(app), span_of(business)};

	quota_learn_news(quota, key, account, &news, now);
}

static void
learn_app(int percent, when_ms now)
{
	char header[64];

	snprintf(header, sizeof header, "{\"call_count\":%d}", percent);
	learn("1", header, "", now);
}

static void
learn_business(const char *account, const char *id, int percent, int regain, when_ms now)
{
	char header[256];

	snprintf(header, sizeof header,
		 "{\"%s\":[{\"type\":\"instagram\",\"call_count\":%d,"
		 "\"estimated_time_to_regain_access\":%d}]}",
		 id, percent, regain);
	learn(account, "", header, now);
}

static void
a_key_is_not_the_token(void **state)
{
	char other[QUOTA_KEY + 1];

	(void)state;
	assert_int_equal(strspn(key, "0123456789abcdef"), QUOTA_KEY);
	quota_key("EAAtokem", other);
	assert_string_not_equal(key, other);
}

static void
without_news_all_goes(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask_optional("1", NOW), QUOTA_GO);
	learn_app(74, NOW);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask_optional("1", NOW), QUOTA_GO);
}

static void
from_75_percent_calls_keep_a_distance(void **state)
{
	when_ms next;

	(void)state;
	learn_app(75, NOW);
	assert_int_equal(ask_optional("1", NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + WHEN_HOUR);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_LATER);
	assert_true(when > NOW && when <= NOW + WHEN_SECOND);
	next = when;
	assert_int_equal(ask("2", PLENTY, next - 1), QUOTA_LATER);
	assert_int_equal(ask("2", PLENTY, next), QUOTA_GO);
	learn_app(94, next);
	assert_int_equal(ask("1", PLENTY, next + WHEN_SECOND), QUOTA_GO);
	assert_int_equal(ask("1", PLENTY, next + WHEN_SECOND), QUOTA_LATER);
	assert_true(when > next + 2 * WHEN_SECOND);
}

static void
from_95_percent_only_the_urgent_go(void **state)
{
	(void)state;
	learn_app(95, NOW);
	assert_int_equal(ask("1", 6 * WHEN_HOUR, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + WHEN_HOUR);
	assert_int_equal(ask("1", 6 * WHEN_HOUR - 1, NOW), QUOTA_GO);
	assert_int_equal(ask("2", LITTLE, NOW), QUOTA_LATER);
}

static void
a_full_budget_is_left_alone_and_then_tried_once(void **state)
{
	when_ms until = NOW + 19 * MINUTE;

	(void)state;
	learn_business("1", "17", 100, 19, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, until);
	assert_int_equal(ask("1", LITTLE, until - 1), QUOTA_PARKED);
	assert_int_equal(ask_optional("1", until), QUOTA_PARKED);
	assert_int_equal(ask("1", LITTLE, until), QUOTA_GO);
	assert_int_equal(ask("1", LITTLE, until + WHEN_SECOND), QUOTA_PARKED);
	learn_business("1", "17", 60, 0, until + 2 * WHEN_SECOND);
	assert_int_equal(ask("1", PLENTY, until + 2 * WHEN_SECOND), QUOTA_GO);
	assert_int_equal(ask_optional("1", until + 2 * WHEN_SECOND), QUOTA_GO);
}

static void
a_try_that_fails_closes_it_again(void **state)
{
	(void)state;
	learn_app(100, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 10 * MINUTE);
	assert_int_equal(ask("1", LITTLE, when), QUOTA_GO);
	learn_app(100, when);
	assert_int_equal(ask("1", LITTLE, when + MINUTE), QUOTA_PARKED);
	assert_int_equal(when, NOW + 20 * MINUTE);
}

static void
an_estimate_of_0_is_not_health(void **state)
{
	(void)state;
	learn_business("1", "17", 100, 0, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 30 * MINUTE);
	learn_business("2", "18", 97, 0, NOW);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_PARKED);
	learn_business("3", "19", 97, 5, NOW);
	assert_int_equal(ask("3", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 5 * MINUTE);
}

static void
silence_is_not_0_percent(void **state)
{
	(void)state;
	learn_business("1", "17", 96, 0, NOW);
	learn("1", "", "", NOW);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_PARKED);
	learn_app(100, NOW);
	assert_int_equal(ask("2", LITTLE, NOW + 10 * MINUTE), QUOTA_GO);
	learn("2", "", "", NOW + 10 * MINUTE);
	assert_int_equal(ask("2", LITTLE, NOW + 10 * MINUTE), QUOTA_GO);
	assert_int_equal(ask("2", LITTLE, NOW + 10 * MINUTE), QUOTA_LATER);
}

static void
one_account_throttled_blocks_no_other(void **state)
{
	(void)state;
	learn_business("1", "17", 100, 30, NOW);
	learn_business("2", "18", 10, 0, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask("3", PLENTY, NOW), QUOTA_GO);
	quota_park(quota, key, "2", NOW + 5 * MINUTE);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 5 * MINUTE);
	assert_int_equal(ask("3", PLENTY, NOW), QUOTA_GO);
}

static void
accounts_share_the_pools_that_their_answers_name(void **state)
{
	(void)state;
	learn_business("1", "645", 20, 0, NOW);
	learn_business("2", "645", 100, 30, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
}

static void
a_parked_token_stops_its_accounts_only(void **state)
{
	char other[QUOTA_KEY + 1];

	(void)state;
	quota_key("EAAother", other);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	quota_park(quota, key, NULL, NOW + MINUTE);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(quota_ask(quota, other, "3", PLENTY, false, NOW, &when), QUOTA_GO);
}

static void
a_park_has_an_end(void **state)
{
	(void)state;
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	quota_park(quota, key, NULL, NOW + 1000 * WHEN_DAY);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + WHEN_DAY);
	quota_park(quota, key, "1", WHEN_NONE);
	assert_int_equal(ask("1", PLENTY, NOW + WHEN_DAY), QUOTA_GO);
}

static void
a_park_without_an_end_takes_that_of_the_headers(void **state)
{
	(void)state;
	learn_business("1", "17", 100, 7, NOW);
	quota_park(quota, key, "1", WHEN_NONE);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 7 * MINUTE);
}

static void
who_is_about_to_lose_a_story_may_try_now_and_then(void **state)
{
	int went = 0;

	(void)state;
	assert_int_equal(ask("1", MINUTE, NOW), QUOTA_GO);
	quota_park(quota, key, NULL, NOW + 5 * WHEN_HOUR);
	for (int i = 0; i < 60; i++)
		if (ask("1", MINUTE, NOW + i * MINUTE) == QUOTA_GO) {
			went++;
			quota_park(quota, key, NULL, NOW + 5 * WHEN_HOUR);
		}
	assert_in_range(went, 5, 12);
	assert_int_equal(ask("2", LITTLE, NOW + WHEN_HOUR), QUOTA_PARKED);
}

static void
readings_age_as_their_windows(void **state)
{
	(void)state;
	learn_app(99, NOW);
	assert_int_equal(ask("1", PLENTY, NOW + WHEN_HOUR - 1), QUOTA_PARKED);
	assert_int_equal(ask("1", PLENTY, NOW + WHEN_HOUR), QUOTA_GO);
	assert_int_equal(ask_optional("1", NOW + WHEN_HOUR), QUOTA_GO);
	learn_business("2", "17", 99, 0, NOW);
	assert_int_equal(ask("2", PLENTY, NOW + WHEN_HOUR / 2), QUOTA_PARKED);
	assert_true(when > NOW + WHEN_HOUR / 2 && when < NOW + 2 * WHEN_HOUR);
	assert_int_equal(ask("2", PLENTY, when), QUOTA_GO);
	assert_int_equal(ask_optional("2", NOW + 2 * WHEN_HOUR), QUOTA_PARKED);
	assert_true(when < NOW + 7 * WHEN_HOUR);
	assert_int_equal(ask_optional("2", when), QUOTA_GO);
}

static void
a_wrong_clock_does_not_park_for_ever(void **state)
{
	(void)state;
	learn_app(100, NOW + 500 * WHEN_DAY);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
}

/* The same, kept in a folder. */

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
set_up_folder(void **state)
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
tear_down_folder(void **state)
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

#define TEST_KEPT(name) cmocka_unit_test_setup_teardown(name, set_up_folder, tear_down_folder)
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_key_is_not_the_token),
	    TEST(without_news_all_goes),
	    TEST(from_75_percent_calls_keep_a_distance),
	    TEST(from_95_percent_only_the_urgent_go),
	    TEST(a_full_budget_is_left_alone_and_then_tried_once),
	    TEST(a_try_that_fails_closes_it_again),
	    TEST(an_estimate_of_0_is_not_health),
	    TEST(silence_is_not_0_percent),
	    TEST(one_account_throttled_blocks_no_other),
	    TEST(accounts_share_the_pools_that_their_answers_name),
	    TEST(a_parked_token_stops_its_accounts_only),
	    TEST(a_park_has_an_end),
	    TEST(a_park_without_an_end_takes_that_of_the_headers),
	    TEST(who_is_about_to_lose_a_story_may_try_now_and_then),
	    TEST(readings_age_as_their_windows),
	    TEST(a_wrong_clock_does_not_park_for_ever),
	    TEST_KEPT(what_was_learned_is_kept),
	    TEST_KEPT(runs_at_the_same_time_share_what_they_learn),
	    TEST_KEPT(two_processes_stay_within_one_budget),
	    TEST_KEPT(a_counted_call_waits_for_the_lock),
	    TEST_KEPT(lines_that_are_none_are_passed_over),
	    TEST_KEPT(a_file_that_has_grown_is_written_anew),
	    TEST_KEPT(a_file_written_anew_with_the_same_number_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
