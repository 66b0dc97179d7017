/*
 * What a run was asked to do: options, environment and settings file, read by one table
 * (settings.def). Option beats environment beats file.
 */
#ifndef LIB_SETTINGS_H
#define LIB_SETTINGS_H

#include "lib/fail.h"
#include "lib/when.h"

enum setting_id {
#define SETTING(id, letter, kind, programs, verbs, argument, help) SET_##id,
#include "lib/settings.def"
#undef SETTING
	SETTINGS
};

enum program_id {
	PROGRAM_INGEST = 1,
	PROGRAM_TRANSFORM = 2,
	PROGRAM_LOAD = 4,
	PROGRAM_RUN = 8,
};

struct settings;

/*
 * Reads everything that `program` takes. Settings of the other programs are fine in the file and
 * the environment, since all share them. Values are checked as far as their kind says.
 */
MUST_USE int settings_read(struct settings **settings, enum program_id program, int argc,
			   char **argv, struct fail *fail);
void settings_free(struct settings *settings);

bool settings_flag(const struct settings *settings, enum setting_id id);
const char *settings_text(const struct settings *settings, enum setting_id id); /* or NULL */
const char *const *settings_list(const struct settings *settings, enum setting_id id, size_t *n);
when_ms settings_time(const struct settings *settings, enum setting_id id);   /* or WHEN_NONE */
when_ms settings_length(const struct settings *settings, enum setting_id id); /* 0: not set */

uint64_t settings_number(const struct settings *settings, enum setting_id id); /* 0: not set */

/* Words that are neither options nor their arguments: the verb, then files. */
const char *const *settings_words(const struct settings *settings, size_t *n);

/*
 * The shard of this run; false where it is not one of several. With a spool only ingest has
 * shards: the later stages take whole segments.
 */
bool settings_shard(const struct settings *settings, uint64_t *index, uint64_t *count);

/* Whether an account belongs to this run's shard, whatever --account says. */
bool settings_in_shard(const struct settings *settings, struct span account_id);

/*
 * Whether an account belongs to this run's shard and is among the --account names. Any of the
 * three may be empty. What has no account id yet (an archive's item) is in every shard: only the
 * facts tell transform whose it is.
 */
bool settings_wants_account(const struct settings *settings, struct span account_id,
			    struct span ig_pk, struct span handle);

/* Whether a story taken then lies in --since .. --until. Unknown times lie in no bounded window. */
bool settings_wants_time(const struct settings *settings, when_ms taken_at);

#define VERBS_TEXT_MAX 128 /* bytes: the names of all verbs of a program */

/*
 * Refuses an option that `verb` does not take: whoever gave it expects more than would happen. The
 * file and the environment are for all verbs. `verbs` are those of the program, parted by blanks.
 */
MUST_USE int settings_check_verb(const struct settings *settings, const char *verb,
				 const char *verbs, struct fail *fail);

/* Prints the options that `program` takes, for --help; `verbs` as above. */
void settings_print_help(enum program_id program, const char *verbs);

#endif
