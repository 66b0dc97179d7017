/* The verb gaps: in which intervals stories may have been lost unseen. */
#ifndef INGEST_GAPS_H
#define INGEST_GAPS_H

#include "lib/settings.h"

/* EX_TEMPFAIL where one is listed that no earlier call listed. */
int gaps_run(const struct settings *settings, const char *const *words, size_t n,
	     struct fail *fail);

#endif
