/*
 * Whether a file is in the ledger already, seen from its last end record: that costs one round
 * trip, and no line of a known file is read for what it says.
 */
#ifndef LOAD_PEEK_H
#define LOAD_PEEK_H

#include "load/stage.h"

/*
 * For a file that can be read again; *known is false for all others, and fd is where it was. The
 * bytes of a known file are checked against its end records all the same (65), and its records
 * counted as duplicates.
 */
MUST_USE int peek_known(struct db *db, int fd, const char *name, bool *known, struct counts *counts,
			struct fail *fail);

#endif
