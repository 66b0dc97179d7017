/* story-transform --spool: pending raw segments become one segment of records. */
#ifndef TRANSFORM_BATCH_H
#define TRANSFORM_BATCH_H

#include "lib/settings.h"

/*
 * Takes the raw segments that wait, merges them with what earlier segments tell of the same
 * accounts and days, and publishes what follows. Segments that were dealt with go to done/.
 * Being cut off at any moment does no harm: the next run does again what was not finished, and
 * the loader knows what it has. EX_DATAERR, after all else is done, if a segment was no good.
 * `words` is the number of files named, which there must not be.
 */
MUST_USE int batch_run(const struct settings *settings, size_t words, struct fail *fail);

#endif
