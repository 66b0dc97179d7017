/* A line on the terminal that says how far a long run is; nothing where nobody looks. */
#ifndef LIB_PROGRESS_H
#define LIB_PROGRESS_H

#include "lib/settings.h"

struct progress;

/* `what` names the things counted, e.g. "items"; lent. */
struct progress *progress_new(const struct settings *settings, const char *what);

/* Redraws at most a few times a second. */
void progress_step(struct progress *progress, uint64_t things);

bool progress_is_shown(const struct progress *progress);

/* How many bytes there are to read, and how many are read so far: tells the time that is left. */
void progress_total(struct progress *progress, uint64_t bytes);
void progress_at(struct progress *progress, uint64_t bytes);

/* Removes the line. */
void progress_free(struct progress *progress);

#endif
