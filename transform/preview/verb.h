/* story-transform preview. */
#ifndef TRANSFORM_PREVIEW_VERB_H
#define TRANSFORM_PREVIEW_VERB_H

#include "lib/settings.h"

/*
 * Makes a static site in the directory named first, out of the files named after it (raw, which
 * is transformed first, or records), or of the records in the spool.
 */
MUST_USE int preview_run(const struct settings *settings, const char *const *words, size_t n,
			 struct fail *fail);

#endif
