/*
 * What the mains of all programs share: settings, voice, verb, exit status. A room's main.c is
 * a table of verbs and one call.
 */
#ifndef LIB_PROGRAM_H
#define LIB_PROGRAM_H

#include "lib/settings.h"

#define STORYWIRE_VERSION "0.1.0"

struct verb {
	const char *name;
	const char *synopsis; /* what follows the name, for --help */
	const char *help;
	/* Does the work; words are those after the verb. -1 with *fail filled on failure. */
	int (*run)(const struct settings *settings, const char *const *words, size_t n,
		   struct fail *fail);
};

struct program {
	enum program_id id;
	const char *name;
	const char *purpose;      /* one line, for --help */
	const struct verb *verbs; /* the first is the default when `has_default` */
	size_t verbs_n;
	bool has_default;
};

/* Returns the exit status. */
int program_main(const struct program *program, int argc, char **argv);

#endif
