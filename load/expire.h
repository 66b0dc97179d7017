/* The verb expire: deletes what is older than the settings say; without them nothing. */
#ifndef LOAD_EXPIRE_H
#define LOAD_EXPIRE_H

#include "lib/settings.h"

int expire_run(const struct settings *settings, const char *const *words, size_t n,
	       struct fail *fail);

#endif
