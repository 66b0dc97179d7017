/*
 * One input: its lines go to the connections, and when its last end record is there all is merged
 * and committed. Memory is bounded whatever its length.
 */
#ifndef LOAD_INPUT_H
#define LOAD_INPUT_H

#include "lib/progress.h"
#include "load/stage.h"

struct input;

/* Opens the connections. The settings and the progress are lent. */
MUST_USE int input_open(struct input **input, const struct settings *settings,
			struct progress *progress, struct fail *fail);
void input_close(struct input *input);

/*
 * Loads all of fd, which stays the caller's; one that can be read again is tried again where the
 * database asks for it. Adds to *counts. On failure nothing in the database has changed; but where
 * the failure is that of a commit, it may have happened, and of two connections one may have
 * committed. Loading the input again completes it: the ledger knows what was.
 */
MUST_USE int input_load(struct input *input, int fd, const char *name, struct counts *counts,
			struct fail *fail);

#endif
