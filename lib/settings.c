#include "lib/settings.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>

#include "lib/buf.h"
#include "lib/mem.h"

#define CONFIG_LINE_MAX 8192 /* bytes */
#define NAME_MAX_LENGTH 64   /* bytes of a variable's or option's name */
#define ENV_PREFIX "STORYWIRE_"
#define SYSTEM_CONFIG "/etc/storywire/storywire.conf"
#define SHARDS_MAX 100000
#define SHARD_DIGITS 6
#define FIRST_LONG 256 /* what getopt gives for long options, beyond every letter */

enum setting_kind {
	KIND_FLAG,
	KIND_TEXT,
	KIND_LIST,
	KIND_TIME,
	KIND_SHARD,
	KIND_CHOICE,
};

enum {
	I = PROGRAM_INGEST,
	T = PROGRAM_TRANSFORM,
	L = PROGRAM_LOAD,
	R = PROGRAM_RUN,
};

struct setting {
	const char *id; /* as in the settings file; the option has "-" for "_" */
	char letter;
	enum setting_kind kind;
	unsigned programs;
	const char *argument;
	const char *help;
};

static const struct setting table[SETTINGS] = {
#define SETTING(id, letter, kind, programs, argument, help) \
	{#id, letter, KIND_##kind, programs, argument, help},
#include "lib/settings.def"
#undef SETTING
};

/* Where a value came from; a stronger origin replaces what a weaker one gave. */
enum origin {
	FROM_NOWHERE,
	FROM_FILE,
	FROM_ENVIRONMENT,
	FROM_OPTION,
};

struct value {
	enum origin origin;
	char **list;
	size_t n, cap;
};

struct settings {
	struct value values[SETTINGS];
	char **words; /* lent by argv */
	size_t words_n;
	uint64_t shard_index, shard_count; /* count 0: no shards */
	when_ms since, until;
};

static char *
option_name(const struct setting *setting, char name[NAME_MAX_LENGTH])
{
	size_t i = 0;

	for (; setting->id[i] != '\0' && i + 1 < NAME_MAX_LENGTH; i++)
		name[i] = setting->id[i] == '_' ? '-' : setting->id[i];
	name[i] = '\0';
	return name;
}

static char *
variable_name(const struct setting *setting, char name[NAME_MAX_LENGTH])
{
	size_t n = (size_t)snprintf(name, NAME_MAX_LENGTH, ENV_PREFIX);

	for (const char *c = setting->id; *c != '\0' && n + 1 < NAME_MAX_LENGTH; c++)
		name[n++] = (char)toupper((unsigned char)*c);
	name[n] = '\0';
	return name;
}

static void
clear_value(struct value *value)
{
	for (size_t i = 0; i < value->n; i++)
		free(value->list[i]);
	value->n = 0;
}

static bool
is_choice(const char *choices, const char *text)
{
	size_t n = strlen(text);

	for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
		at += *at == '|';
		if (strncmp(at, text, n) == 0 && (at[n] == '|' || at[n] == '\0'))
			return n != 0;
	}
	return false;
}

/* Digits only: no sign, no blanks. SHARDS_MAX has six of them. */
static bool
take_count(const char **at, uint64_t *count)
{
	const char *first = *at;

	for (*count = 0; isdigit((unsigned char)**at) && *at - first < SHARD_DIGITS; (*at)++)
		*count = *count * 10 + (uint64_t)(**at - '0');
	return *at != first;
}

static bool
parse_shard(const char *text, uint64_t *index, uint64_t *count)
{
	return take_count(&text, index) && *text++ == '/' && take_count(&text, count) &&
	       *text == '\0' && *count >= 1 && *count <= SHARDS_MAX && *index < *count;
}

static int
check_value(const struct setting *setting, const char *text, const char *where, struct fail *fail)
{
	uint64_t index, count;
	when_ms ms;
	bool good = true;

	if (setting->kind == KIND_TIME)
		good = when_parse_window((struct span){text, strlen(text)}, &ms);
	else if (setting->kind == KIND_SHARD)
		good = parse_shard(text, &index, &count);
	else if (setting->kind == KIND_CHOICE)
		good = is_choice(setting->argument, text);
	else if (setting->kind == KIND_FLAG)
		good = is_choice("yes|no|true|false|1|0", text);
	if (good)
		return 0;
	return fail_set(fail, EX_USAGE, "%s: '%.80s' is not a value for it (%s)", where, text,
			setting->argument != NULL ? setting->argument : "yes|no");
}

static int
set_value(struct settings *settings, size_t id, enum origin origin, const char *text,
	  const char *where, struct fail *fail)
{
	struct value *value = &settings->values[id];

	if (check_value(&table[id], text, where, fail) < 0)
		return -1;
	if (value->origin > origin)
		return 0;
	if (value->origin < origin || table[id].kind != KIND_LIST)
		clear_value(value);
	value->origin = origin;
	value->list = mem_grow(value->list, value->n, &value->cap, sizeof *value->list);
	value->list[value->n++] = must_strdup(text);
	return 0;
}

/* Edits that turn one word into the other, for "did you mean". */
static size_t
distance(const char *a, const char *b)
{
	size_t row[NAME_MAX_LENGTH], n = strlen(b);

	if (n >= NAME_MAX_LENGTH)
		return NAME_MAX_LENGTH;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t above = row[j], best = corner + (a[i - 1] != b[j - 1]);

			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			corner = above;
			row[j] = best;
		}
	}
	return row[n];
}

static const char *
nearest(const char *word)
{
	size_t best = 0;

	for (size_t i = 1; i < SETTINGS; i++)
		if (distance(word, table[i].id) < distance(word, table[best].id))
			best = i;
	return table[best].id;
}

static char *
trim(char *text)
{
	size_t n;

	while (isspace((unsigned char)*text))
		text++;
	n = strlen(text);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
	return text;
}

static size_t
find_key(char *key)
{
	size_t id = 0;

	for (char *c = key; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	while (id < SETTINGS && strcmp(table[id].id, key) != 0)
		id++;
	return id;
}

static int
file_line(struct settings *settings, const char *path, size_t number, char *line, struct fail *fail)
{
	char where[NAME_MAX_LENGTH + 4096];
	char *equals, *key;
	size_t id;

	line = trim(line);
	if (line[0] == '\0' || line[0] == '#')
		return 0;
	equals = strchr(line, '=');
	if (equals == NULL)
		return fail_set(fail, EX_CONFIG, "%s: line %zu: not 'key = value'", path, number);
	*equals = '\0';
	key = trim(line);
	id = find_key(key);
	if (id == SETTINGS) {
		fail_set(fail, EX_CONFIG, "%s: line %zu: unknown key '%.60s'", path, number, key);
		return fail_hint(fail, "The nearest known key is '%s'.", nearest(key));
	}
	snprintf(where, sizeof where, "%s: line %zu: %s", path, number, key);
	if (set_value(settings, id, FROM_FILE, trim(equals + 1), where, fail) < 0)
		fail->status = EX_CONFIG;
	return fail->status == EX_OK ? 0 : -1;
}

static int
read_file(struct settings *settings, const char *path, bool must_exist, struct fail *fail)
{
	char line[CONFIG_LINE_MAX];
	FILE *file = fopen(path, "re");
	int result = 0;

	if (file == NULL && !must_exist && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
		return 0;
	if (file == NULL)
		return fail_errno(fail, EX_CONFIG, "%s: cannot be opened", path);
	for (size_t number = 1; result == 0 && fgets(line, sizeof line, file) != NULL; number++)
		result = file_line(settings, path, number, line, fail);
	fclose(file);
	return result;
}

/* The user's file, else the system's; the first that is there. */
static int
read_default_file(struct settings *settings, struct fail *fail)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct buf path = BUF_MAX(4096);
	FILE *file = NULL;
	int result;

	if (xdg != NULL && xdg[0] == '/')
		buf_printf(&path, "%s/storywire/storywire.conf", xdg);
	else if (home != NULL && home[0] == '/')
		buf_printf(&path, "%s/.config/storywire/storywire.conf", home);
	if (path.n != 0)
		file = fopen(buf_text(&path), "re");
	if (file != NULL)
		fclose(file);
	result = read_file(settings, file != NULL ? buf_text(&path) : SYSTEM_CONFIG, false, fail);
	buf_release(&path);
	return result;
}

static int
read_environment(struct settings *settings, struct fail *fail)
{
	char name[NAME_MAX_LENGTH];

	for (size_t id = 0; id < SETTINGS; id++) {
		const char *text = getenv(variable_name(&table[id], name));

		if (text != NULL && text[0] != '\0' &&
		    set_value(settings, id, FROM_ENVIRONMENT, text, name, fail) < 0)
			return -1;
	}
	return 0;
}

/* getopt_long's tables out of ours. */
static void
make_getopt_tables(enum program_id program, struct option options[SETTINGS + 1],
		   char names[SETTINGS][NAME_MAX_LENGTH], char letters[SETTINGS * 2 + 2])
{
	size_t n = 0, l = 0;

	letters[l++] = ':';
	for (size_t id = 0; id < SETTINGS; id++) {
		int has = table[id].kind == KIND_FLAG ? no_argument : required_argument;

		if ((table[id].programs & program) == 0)
			continue;
		options[n++] = (struct option){option_name(&table[id], names[id]), has, NULL,
					       FIRST_LONG + (int)id};
		if (table[id].letter == 0)
			continue;
		letters[l++] = table[id].letter;
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

	while (id < SETTINGS && table[id].letter != letter)
		id++;
	return id;
}

/* getopt leaves in optopt the letter of a short option, our number of a long one it knows, or 0. */
static int
option_unknown(int got, const char *word, struct fail *fail)
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
	return fail_hint(fail, "See --help for the options.");
}

static int
read_options(struct settings *settings, enum program_id program, int argc, char **argv,
	     struct fail *fail)
{
	struct option options[SETTINGS + 1];
	char names[SETTINGS][NAME_MAX_LENGTH], letters[SETTINGS * 2 + 2];
	char where[NAME_MAX_LENGTH + 2];
	int got;

	make_getopt_tables(program, options, names, letters);
	opterr = 0;
	while ((got = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		size_t id = got >= FIRST_LONG ? (size_t)(got - FIRST_LONG) : setting_of_letter(got);
		const char *word = argv[optind - 1];

		if (got == '?' || got == ':')
			return option_unknown(got, word, fail);
		snprintf(where, sizeof where, "--%s", names[id]);
		if (set_value(settings, id, FROM_OPTION, optarg != NULL ? optarg : "yes", where,
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
		char text[NAME_MAX_LENGTH];

		if (index == NULL || count == NULL)
			continue;
		snprintf(text, sizeof text, "%.20s/%.20s", index, count);
		if (parse_shard(text, &settings->shard_index, &settings->shard_count))
			return;
		settings->shard_count = 0;
	}
}

static void
digest_values(struct settings *settings)
{
	const char *shard = settings_text(settings, SET_shard);

	settings->since = settings_time(settings, SET_since);
	settings->until = settings_time(settings, SET_until);
	if (shard == NULL)
		default_shard(settings);
	else if (!parse_shard(shard, &settings->shard_index, &settings->shard_count))
		settings->shard_count = 0;
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
		result = path != NULL ? read_file(s, path, true, fail) : read_default_file(s, fail);
	if (result < 0) {
		settings_free(s);
		return -1;
	}
	digest_values(s);
	*settings = s;
	return 0;
}

void
settings_free(struct settings *settings)
{
	if (settings == NULL)
		return;
	for (size_t id = 0; id < SETTINGS; id++) {
		clear_value(&settings->values[id]);
		free(settings->values[id].list);
	}
	free(settings);
}

const char *
settings_text(const struct settings *settings, enum setting_id id)
{
	const struct value *value = &settings->values[id];

	return value->n != 0 ? value->list[value->n - 1] : NULL;
}

bool
settings_flag(const struct settings *settings, enum setting_id id)
{
	const char *text = settings_text(settings, id);

	return text != NULL && strcmp(text, "no") != 0 && strcmp(text, "false") != 0 &&
	       strcmp(text, "0") != 0;
}

const char *const *
settings_list(const struct settings *settings, enum setting_id id, size_t *n)
{
	*n = settings->values[id].n;
	return (const char *const *)settings->values[id].list;
}

when_ms
settings_time(const struct settings *settings, enum setting_id id)
{
	const char *text = settings_text(settings, id);
	when_ms ms;

	if (text == NULL || !when_parse_window((struct span){text, strlen(text)}, &ms))
		return WHEN_NONE;
	return ms;
}

const char *const *
settings_words(const struct settings *settings, size_t *n)
{
	*n = settings->words_n;
	return (const char *const *)settings->words;
}

bool
settings_shard(const struct settings *settings, uint64_t *index, uint64_t *count)
{
	*index = settings->shard_index;
	*count = settings->shard_count;
	return settings->shard_count > 1;
}

/* FNV-1a: the same on every machine and in every version, as shards must be. */
static uint64_t
shard_hash(struct span text)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < text.n; i++)
		hash = (hash ^ (unsigned char)text.p[i]) * 0x100000001b3;
	return hash;
}

static bool
names_it(const char *name, struct span text)
{
	return text.n != 0 && strlen(name) == text.n && memcmp(name, text.p, text.n) == 0;
}

bool
settings_wants_account(const struct settings *settings, struct span account_id, struct span ig_pk,
		       struct span handle)
{
	const struct value *names = &settings->values[SET_account];
	struct span key = account_id.n != 0 ? account_id : ig_pk.n != 0 ? ig_pk : handle;
	bool wanted = names->n == 0;

	if (settings->shard_count > 1 &&
	    shard_hash(key) % settings->shard_count != settings->shard_index)
		return false;
	for (size_t i = 0; i < names->n && !wanted; i++) {
		const char *name = names->list[i] + (names->list[i][0] == '@');

		wanted =
		    names_it(name, account_id) || names_it(name, ig_pk) || names_it(name, handle);
	}
	return wanted;
}

bool
settings_wants_time(const struct settings *settings, when_ms taken_at)
{
	if (settings->since == WHEN_NONE && settings->until == WHEN_NONE)
		return true;
	if (taken_at == WHEN_NONE)
		return false;
	return (settings->since == WHEN_NONE || taken_at >= settings->since) &&
	       (settings->until == WHEN_NONE || taken_at < settings->until);
}

void
settings_print_help(enum program_id program)
{
	char name[NAME_MAX_LENGTH], left[NAME_MAX_LENGTH * 2];

	puts("\nOptions:");
	for (size_t id = 0; id < SETTINGS; id++) {
		const struct setting *s = &table[id];

		if ((s->programs & program) == 0)
			continue;
		snprintf(left, sizeof left, "%c%c%s --%s%s%s", s->letter != 0 ? '-' : ' ',
			 s->letter != 0 ? s->letter : ' ', s->letter != 0 ? "," : " ",
			 option_name(s, name), s->argument != NULL ? " " : "",
			 s->argument != NULL ? s->argument : "");
		printf("  %-34s %s\n", left, s->help);
	}
}
