/* How many threads are worth starting. */
#ifndef TRANSFORM_CPUS_H
#define TRANSFORM_CPUS_H

#include "lib/std.h"

/* The CPUs that this process may use, at least 1. */
size_t cpus_usable(void);

#endif
