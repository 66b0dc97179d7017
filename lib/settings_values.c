/* The table of settings, and values under their names with their origins. */
#include <ctype.h>

#include "lib/mem.h"
#include "lib/settings_private.h"
#include "lib/word.h"

#define SHARDS_MAX 100000
#define SHARD_DIGITS 6 /* of SHARDS_MAX */
#define NUMBER_DIGITS 10
#define COUNT_MAX 256
#define SIZE_MOST (UINT64_C(1) << 50) /* bytes: no machine has more */
#define UNIT_BITS 10                  /* K is 1024 */

enum {
	I = PROGRAM_INGEST,
	T = PROGRAM_TRANSFORM,
	L = PROGRAM_LOAD,
	R = PROGRAM_RUN,
};

const struct setting settings_table[SETTINGS] = {
#define SETTING(id, letter, kind, programs, verbs, argument, help) \
	{#id, letter, KIND_##kind, programs, verbs, argument, help},
#include "lib/settings.def"
#undef SETTING
};

char *
setting_option_name(const struct setting *setting, char name[SETTING_NAME_MAX])
{
	size_t i = 0;

	for (; setting->id[i] != '\0' && i + 1 < SETTING_NAME_MAX; i++)
		name[i] = setting->id[i] == '_' ? '-' : setting->id[i];
	name[i] = '\0';
	return name;
}

void
settings_clear_value(struct value *value)
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

bool
settings_parse_shard(const char *text, uint64_t *index, uint64_t *count)
{
	return take_count(&text, index) && *text++ == '/' && take_count(&text, count) &&
	       *text == '\0' && *count >= 1 && *count <= SHARDS_MAX && *index < *count;
}

bool
settings_parse_number(enum setting_kind kind, const char *text, uint64_t *number)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;

	if (!isdigit((unsigned char)text[0]) || strlen(text) > NUMBER_DIGITS)
		return false;
	*number = strtoull(text, &end, 10);
	if (kind == KIND_COUNT)
		return *end == '\0' && *number >= 1 && *number <= COUNT_MAX;
	unit = *end != '\0' ? strchr(units, toupper((unsigned char)*end)) : NULL;
	if (unit != NULL) {
		*number <<= UNIT_BITS * (unit - units + 1);
		end++;
	}
	return *end == '\0' && *number >= 1 && *number <= SIZE_MOST;
}

static int
check_value(const struct setting *setting, const char *text, const char *where, struct fail *fail)
{
	enum setting_kind kind = setting->kind;
	uint64_t index, count;
	when_ms ms;
	bool good = true;

	if (kind == KIND_TIME)
		good = when_parse_window(span_of(text), &ms);
	else if (kind == KIND_LENGTH)
		good = when_parse_length(span_of(text), &ms);
	else if (kind == KIND_SHARD)
		good = settings_parse_shard(text, &index, &count);
	else if (kind == KIND_CHOICE)
		good = is_choice(setting->argument, text);
	else if (kind == KIND_COUNT || kind == KIND_SIZE)
		good = settings_parse_number(kind, text, &count);
	else if (kind == KIND_LIST)
		good = text[0] != '\0'; /* a variable that is not set must not mean "none" */
	else if (kind == KIND_FLAG)
		good = is_choice("yes|no|true|false|1|0", text);
	if (good)
		return 0;
	fail_set(fail, EX_USAGE, "%s: '%.80s' is not a value for it (%s)", where, text,
		 setting->argument != NULL ? setting->argument : "yes|no");
	if (kind == KIND_FLAG || kind == KIND_CHOICE)
		return -1; /* the values are all there */
	return fail_hint(fail, "%s: %s.", setting->argument, setting->help);
}

int
settings_set(struct settings *settings, size_t id, enum origin origin, const char *text,
	     const char *where, struct fail *fail)
{
	struct value *value = &settings->values[id];

	if (check_value(&settings_table[id], text, where, fail) < 0)
		return -1;
	if (value->origin > origin)
		return 0;
	if (value->origin < origin || settings_table[id].kind != KIND_LIST)
		settings_clear_value(value);
	value->origin = origin;
	value->list = mem_grow(value->list, value->n, &value->cap, sizeof *value->list);
	value->list[value->n++] = must_strdup(text);
	return 0;
}

size_t
settings_nearest(unsigned programs, bool in_file, const char *word)
{
	size_t best = SETTINGS, least = SIZE_MAX;

	for (size_t id = 0; id < SETTINGS; id++) {
		size_t distance = word_distance(word, settings_table[id].id);

		if ((settings_table[id].programs & programs) == 0 ||
		    (in_file && setting_is_option_only(id)) ||
		    (best != SETTINGS && distance >= least))
			continue;
		best = id;
		least = distance;
	}
	return best;
}

bool
setting_is_option_only(size_t id)
{
	return id == SET_help || id == SET_version || id == SET_config || id == SET_story ||
	       id == SET_reason;
}
