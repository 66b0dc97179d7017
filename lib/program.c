#include "lib/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/mem.h"
#include "lib/say.h"
#include "lib/word.h"

/*
 * A closed descriptor 0, 1 or 2 would be given to the next file opened: fill the places. Records
 * must not vanish where the output is closed, so its place takes none.
 */
static void
fill_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR) < 0)
			return;
}

/* Tokens and captions may be in memory: no core dumps. */
static void
forbid_core_dumps(void)
{
	struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
}

/* Their names, parted by blanks; the buffer is the caller's to release. */
static struct buf
names_of_verbs(const struct program *program)
{
	struct buf names = BUF_MAX(VERBS_TEXT_MAX);

	for (size_t i = 0; i < program->verbs_n; i++)
		buf_printf(&names, "%s ", program->verbs[i].name);
	return names;
}

static void
print_help(const struct program *program)
{
	struct buf verbs = names_of_verbs(program);

	printf("%s: %s\n\nUsage:\n", program->name, program->purpose);
	for (size_t i = 0; i < program->verbs_n; i++)
		printf("  %s%s%s%s%s\n      %s\n", program->name,
		       program->verbs[i].name[0] != '\0' ? " " : "", program->verbs[i].name,
		       program->verbs[i].synopsis[0] != '\0' ? " " : "", program->verbs[i].synopsis,
		       program->verbs[i].help);
	settings_print_help(program->id, verbs.p);
	buf_release(&verbs);
	printf(
	    "\nEach option can also stand in the environment (STORYWIRE_...) or, as key = value, "
	    "in the\nsettings file. Exit status: sysexits.h; see %s(1).\n",
	    program->name);
}

static const struct verb *
find_verb(const struct program *program, const char *word)
{
	for (size_t i = 0; word != NULL && i < program->verbs_n; i++)
		if (strcmp(program->verbs[i].name, word) == 0)
			return &program->verbs[i];
	return NULL;
}

/* The verb that a word was meant to be; NULL where it is like none, or is a file. */
static const struct verb *
mistyped_verb(const struct program *program, const char *word)
{
	for (size_t i = 0; i < program->verbs_n; i++)
		if (word_is_near(word, program->verbs[i].name) && access(word, F_OK) < 0)
			return &program->verbs[i];
	return NULL;
}

static int
start_verb(const struct program *program, const struct verb *verb, const struct settings *settings,
	   const char *const *words, size_t n, struct fail *fail)
{
	struct buf verbs = names_of_verbs(program);
	int result = settings_check_verb(settings, verb->name, verbs.p, fail);

	buf_release(&verbs);
	return result < 0 ? -1 : verb->run(settings, words, n, fail);
}

static int
run_verb(const struct program *program, const struct settings *settings, struct fail *fail)
{
	size_t n;
	const char *const *words = settings_words(settings, &n);
	const struct verb *verb = find_verb(program, n != 0 ? words[0] : NULL);
	const struct verb *meant = n != 0 ? mistyped_verb(program, words[0]) : NULL;

	if (verb != NULL)
		return start_verb(program, verb, settings, words + 1, n - 1, fail);
	if (program->has_default && meant == NULL)
		return start_verb(program, &program->verbs[0], settings, words, n, fail);
	if (n == 0)
		fail_set(fail, EX_USAGE, "a verb is missing");
	else
		fail_set(fail, EX_USAGE, "%s: unknown verb", words[0]);
	if (meant != NULL)
		return fail_hint(fail, "Is it %s? See --help for the verbs.", meant->name);
	return fail_hint(fail, "See --help for the verbs.");
}

static void
open_voice(const struct program *program, const struct settings *settings)
{
	const char *log = settings_text(settings, SET_log);
	enum say_format format = SAY_TEXT;
	enum say_level loudest = SAY_INFO;

	if (log != NULL && strcmp(log, "logfmt") == 0)
		format = SAY_LOGFMT;
	else if (log != NULL && strcmp(log, "json") == 0)
		format = SAY_JSON;
	if (settings_flag(settings, SET_quiet))
		loudest = SAY_ERROR;
	else if (settings_flag(settings, SET_verbose))
		loudest = SAY_DEBUG;
	say_open(program->name, format, loudest);
}

int
program_main(const struct program *program, int argc, char **argv)
{
	struct fail fail = FAIL_NONE;
	struct settings *settings = NULL;

	mem_init();
	fill_standard_descriptors();
	forbid_core_dumps();
	signal(SIGPIPE, SIG_IGN);
	say_open(program->name, SAY_TEXT, SAY_INFO);
	if (settings_read(&settings, program->id, argc, argv, &fail) == 0) {
		open_voice(program, settings);
		if (settings_flag(settings, SET_help))
			print_help(program);
		else if (settings_flag(settings, SET_version))
			printf("%s (storywire) " STORYWIRE_VERSION "\n", program->name);
		else
			(void)run_verb(program, settings, &fail);
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		fail_set(&fail, EX_IOERR, "output: cannot be written");
	say_fail(&fail);
	settings_free(settings);
	return fail.status;
}
