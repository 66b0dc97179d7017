#include "lib/settings.h"

#include <getopt.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static char home[] = "/tmp/story-settings-XXXXXX";
static char config[64], user_config[160];

/* A home with nothing of the caller's in it. */
static int
make_home(void **state)
{
	char folder[128];

	(void)state;
	for (char **variable = environ; *variable != NULL;) {
		char name[128];

		snprintf(name, sizeof name, "%.*s", (int)strcspn(*variable, "="), *variable);
		if (strncmp(name, "STORYWIRE_", 10) != 0)
			variable++;
		else
			unsetenv(name);
	}
	unsetenv("JOB_COMPLETION_INDEX");
	unsetenv("SLURM_ARRAY_TASK_ID");
	if (mkdtemp(home) == NULL || setenv("HOME", home, 1) != 0 ||
	    setenv("XDG_CONFIG_HOME", home, 1) != 0)
		return -1;
	snprintf(config, sizeof config, "%s/my.conf", home);
	snprintf(folder, sizeof folder, "%s/storywire", home);
	snprintf(user_config, sizeof user_config, "%s/storywire.conf", folder);
	return mkdir(folder, 0700);
}

static int
remove_home(void **state)
{
	char folder[128];

	(void)state;
	unlink(config);
	unlink(user_config);
	snprintf(folder, sizeof folder, "%s/storywire", home);
	rmdir(folder);
	return rmdir(home);
}

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

#define WORDS_MAX 16

static char words[WORDS_MAX][128]; /* getopt moves pointers, settings lend them */
static char *arguments[WORDS_MAX + 1];

/* Reads a command line of words parted by blanks. NULL when it was refused. */
static struct settings *
read_line(enum program_id program, const char *line, struct fail *fail)
{
	struct settings *settings = NULL;
	int n = 0;

	snprintf(words[n++], sizeof words[0], "story");
	while (*line != '\0') {
		size_t length = strcspn(line, " ");

		assert_in_range(n, 1, WORDS_MAX - 1);
		snprintf(words[n++], sizeof words[0], "%.*s", (int)length, line);
		line += length + strspn(line + length, " ");
	}
	for (int i = 0; i < n; i++)
		arguments[i] = words[i];
	arguments[n] = NULL;
	optind = 0; /* getopt begins anew */
	*fail = FAIL_NONE;
	if (settings_read(&settings, program, n, arguments, fail) < 0)
		return NULL;
	return settings;
}

static struct settings *
must_read(enum program_id program, const char *line)
{
	struct fail fail;
	struct settings *settings = read_line(program, line, &fail);

	if (settings == NULL)
		fail_msg("%s: %s", line, fail.text);
	return settings;
}

static void
expect_text(enum program_id program, const char *line, enum setting_id id, const char *text)
{
	struct settings *settings = must_read(program, line);

	if (text == NULL)
		assert_null(settings_text(settings, id));
	else
		assert_string_equal(settings_text(settings, id), text);
	settings_free(settings);
}

static void
option_beats_environment_beats_file(void **state)
{
	char line[128];

	(void)state;
	expect_text(PROGRAM_TRANSFORM, "", SET_lang, NULL);
	write_file(user_config, "lang = file\n");
	expect_text(PROGRAM_TRANSFORM, "", SET_lang, "file");
	assert_int_equal(setenv("STORYWIRE_LANG", "environment", 1), 0);
	expect_text(PROGRAM_TRANSFORM, "", SET_lang, "environment");
	expect_text(PROGRAM_TRANSFORM, "--lang option", SET_lang, "option");
	expect_text(PROGRAM_TRANSFORM, "--lang=one --lang=two", SET_lang, "two");
	assert_int_equal(setenv("STORYWIRE_LANG", "", 1), 0);
	expect_text(PROGRAM_TRANSFORM, "", SET_lang, "file");
	unsetenv("STORYWIRE_LANG");
	write_file(config, "lang=mine\n");
	snprintf(line, sizeof line, "--config %s", config);
	expect_text(PROGRAM_TRANSFORM, line, SET_lang, "mine");
	assert_int_equal(setenv("STORYWIRE_CONFIG", config, 1), 0);
	expect_text(PROGRAM_TRANSFORM, "", SET_lang, "mine");
	unsetenv("STORYWIRE_CONFIG");
	unlink(user_config);
}

static void
lists_gather_and_are_replaced(void **state)
{
	struct settings *settings;
	const char *const *list;
	size_t n;

	(void)state;
	assert_int_equal(setenv("STORYWIRE_ACCOUNT", "env", 1), 0);
	settings = must_read(PROGRAM_INGEST, "--account a import --account=@b file");
	list = settings_list(settings, SET_account, &n);
	assert_int_equal(n, 2);
	assert_string_equal(list[0], "a");
	assert_string_equal(list[1], "@b");
	list = settings_words(settings, &n);
	assert_int_equal(n, 2);
	assert_string_equal(list[0], "import");
	assert_string_equal(list[1], "file");
	settings_free(settings);
	settings = must_read(PROGRAM_INGEST, "graph -- --account");
	list = settings_list(settings, SET_account, &n);
	assert_int_equal(n, 1);
	assert_string_equal(list[0], "env");
	list = settings_words(settings, &n);
	assert_int_equal(n, 2);
	assert_string_equal(list[1], "--account");
	settings_free(settings);
	unsetenv("STORYWIRE_ACCOUNT");
}

static void
flags_can_be_taken_back(void **state)
{
	struct settings *settings;

	(void)state;
	write_file(user_config, " # a comment\n\n\tstrict = yes \nno-end=1\nquiet=no\n");
	settings = must_read(PROGRAM_LOAD, "-nv");
	assert_true(settings_flag(settings, SET_strict));
	assert_true(settings_flag(settings, SET_no_end));
	assert_false(settings_flag(settings, SET_quiet));
	assert_true(settings_flag(settings, SET_dry_run));
	assert_true(settings_flag(settings, SET_verbose));
	settings_free(settings);
	assert_int_equal(setenv("STORYWIRE_STRICT", "false", 1), 0);
	settings = must_read(PROGRAM_LOAD, "");
	assert_false(settings_flag(settings, SET_strict));
	settings_free(settings);
	unsetenv("STORYWIRE_STRICT");
	unlink(user_config);
}

struct refused {
	const char *given; /* a command line, or what stands in the settings file */
	int status;
	const char *said;
	const char *hint;
};

static void
expect_refused(enum program_id program, const char *line, const struct refused *row)
{
	struct fail fail;
	struct settings *settings = read_line(program, line, &fail);

	if (settings != NULL)
		fail_msg("'%s' was accepted", row->given);
	if (fail.status != row->status || strstr(fail.text, row->said) == NULL)
		fail_msg("'%s': %d: %s", row->given, fail.status, fail.text);
	if (row->hint != NULL)
		assert_string_equal(fail.hint, row->hint);
}

static void
wrong_options_are_named(void **state)
{
	static const struct refused rows[] = {
	    {"--wish", EX_USAGE, "--wish: unknown option", "See --help for the options."},

	    {"--fcats x", EX_USAGE, "--fcats: unknown option",
	     "Is it --facts? See --help for the options."},
	    {"--dry_runn", EX_USAGE, "--dry_runn: unknown option",
	     "Is it --dry-run? See --help for the options."},
	    {"--spol=x", EX_USAGE, "--spol=x: unknown option",
	     "Is it --spool? See --help for the options."},
	    {"--acounts", EX_USAGE, "--acounts: unknown option",
	     "Is it --account? See --help for the options."},
	    {"--account=", EX_USAGE, "--account: '' is not a value for it (HANDLE|ID)", NULL},
	    {"--lang", EX_USAGE, "--lang: needs an argument", NULL},
	    {"-x", EX_USAGE, "-x: unknown option", NULL},
	    {"-qx", EX_USAGE, "-x: unknown option", NULL},
	    {"-xq", EX_USAGE, "-x: unknown option", NULL},
	    {"--dry-run=3", EX_USAGE, "--dry-run=3: takes no argument", NULL},
	    {"--database x", EX_USAGE, "--database: unknown option", NULL},
	    {"--st", EX_USAGE, "--st: unknown option", NULL},
	    {"--style fr", EX_USAGE, "'fr' is not a value for it (us|uk)", NULL},
	    {"--style u", EX_USAGE, "'u' is not a value for it (us|uk)", NULL},
	    {"--since yesterday", EX_USAGE, "'yesterday' is not a value",
	     "T: only stories taken at or after T (RFC 3339 or YYYY-MM-DD)."},
	    {"--since 2023-04-16 --until 2023-04-15", EX_USAGE,
	     "until: '2023-04-15' is not after since",
	     "The window ends before --until: for one day name the next one."},
	    {"--until 2023-04-16 --since 2023-04-16T00:00:00Z", EX_USAGE, "is not after since",
	     NULL},
	    {"--shard 3/3", EX_USAGE, "'3/3' is not a value", NULL},
	    {"--shard 0/0", EX_USAGE, "'0/0' is not a value", NULL},
	    {"--shard -1/3", EX_USAGE, "'-1/3' is not a value", NULL},
	    {"--shard 1/3x", EX_USAGE, "'1/3x' is not a value", NULL},
	    {"--shard 1", EX_USAGE, "'1' is not a value", NULL},
	    {"--shard 0/100001", EX_USAGE, "'0/100001' is not a value", NULL},
	    {"--shard 18446744073709551616/18446744073709551617", EX_USAGE, "is not a value", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		expect_refused(PROGRAM_TRANSFORM, rows[i].given, &rows[i]);
}

static void
wrong_lines_of_the_file_are_named(void **state)
{
	static const struct refused rows[] = {
	    {"lang = en\nacount = x\n", EX_CONFIG, "storywire.conf: line 2: unknown key 'acount'",
	     "The nearest known key is 'account'."},
	    {"graph_vesion=1", EX_CONFIG, "unknown key 'graph_vesion'",
	     "The nearest known key is 'graph_version'."},
	    {"datbase=1", EX_CONFIG, "line 1: unknown key 'datbase'",
	     "The nearest known key is 'database'."},
	    {"\nlang\n", EX_CONFIG, "line 2: not 'key = value'", NULL},
	    {"= en\n", EX_CONFIG, "line 1: not 'key = value'", NULL},
	    {"help = yes\n", EX_CONFIG, "line 1: 'help' can only be an option", NULL},
	    {"account =\n", EX_CONFIG, "line 1: account: '' is not a value for it", NULL},
	    {"style = fr\n", EX_CONFIG, "line 1: style: 'fr' is not a value for it (us|uk)", NULL},
	    {"strict = maybe\n", EX_CONFIG, "line 1: strict: 'maybe' is not a value", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		write_file(user_config, rows[i].given);
		expect_refused(PROGRAM_TRANSFORM, "", &rows[i]);
	}
	unlink(user_config);
}

static void
settings_of_other_programs_are_fine(void **state)
{
	(void)state;
	write_file(user_config, "database = dbname=x user=y\nfacts = a dir\n");
	expect_text(PROGRAM_INGEST, "", SET_facts, "a dir");
	expect_text(PROGRAM_LOAD, "", SET_database, "dbname=x user=y");
	unlink(user_config);
}

static void
a_named_file_must_exist(void **state)
{
	static const struct refused row = {"", EX_CONFIG, "/nonexistent: cannot be opened", NULL};
	static const struct refused folder = {"", EX_CONFIG, "/: cannot be read: ", NULL};

	(void)state;
	expect_refused(PROGRAM_LOAD, "--config /nonexistent", &row);
	expect_refused(PROGRAM_LOAD, "--config /", &folder);
}

/* Some editors put one before the text. */
static void
a_byte_order_mark_is_no_key(void **state)
{
	(void)state;
	write_file(user_config, "\xef\xbb\xbflang = en\r\n");
	expect_text(PROGRAM_TRANSFORM, "", SET_lang, "en");
	unlink(user_config);
}

static void
windows_are_half_open(void **state)
{
	struct settings *settings =
	    must_read(PROGRAM_LOAD, "--since 2023-04-16 --until 2023-04-16T06:00:00Z");
	when_ms since = settings_time(settings, SET_since);

	(void)state;
	assert_int_equal(since, 1681603200000);
	assert_false(settings_wants_time(settings, since - 1));
	assert_true(settings_wants_time(settings, since));
	assert_true(settings_wants_time(settings, since + 6 * WHEN_HOUR - 1));
	assert_false(settings_wants_time(settings, since + 6 * WHEN_HOUR));
	assert_false(settings_wants_time(settings, WHEN_NONE));
	settings_free(settings);
	settings = must_read(PROGRAM_LOAD, "");
	assert_true(settings_time(settings, SET_since) == WHEN_NONE);
	assert_true(settings_wants_time(settings, WHEN_NONE));
	settings_free(settings);
}

static void
accounts_are_picked_by_any_name(void **state)
{
	struct settings *settings = must_read(PROGRAM_LOAD, "--account @kim --account 42");
	struct span none = {NULL, 0};

	(void)state;
	assert_true(settings_wants_account(settings, SPAN("1"), none, SPAN("kim")));
	assert_true(settings_wants_account(settings, SPAN("42"), none, none));
	assert_true(settings_wants_account(settings, none, SPAN("42"), none));
	assert_false(settings_wants_account(settings, SPAN("1"), none, SPAN("kimk")));
	assert_false(settings_wants_account(settings, SPAN("4"), SPAN("2"), none));
	assert_false(settings_wants_account(settings, none, none, none));
	settings_free(settings);
}

/* Each account falls into exactly one shard, and the shards are about even. */
static void
shards_part_the_accounts(void **state)
{
	struct settings *shards[4];
	size_t sizes[4] = {0};
	struct span none = {NULL, 0};

	(void)state;
	for (size_t i = 0; i < COUNT(shards); i++) {
		char line[32];

		snprintf(line, sizeof line, "--shard %zu/4", i);
		shards[i] = must_read(PROGRAM_LOAD, line);
	}
	for (int account = 0; account < 4000; account++) {
		char id[32];
		size_t takers = 0;

		snprintf(id, sizeof id, "1784140%07d", account);
		for (size_t i = 0; i < COUNT(shards); i++) {
			bool wants = settings_wants_account(shards[i], span_of(id), none, none);

			takers += wants;
			sizes[i] += wants;
		}
		assert_int_equal(takers, 1);
	}
	for (size_t i = 0; i < COUNT(shards); i++) {
		assert_in_range(sizes[i], 800, 1200);
		settings_free(shards[i]);
	}
}

static void
schedulers_name_the_shard(void **state)
{
	struct settings *settings;
	struct span none = {NULL, 0};
	size_t taken = 0;

	(void)state;
	assert_int_equal(setenv("JOB_COMPLETION_INDEX", "1", 1), 0);
	assert_int_equal(setenv("JOB_COMPLETION_COUNT", "2", 1), 0);
	settings = must_read(PROGRAM_LOAD, "");
	for (int account = 0; account < 100; account++) {
		char id[32];

		snprintf(id, sizeof id, "%d", account);
		taken += settings_wants_account(settings, span_of(id), none, none);
	}
	assert_in_range(taken, 20, 80);
	settings_free(settings);
	assert_int_equal(setenv("JOB_COMPLETION_COUNT", "1", 1), 0);
	settings = must_read(PROGRAM_LOAD, "");
	assert_true(settings_wants_account(settings, SPAN("1"), none, none));
	settings_free(settings);
	unsetenv("JOB_COMPLETION_INDEX");
	unsetenv("JOB_COMPLETION_COUNT");
}

static void
help_is_asked_for_on_the_command_line(void **state)
{
	struct fail fail = FAIL_NONE;
	struct settings *settings;
	char line[160];

	(void)state;
	assert_int_equal(setenv("STORYWIRE_VERSION", "0.1.0", 1), 0);
	assert_int_equal(setenv("STORYWIRE_HELP", "me", 1), 0);
	settings = read_line(PROGRAM_LOAD, "", &fail);
	assert_non_null(settings);
	assert_false(settings_flag(settings, SET_version));
	assert_false(settings_flag(settings, SET_help));
	settings_free(settings);
	unsetenv("STORYWIRE_VERSION");
	unsetenv("STORYWIRE_HELP");
	write_file(config, "help = yes\n");
	snprintf(line, sizeof line, "--config %s", config);
	assert_null(read_line(PROGRAM_LOAD, line, &fail));
	assert_int_equal(fail.status, EX_CONFIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(option_beats_environment_beats_file),
	    cmocka_unit_test(lists_gather_and_are_replaced),
	    cmocka_unit_test(flags_can_be_taken_back),
	    cmocka_unit_test(wrong_options_are_named),
	    cmocka_unit_test(wrong_lines_of_the_file_are_named),
	    cmocka_unit_test(settings_of_other_programs_are_fine),
	    cmocka_unit_test(a_named_file_must_exist),
	    cmocka_unit_test(a_byte_order_mark_is_no_key),
	    cmocka_unit_test(windows_are_half_open),
	    cmocka_unit_test(accounts_are_picked_by_any_name),
	    cmocka_unit_test(shards_part_the_accounts),
	    cmocka_unit_test(schedulers_name_the_shard),
	    cmocka_unit_test(help_is_asked_for_on_the_command_line),
	};

	return cmocka_run_group_tests(tests, make_home, remove_home);
}
