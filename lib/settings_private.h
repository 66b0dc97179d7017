/* What the files that read and ask settings share; nobody else includes it. */
#ifndef LIB_SETTINGS_PRIVATE_H
#define LIB_SETTINGS_PRIVATE_H

#include "lib/settings.h"

#define SETTING_NAME_MAX 64 /* bytes of a variable's or option's name */

enum setting_kind {
	KIND_FLAG,
	KIND_TEXT,
	KIND_LIST,
	KIND_TIME,
	KIND_LENGTH,
	KIND_SHARD,
	KIND_COUNT,
	KIND_SIZE,
	KIND_CHOICE,
};

struct setting {
	const char *id; /* as in the settings file; the option has "-" for "_" */
	char letter;
	enum setting_kind kind;
	unsigned programs;
	const char *verbs; /* that take it, parted by blanks; "": all */
	const char *argument;
	const char *help;
};

/* By enum setting_id. */
extern const struct setting settings_table[SETTINGS];

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

/* The name as an option, with "-" for "_". Returns name. */
char *setting_option_name(const struct setting *setting, char name[SETTING_NAME_MAX]);

/* Sets a value unless a stronger origin gave one; `where` is for the message. */
MUST_USE int settings_set(struct settings *settings, size_t id, enum origin origin,
			  const char *text, const char *where, struct fail *fail);

void settings_clear_value(struct value *value);

/* The setting of `programs` (a set of enum program_id) whose name is nearest to the word. */
size_t settings_nearest(unsigned programs, bool in_file, const char *word);

/* What only makes sense on a command line: STORYWIRE_VERSION may well mean something else. */
bool setting_is_option_only(size_t id);

/* Reads the file named, or the first of the default ones where path is NULL (settings_file.c). */
MUST_USE int settings_read_file(struct settings *settings, const char *path, struct fail *fail);

/* Digits, for a size with K, M or G after them; within what the kind allows. */
MUST_USE bool settings_parse_number(enum setting_kind kind, const char *text, uint64_t *number);

/* "I/N" in digits. */
MUST_USE bool settings_parse_shard(const char *text, uint64_t *index, uint64_t *count);

#endif
