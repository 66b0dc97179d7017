/* Sorted runs of entries in a temporary file, and reading several of them as one. */
#ifndef TRANSFORM_HARVEST_RUN_FILE_H
#define TRANSFORM_HARVEST_RUN_FILE_H

#include "lib/buf.h"
#include "lib/fail.h"

struct run_file;

struct run_file *run_file_new(const char *folder, struct fail *fail); /* NULL: EX_IOERR */
void run_file_free(struct run_file *file);                            /* NULL is fine */

/* A new run, entry by entry in order; run_end() makes it one of the file's. */
MUST_USE int run_put(struct run_file *file, struct span entry, struct fail *fail);
MUST_USE int run_end(struct run_file *file, struct fail *fail);

/* A source of entries in order: 1 and the next entry, lent until the next call; 0, -1. */
typedef int entry_source(void *context, struct span *entry, struct fail *fail);

struct merge;

/* Reads all runs of the file (which may be NULL) and a source beside them (or NULL) as one. */
struct merge *merge_new(struct run_file *file, entry_source *source, void *context,
			struct fail *fail);
MUST_USE int merge_next(struct merge *merge, struct span *entry, struct fail *fail);
void merge_free(struct merge *merge); /* NULL is fine */

#endif
