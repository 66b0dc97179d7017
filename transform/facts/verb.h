/* story-transform facts: a look at the facts directory, and drafts of rows for it. */
#ifndef TRANSFORM_FACTS_VERB_H
#define TRANSFORM_FACTS_VERB_H

#include "lib/settings.h"

/*
 * Checks the directory of --facts and prints what is in it, as a table or as one JSON object;
 * what is worth knowing is said. EX_CONFIG where it has errors. With --from-wikidata it drafts
 * rows into the directory of --out instead.
 */
MUST_USE int facts_run(const struct settings *settings, const char *const *words, size_t n,
		       struct fail *fail);

#endif
