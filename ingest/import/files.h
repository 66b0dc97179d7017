/* The files an import is given: named ones, and those found in named folders. */
#ifndef INGEST_FILES_H
#define INGEST_FILES_H

#include "lib/buf.h"
#include "lib/fail.h"

struct file {
	char *path; /* owned; "-" is standard input */
	bool named; /* by the caller; else found in a folder */
};

struct files {
	struct file *list;
	size_t n, cap;
};

/*
 * Finds all files, each folder's sorted by name, so that the same folder gives the same run. A
 * word that does not exist is EX_NOINPUT; what is given is to be released all the same.
 */
MUST_USE int files_find(struct files *files, const char *const *words, size_t n, struct fail *fail);
void files_release(struct files *files);

/* Whether a found file or an entry of that name can be of use: no media, nothing hidden. */
bool files_wants(const char *name);

/* A descriptor to read the file with, or -1; file_close() knows that standard input stays open. */
MUST_USE int file_open(const char *path, bool named, struct fail *fail);
void file_close(int fd);

#endif
