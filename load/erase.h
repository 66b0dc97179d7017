/* The verb erase: takes stories or accounts down, in the database and in the spool. */
#ifndef LOAD_ERASE_H
#define LOAD_ERASE_H

#include "lib/spool.h"
#include "load/db.h"
#include "load/takedown.h"

int erase_run(const struct settings *settings, const char *const *words, size_t n,
	      struct fail *fail);

/*
 * Does what is still to do of a takedown that the spool knows, on both sides; the caller holds the
 * locks of all stages.
 */
MUST_USE int erase_finish(struct takedown *takedown, const struct spool *spool, struct db *db,
			  struct fail *fail);

#endif
