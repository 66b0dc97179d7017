/* Signals to stop, each case in a child of its own. */
#include "lib/stop.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#define SIGNALLED(n) (1000 + (n))

/* Runs the case in a child; its exit status, or SIGNALLED(n). */
static int
in_child(int (*run)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		alarm(5);
		_exit(run());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? SIGNALLED(WTERMSIG(status)) : WEXITSTATUS(status);
}

static void
listen(void)
{
	struct fail fail = FAIL_NONE;

	if (stop_open(&fail) < 0)
		_exit(100);
}

static bool
is_readable(void)
{
	struct pollfd fd = {.fd = stop_fd(), .events = POLLIN};

	return poll(&fd, 1, 0) == 1;
}

static void
pause_ms(long ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&left, &left) < 0)
		;
}

static int
run_flag(void)
{
	struct fail fail = FAIL_NONE;

	listen();
	if (stop_asked() || is_readable())
		return 1;
	raise(SIGHUP);
	if (!stop_asked() || !is_readable() || !is_readable())
		return 2;
	if (stop_fail(&fail, "Run it again.") != -1 || fail.status != EX_TEMPFAIL)
		return 3;
	return strcmp(fail.text, "stopped by signal 1 (Hangup)") == 0 && fail.hint[0] != '\0' ? 0
											      : 4;
}

static int
run_same_wish(void)
{
	listen();
	raise(SIGTERM);
	raise(SIGTERM);
	raise(SIGINT);
	return stop_asked() ? 0 : 1;
}

static int
run_second(void)
{
	listen();
	raise(SIGTERM);
	pause_ms(400);
	raise(SIGINT);
	return 1;
}

static int
run_ignored(void)
{
	signal(SIGHUP, SIG_IGN);
	listen();
	raise(SIGHUP);
	return stop_asked() ? 1 : 0;
}

static int
run_status(void)
{
	listen();
	if (stop_status_wanted())
		return 1;
	raise(SIGUSR1);
	if (!stop_status_wanted() || stop_status_wanted())
		return 2;
	return stop_asked() ? 3 : 0;
}

static int
run_deaf(void)
{
	raise(SIGTERM);
	return 0;
}

static void
test_cases(void **state)
{
	static const struct {
		const char *name;
		int (*run)(void);
		int want;
	} rows[] = {{"a flag and a descriptor", run_flag, 0},
		    {"two at once are one wish", run_same_wish, 0},
		    {"the second ends the process", run_second, EX_TEMPFAIL},
		    {"ignored stays ignored", run_ignored, 0},
		    {"status", run_status, 0},
		    {"without listening", run_deaf, SIGNALLED(SIGTERM)}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int got = in_child(rows[i].run);

		if (got != rows[i].want)
			fail_msg("%s: %d, wanted %d", rows[i].name, got, rows[i].want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
