/* When a whole transaction is tried once more, and how long to wait before that. */
#ifndef LOAD_AGAIN_H
#define LOAD_AGAIN_H

#include "lib/std.h"

#define AGAIN_MAX 5 /* times; with the waits between them a server has the time to restart */

/* Waits before try n (from 1): twice as long each time, and never as long as others do. */
void again_wait(unsigned n);

#endif
