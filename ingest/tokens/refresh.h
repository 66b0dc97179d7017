/* The verb refresh: long-lived tokens get new ones in time. */
#ifndef INGEST_REFRESH_H
#define INGEST_REFRESH_H

#include "lib/settings.h"

int refresh_run(const struct settings *settings, const char *const *words, size_t n,
		struct fail *fail);

#endif
