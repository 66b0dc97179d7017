#include "lib/stop.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * ms. A terminal and systemd tell the whole group of processes, and story-run tells its stage once
 * more: what comes so soon is the same wish.
 */
#define SAME_WISH 300

/* What the handlers may touch; there is one process to stop, so there is one of each. */
static volatile sig_atomic_t told;   /* the signal; 0 before */
static volatile sig_atomic_t status; /* SIGUSR1 came */
static struct timespec told_at;      /* written before `told` */
static int wake = -1;

static int64_t
ms_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - then->tv_sec) * INT64_C(1000) +
	       (now.tv_nsec - then->tv_nsec) / 1000000;
}

static void
on_stop(int signal_number)
{
	const uint64_t one = 1;
	int kept = errno;

	if (told != 0) {
		if (ms_since(&told_at) > SAME_WISH)
			_exit(EX_TEMPFAIL);
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &told_at);
	told = signal_number;
	if (write(wake, &one, sizeof one) < 0)
		told = signal_number; /* nobody is woken; the flag is raised all the same */
	errno = kept;
}

static void
on_status(int signal_number)
{
	(void)signal_number;
	status = 1;
}

/* SA_RESTART: a signal must not look like a failing write; poll(2) is interrupted in any case. */
static int
listen_to(int signal_number, void (*handler)(int), struct fail *fail)
{
	struct sigaction action = {.sa_flags = SA_RESTART}, old;

	action.sa_handler = handler;
	sigemptyset(&action.sa_mask);
	if (sigaction(signal_number, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return 0;
	if (sigaction(signal_number, &action, NULL) == 0)
		return 0;
	return fail_errno(fail, EX_OSERR, "signal %d: cannot be listened to", signal_number);
}

int
stop_open(struct fail *fail)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};

	if (wake < 0)
		wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (wake < 0)
		return fail_errno(fail, EX_OSERR, "eventfd: cannot be made");
	for (size_t i = 0; i < COUNT(signals); i++)
		if (listen_to(signals[i], on_stop, fail) < 0)
			return -1;
	return listen_to(SIGUSR1, on_status, fail);
}

bool
stop_asked(void)
{
	return told != 0;
}

int
stop_fd(void)
{
	return wake;
}

bool
stop_status_wanted(void)
{
	bool wanted = status != 0;

	status = 0;
	return wanted;
}

int
stop_fail(struct fail *fail, const char *next)
{
	fail_set(fail, EX_TEMPFAIL, "stopped by signal %d (%s)", (int)told, strsignal(told));
	return fail_hint(fail, "%s", next);
}
