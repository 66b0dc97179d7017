/* Reading and writing that is not done by halves: short counts and interrupts are dealt with. */
#ifndef LIB_WHOLE_H
#define LIB_WHOLE_H

#include "lib/buf.h"

/* Writes all of the bytes; false with errno set. What was written of them by then is not known. */
MUST_USE bool whole_write(int fd, struct span bytes);

/* Appends what is left to read, until `out` is over; false with errno set. */
MUST_USE bool whole_read(int fd, struct buf *out);

#endif
