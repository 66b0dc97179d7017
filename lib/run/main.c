/* story-run: what cron calls. Ingest, transform, reconcile and load, one after the other, on one
 * spool. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/program.h"
#include "lib/say.h"
#include "lib/spool.h"

#define ARGUMENTS_MAX 16 /* of a stage; what make_arguments() can add, and NULL */

static const struct stage {
	const char *name; /* for messages */
	const char *program;
	const char *verb;
	bool wants_database;
} stages[] = {
    {"ingest", "story-ingest", "graph", false},
    {"transform", "story-transform", "run", false},
    {"reconcile", "story-load", "reconcile", true}, /* before a restored database knows too much */
    {"load", "story-load", "run", true},
};

/* What an exit status of a stage says to the reader of cron's mail. */
static const struct {
	int status;
	const char *meaning;
} meanings[] = {
    {EX_USAGE, "wrong usage"},
    {EX_DATAERR, "input broke its contract"},
    {EX_NOINPUT, "no such input"},
    {EX_UNAVAILABLE, "service down"},
    {EX_SOFTWARE, "a bug"},
    {EX_OSERR, "the system refused"},
    {EX_CANTCREAT, "cannot create a file"},
    {EX_IOERR, "cannot read or write"},
    {EX_TEMPFAIL, "try again later"},
    {EX_PROTOCOL, "no sensible answer"},
    {EX_NOPERM, "token or privilege"},
    {EX_CONFIG, "configuration or schema"},
};

/* What a run waits for: the end of a stage, or being told to stop. */
static void
waited_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
}

static const char *
meaning_of(int status)
{
	for (size_t i = 0; i < COUNT(meanings); i++)
		if (meanings[i].status == status)
			return meanings[i].meaning;
	return "unknown";
}

/* The stages are installed side by side with us; only where one is not, PATH is asked. */
static void
find_program(const struct stage *stage, char path[PATH_MAX])
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *slash;

	self[n > 0 ? n : 0] = '\0';
	slash = strrchr(self, '/');
	if (slash != NULL) {
		n = snprintf(path, PATH_MAX, "%.*s%s", (int)(slash + 1 - self), self,
			     stage->program);
		if (n < PATH_MAX && access(path, X_OK) == 0)
			return;
	}
	snprintf(path, PATH_MAX, "%s", stage->program);
}

/* m.prom becomes m.load.prom: a stage writes its file anew, so they cannot share one. */
static void
put_metrics_path(struct buf *out, const char *path, const char *stage)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	size_t stem = dot != NULL && dot != name ? (size_t)(dot - path) : strlen(path);

	buf_printf(out, "%.*s.%s%s", (int)stem, path, stage, path + stem);
}

/* Options that were given to us; everything else a stage finds where we would have. */
static void
make_arguments(const struct stage *stage, const struct settings *settings, struct buf *metrics,
	       const char *arguments[ARGUMENTS_MAX])
{
	static const struct {
		enum setting_id id;
		const char *option;
	} passed[] = {{SET_spool, "--spool"},
		      {SET_config, "--config"},
		      {SET_log, "--log"},
		      {SET_database, "--database"}};
	size_t n = 0;

	arguments[n++] = stage->program;
	arguments[n++] = stage->verb;
	for (size_t i = 0; i < COUNT(passed); i++) {
		const char *value = settings_text(settings, passed[i].id);

		if (value == NULL || (passed[i].id == SET_database && !stage->wants_database))
			continue;
		arguments[n++] = passed[i].option;
		arguments[n++] = value;
	}
	if (settings_text(settings, SET_metrics) != NULL) {
		put_metrics_path(metrics, settings_text(settings, SET_metrics), stage->name);
		arguments[n++] = "--metrics";
		arguments[n++] = buf_text(metrics);
	}
	if (settings_flag(settings, SET_quiet))
		arguments[n++] = "--quiet";
	if (settings_flag(settings, SET_verbose))
		arguments[n++] = "--verbose";
	arguments[n] = NULL;
}

/* The stage starts with the signals unblocked that we keep for ourselves. */
static int
start(const struct stage *stage, const struct settings *settings, pid_t *pid, struct fail *fail)
{
	const char *arguments[ARGUMENTS_MAX];
	struct buf metrics = BUF_MAX(PATH_MAX);
	char path[PATH_MAX];
	posix_spawnattr_t attributes;
	sigset_t none;
	int error;

	find_program(stage, path);
	make_arguments(stage, settings, &metrics, arguments);
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	error = posix_spawnp(pid, path, NULL, &attributes, (char *const *)arguments, environ);
	posix_spawnattr_destroy(&attributes);
	buf_release(&metrics);
	if (error == 0)
		return 0;
	errno = error;
	fail_errno(fail, EX_OSERR, "%s: cannot be started", stage->name);
	return fail_hint(fail, "Install %s beside story-run, or add its folder to PATH.",
			 stage->program);
}

/* Waits for the end of the stage; a signal to stop goes on to it and is kept in *stopped. */
static int
await(pid_t pid, int *stopped)
{
	sigset_t set;
	int status = 0;

	waited_signals(&set);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		int got = sigwaitinfo(&set, NULL);

		if (got <= 0 || got == SIGCHLD)
			continue;
		*stopped = got;
		kill(pid, got);
	}
	return status;
}

static int
run_stage(const struct stage *stage, const struct settings *settings, int *stopped,
	  struct fail *fail)
{
	pid_t pid;
	int status;

	if (start(stage, settings, &pid, fail) < 0)
		return -1;
	status = await(pid, stopped);
	if (WIFSIGNALED(status))
		return fail_set(fail, EX_OSERR, "%s: ended by signal %d (%s)", stage->name,
				WTERMSIG(status), strsignal(WTERMSIG(status)));
	status = WEXITSTATUS(status);
	return status == EX_OK ? 0
			       : fail_set(fail, status, "%s: failed with status %d (%s)",
					  stage->name, status, meaning_of(status));
}

/*
 * A stage that fails stops none of the others: what ingest cannot read now does not hold up what
 * it read before, and neither holds up the next poll.
 */
static int
run_stages(const struct settings *settings, struct fail *fail)
{
	int status = EX_OK, stopped = 0;

	for (size_t i = 0; i < COUNT(stages) && stopped == 0; i++) {
		struct fail failed = FAIL_NONE;

		if (run_stage(&stages[i], settings, &stopped, &failed) == 0)
			continue;
		say_fail(&failed);
		if (status == EX_OK)
			status = failed.status;
	}
	if (stopped != 0)
		return fail_set(fail, EX_TEMPFAIL, "stopped by signal %d (%s)", stopped,
				strsignal(stopped));
	/* each stage has had its words already */
	return status == EX_OK ? 0 : fail_set(fail, status, "%s", "");
}

static int
run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	const char *path = settings_text(settings, SET_spool);
	struct spool *spool;
	sigset_t set;
	int result;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "takes no words: '%.80s'", words[0]);
	if (path == NULL) {
		fail_set(fail, EX_USAGE, "no spool is named");
		return fail_hint(fail, "Give --spool DIR, or spool = DIR in the settings file.");
	}
	if (spool_open(&spool, path, true, fail) < 0)
		return -1;
	signal(SIGCHLD, SIG_DFL); /* were it ignored, no status of a stage would reach us */
	waited_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	result = spool_lock(spool, "run", fail);
	if (result == 0)
		result = run_stages(settings, fail);
	spool_close(spool);
	return result;
}

static const struct verb verbs[] = {
    {"", "", "read the live stories, make records of what is new, load them", run},
};

int
main(int argc, char **argv)
{
	static const struct program program = {
	    .id = PROGRAM_RUN,
	    .name = "story-run",
	    .purpose = "runs ingest, transform and load in order, for cron",
	    .verbs = verbs,
	    .verbs_n = COUNT(verbs),
	    .has_default = true,
	};

	return program_main(&program, argc, argv);
}
