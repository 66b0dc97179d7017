/* Files without a name, for what does not fit into memory: gone when the process is. */
#ifndef LIB_TEMPFILE_H
#define LIB_TEMPFILE_H

#include "lib/fail.h"

/*
 * A new empty file in the folder (NULL: $TMPDIR, else /tmp), open for reading and writing, which
 * no other process can open. The caller closes it. -1: EX_IOERR, with a hint.
 */
MUST_USE int tempfile_open(const char *folder, struct fail *fail);

/* Writes all of it at the offset, reads all of it; -1: EX_IOERR. */
MUST_USE int tempfile_write(int fd, const void *bytes, size_t n, uint64_t at, struct fail *fail);
MUST_USE int tempfile_read(int fd, void *bytes, size_t n, uint64_t at, struct fail *fail);

/* Gives back the room of a part that is not needed any more, where the file system can. */
void tempfile_forget(int fd, uint64_t from, uint64_t to);

#endif
