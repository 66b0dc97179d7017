/* Imports again what an earlier import rejected, from the file it was kept in. */
#ifndef INGEST_REPLAY_H
#define INGEST_REPLAY_H

#include "ingest/import/reading.h"

/* A line that is no reject is said and passed over. */
void replay_file(struct reading *reading, const char *path);

#endif
