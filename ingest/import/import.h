/* The verb import: reads archives of stories. */
#ifndef INGEST_IMPORT_H
#define INGEST_IMPORT_H

#include "lib/settings.h"

int import_run(const struct settings *settings, const char *const *words, size_t n,
	       struct fail *fail);

#endif
