/* story-transform diff. */
#ifndef TRANSFORM_DIFF_VERB_H
#define TRANSFORM_DIFF_VERB_H

#include "lib/settings.h"

/*
 * Tells on stdout what the named files (raw, which is transformed first, or records) or a spool's
 * raw segments would change in the records of --against or the spool. EXIT_CHANGES, without words,
 * where something would: as with diff(1), and no sysexits.h status.
 */
#define EXIT_CHANGES 1
MUST_USE int diff_run(const struct settings *settings, const char *const *words, size_t n,
		      struct fail *fail);

#endif
