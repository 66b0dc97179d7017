/*
 * Room on the spool's disk, and a reserve of it: files in state/ that are there to be removed
 * when the disk is full, so that what is in hand can still be written. One holds bytes, the
 * others an inode each.
 */
#ifndef LIB_SPACE_H
#define LIB_SPACE_H

#include "lib/spool.h"

struct space {
	uint64_t bytes, bytes_total; /* free to us, and all we could ever have */
	uint64_t files, files_total; /* the same of inodes; 0 of 0 where there is no limit */
};

/* What the file system of the open folder has. A quota does not show here. */
MUST_USE int space_read(struct space *space, int folder, struct fail *fail);

/* Of bytes or of inodes, whichever is nearer to its end; 100 is full. */
unsigned space_used_percent(const struct space *space);

/* Makes state/reserve where it is missing and there is room for it. Whether it is there now. */
bool reserve_keep(const struct spool *spool);

/* Removes it; false where there was none. */
bool reserve_release(const struct spool *spool);

#endif
