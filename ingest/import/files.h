/* The files an import is given: named ones, and those found in named folders. */
#ifndef INGEST_FILES_H
#define INGEST_FILES_H

#include "lib/buf.h"
#include "lib/fail.h"

struct file {
	const char *path; /* lent; "-" is standard input */
	bool named;       /* by the caller; else found in a folder */
	uint64_t size;    /* bytes; 0 where nobody knows */
};

struct files_visit {
	void (*on_file)(void *context, const struct file *file);
	void *context;
	const bool *stop; /* ends once it is true; lent */
	bool quiet;       /* says nothing of what is passed over */
};

/* Every word must name something: EX_NOINPUT, before anything is read. */
MUST_USE int files_check(const char *const *words, size_t n, struct fail *fail);

/*
 * Visits all files, each folder's sorted by name, so that the same folder gives the same run. Of
 * each folder on the way only the names are held. What cannot be reached is said and passed over.
 */
void files_walk(const struct files_visit *visit, const char *const *words, size_t n);

/* Whether a found file or an entry of that name can be of use: no media, nothing hidden. */
bool files_wants(const char *name);

/* A descriptor to read the file with, or -1; file_close() knows that standard input stays open. */
MUST_USE int file_open(const char *path, bool named, struct fail *fail);
void file_close(int fd);

#endif
