/* The verb graph: reads the live stories of the accounts in accounts.csv. */
#ifndef INGEST_GRAPH_H
#define INGEST_GRAPH_H

#include "lib/settings.h"

int graph_run(const struct settings *settings, const char *const *words, size_t n,
	      struct fail *fail);

#endif
