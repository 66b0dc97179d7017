/* The segments of records that wait in the spool: each is one input, and then done with. */
#ifndef LOAD_PENDING_H
#define LOAD_PENDING_H

#include "lib/spool.h"
#include "load/input.h"

/*
 * Loads the segments in their order and moves each to done/, also one that the ledger knows. One
 * that broke its contract goes to quarantine/ and the others go on; EX_DATAERR at the end. What
 * is not the segment's fault ends the run, and the segment stays.
 */
MUST_USE int pending_load(const struct spool *spool, const struct spool_names *names, bool dry,
			  struct input *input, struct counts *counts, struct fail *fail);

#endif
