/*
 * Small files that can be made again, in folders below that of the states: replaced whole, not
 * made durable. No name comes from outside.
 */
#ifndef INGEST_FOLDER_H
#define INGEST_FOLDER_H

#include <dirent.h>

#include "lib/buf.h"

#define FOLDER_NAME_MAX 64 /* bytes of a file's name with its NUL */

/* A folder in `root`, with `make` made where it is missing; -1 where it cannot be had. */
int folder_open(int root, const char *name, bool make);
void folder_close(int folder);

/* To read its names with; NULL where that cannot be had. The caller closes it. */
DIR *folder_list(int folder);

/* The name of an account's file: 16 hex digits of the hash of its id, and an ending. */
void folder_name(struct span account_id, const char *ending, char name[FOLDER_NAME_MAX]);

/* A whole file; false where it is missing, larger than `out` may get, or cannot be read. */
MUST_USE bool folder_read(int folder, const char *name, struct buf *out);

/* Replaces a whole file; false with errno where that fails. */
MUST_USE bool folder_write(int folder, const char *name, struct span text);

#endif
