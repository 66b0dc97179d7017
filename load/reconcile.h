/*
 * The verb reconcile: what the spool holds as loaded and the database does not know (it was
 * restored, or failed over) is queued again; takedowns that one of the two has not done are.
 */
#ifndef LOAD_RECONCILE_H
#define LOAD_RECONCILE_H

#include "lib/settings.h"

int reconcile_run(const struct settings *settings, const char *const *words, size_t n,
		  struct fail *fail);

#endif
