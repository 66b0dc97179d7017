/*
 * Shelves: small files of state, in state/<shelf>/ of the spool. They are replaced whole and can be
 * made anew from the segments. A shelf that is missing is an empty one.
 */
#ifndef LIB_SHELF_H
#define LIB_SHELF_H

#include "lib/buf.h"
#include "lib/spool.h"

#define INDEX_SHELF "index" /* what each raw segment holds; transform's, see storywire-spool(5) */

MUST_USE int shelf_write(const struct spool *spool, const char *shelf, const char *name,
			 struct span text, struct fail *fail);
MUST_USE int shelf_list(const struct spool *spool, const char *shelf, struct spool_names *names,
			struct fail *fail);
MUST_USE int shelf_remove(const struct spool *spool, const char *shelf, const char *name,
			  struct fail *fail);
/* 1, or 0 where the file is missing or larger than `out` may get. */
MUST_USE int shelf_read(const struct spool *spool, const char *shelf, const char *name,
			struct buf *out, struct fail *fail);

#endif
