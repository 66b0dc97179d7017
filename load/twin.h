/*
 * A second reader of an input, for the second of two connections. One reader alone would keep the
 * other connection waiting wherever an account has more lines than wait in its lane.
 */
#ifndef LOAD_TWIN_H
#define LOAD_TWIN_H

#include "load/crew.h"

#define TWIN_LANE 1 /* of the crew; the first reader has the other */

struct twin;

/*
 * Starts to read from where fd stands, without moving it. NULL where there is one connection, or fd
 * is no file that can be opened again. All arguments are lent until twin_end().
 */
struct twin *twin_start(struct crew *crew, int fd, const char *name);

/*
 * Waits until all is read, or, where it is of no use any more, until it stopped. -1 with *fail
 * filled, unless it is filled already: also where the file was written to meanwhile, so that the
 * two may have read different things. NULL is fine.
 */
MUST_USE int twin_end(struct twin *twin, bool is_useless, struct fail *fail);

#endif
