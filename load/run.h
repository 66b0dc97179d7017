/* The verb run: records from files or standard input into the database. */
#ifndef LOAD_RUN_H
#define LOAD_RUN_H

#include "lib/settings.h"

int run_load(const struct settings *settings, const char *const *words, size_t n,
	     struct fail *fail);

#endif
