/* A line on the terminal that says how far a long run is; nothing where nobody looks. */
#ifndef LIB_PROGRESS_H
#define LIB_PROGRESS_H

#include "lib/settings.h"

struct progress;

/* `what` names the things counted, e.g. "items"; lent. */
struct progress *progress_new(const struct settings *settings, const char *what);

/* Redraws at most a few times a second. */
void progress_step(struct progress *progress, uint64_t things);

/* Removes the line. */
void progress_free(struct progress *progress);

#endif
