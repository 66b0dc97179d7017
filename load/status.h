/* The verb status: what is there and what waits, in database and spool; how a takedown stands. */
#ifndef LOAD_STATUS_H
#define LOAD_STATUS_H

#include "lib/settings.h"

/* EX_TEMPFAIL where something waits for more than an hour, a takedown is not complete, or the
 * database cannot be asked. */
int status_run(const struct settings *settings, const char *const *words, size_t n,
	       struct fail *fail);

#endif
