#include "lib/settings.h"

#include <ctype.h>
#include <getopt.h>

#include "lib/mem.h"
#include "lib/settings_private.h"
#include "lib/word.h"

#define ENV_PREFIX "STORYWIRE_"
#define FIRST_LONG 256 /* what getopt gives for long options, beyond every letter */

static char *
variable_name(const struct setting *setting, char name[SETTING_NAME_MAX])
{
	size_t n = (size_t)snprintf(name, SETTING_NAME_MAX, ENV_PREFIX);

	for (const char *c = setting->id; *c != '\0' && n + 1 < SETTING_NAME_MAX; c++)
		name[n++] = (char)toupper((unsigned char)*c);
	name[n] = '\0';
	return name;
}

static int
read_environment(struct settings *settings, struct fail *fail)
{
	char name[SETTING_NAME_MAX];

	for (size_t id = 0; id < SETTINGS; id++) {
		const char *text = getenv(variable_name(&settings_table[id], name));

		if (text != NULL && text[0] != '\0' &&
		    (id == SET_config || !setting_is_option_only(id)) &&
		    settings_set(settings, id, FROM_ENVIRONMENT, text, name, fail) < 0)
			return -1;
	}
	return 0;
}

/* getopt_long's tables out of ours. */
static void
make_getopt_tables(enum program_id program, struct option options[SETTINGS + 1],
		   char names[SETTINGS][SETTING_NAME_MAX], char letters[SETTINGS * 2 + 2])
{
	size_t n = 0, l = 0;

	letters[l++] = ':';
	for (size_t id = 0; id < SETTINGS; id++) {
		int has = settings_table[id].kind == KIND_FLAG ? no_argument : required_argument;

		if ((settings_table[id].programs & program) == 0)
			continue;
		options[n++] = (struct option){setting_option_name(&settings_table[id], names[id]),
					       has, NULL, FIRST_LONG + (int)id};
		if (settings_table[id].letter == 0)
			continue;
		letters[l++] = settings_table[id].letter;
		if (has == required_argument)
			letters[l++] = ':';
	}
	options[n] = (struct option){NULL, 0, NULL, 0};
	letters[l] = '\0';
}

static size_t
setting_of_letter(int letter)
{
	size_t id = 0;

	while (id < SETTINGS && settings_table[id].letter != letter)
		id++;
	return id;
}

/* The hint for an option that nobody knows. */
static int
hint_option(enum program_id program, const char *word, struct fail *fail)
{
	char given[SETTING_NAME_MAX], name[SETTING_NAME_MAX];

	snprintf(given, sizeof given, "%.*s", (int)strcspn(word, "="), word);
	setting_option_name(&settings_table[settings_nearest(program, false, given)], name);
	if (word_is_near(given, name))
		return fail_hint(fail, "Is it --%s? See --help for the options.", name);
	return fail_hint(fail, "See --help for the options.");
}

/* getopt leaves in optopt the letter of a short option, our number of a long one it knows, or 0. */
static int
option_unknown(enum program_id program, int got, const char *word, struct fail *fail)
{
	char letter[] = {'-', (char)optopt, '\0'};

	if (optopt > 0 && optopt < FIRST_LONG)
		word = letter;
	if (got == ':')
		fail_set(fail, EX_USAGE, "%s: needs an argument", word);
	else if (optopt >= FIRST_LONG)
		fail_set(fail, EX_USAGE, "%s: takes no argument", word);
	else
		fail_set(fail, EX_USAGE, "%s: unknown option", word);
	return hint_option(program, optopt == 0 ? word + 2 : "", fail);
}

static int
read_options(struct settings *settings, enum program_id program, int argc, char **argv,
	     struct fail *fail)
{
	struct option options[SETTINGS + 1];
	char names[SETTINGS][SETTING_NAME_MAX], letters[SETTINGS * 2 + 2];
	char where[SETTING_NAME_MAX + 2];
	int got;

	make_getopt_tables(program, options, names, letters);
	opterr = 0;
	while ((got = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		size_t id = got >= FIRST_LONG ? (size_t)(got - FIRST_LONG) : setting_of_letter(got);
		const char *word = argv[optind - 1];

		if (got == '?' || got == ':')
			return option_unknown(program, got, word, fail);
		snprintf(where, sizeof where, "--%s", names[id]);
		if (settings_set(settings, id, FROM_OPTION, optarg != NULL ? optarg : "yes", where,
				 fail) < 0)
			return -1;
	}
	settings->words = argv + optind;
	settings->words_n = (size_t)(argc - optind);
	return 0;
}

/* A shard out of what Kubernetes' indexed jobs or Slurm's arrays say, where it was not asked. */
static void
default_shard(struct settings *settings)
{
	static const char *const pairs[][2] = {
	    {"JOB_COMPLETION_INDEX", "JOB_COMPLETION_COUNT"},
	    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT"},
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		const char *index = getenv(pairs[i][0]), *count = getenv(pairs[i][1]);
		char text[SETTING_NAME_MAX];

		if (index == NULL || count == NULL)
			continue;
		snprintf(text, sizeof text, "%.20s/%.20s", index, count);
		if (settings_parse_shard(text, &settings->shard_index, &settings->shard_count))
			return;
		settings->shard_count = 0;
	}
}

static void
digest_values(struct settings *settings, enum program_id program)
{
	const char *shard = settings_text(settings, SET_shard);

	settings->since = settings_time(settings, SET_since);
	settings->until = settings_time(settings, SET_until);
	if (program != PROGRAM_INGEST && settings_text(settings, SET_spool) != NULL)
		return; /* segments are taken whole: shards divide the polls, one has the rest */
	if (shard == NULL)
		default_shard(settings);
	else if (!settings_parse_shard(shard, &settings->shard_index, &settings->shard_count))
		settings->shard_count = 0;
}

static int
check_window(const struct settings *settings, struct fail *fail)
{
	if (settings->since == WHEN_NONE || settings->until == WHEN_NONE ||
	    settings->since < settings->until)
		return 0;
	fail_set(fail, EX_USAGE, "until: '%.40s' is not after since",
		 settings_text(settings, SET_until));
	return fail_hint(fail, "The window ends before --until: for one day name the next one.");
}

int
settings_read(struct settings **settings, enum program_id program, int argc, char **argv,
	      struct fail *fail)
{
	struct settings *s = must_calloc(1, sizeof *s);
	const char *path;
	int result = read_options(s, program, argc, argv, fail);

	path = result == 0 ? settings_text(s, SET_config) : NULL;
	if (result == 0)
		result = read_environment(s, fail);
	if (result == 0 && path == NULL)
		path = settings_text(s, SET_config);
	if (result == 0)
		result = settings_read_file(s, path, fail);
	digest_values(s, program);
	if (result == 0)
		result = check_window(s, fail);
	if (result < 0) {
		settings_free(s);
		return -1;
	}
	*settings = s;
	return 0;
}

void
settings_free(struct settings *settings)
{
	if (settings == NULL)
		return;
	for (size_t id = 0; id < SETTINGS; id++) {
		settings_clear_value(&settings->values[id]);
		free(settings->values[id].list);
	}
	free(settings);
}
