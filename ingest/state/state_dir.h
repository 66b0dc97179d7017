/* The folder of states for those who keep something of their own in it. */
#ifndef INGEST_STATE_DIR_H
#define INGEST_STATE_DIR_H

#include "lib/settings.h"

/* A descriptor of --state, else of the spool's state/; -1 where there is none. To be closed. */
int state_dir_open(const struct settings *settings);

#endif
