/* Reads documents: finds out what each is, opens containers, and hands the items to the intake. */
#ifndef INGEST_READING_H
#define INGEST_READING_H

#include "ingest/import/files.h"
#include "ingest/import/intake.h"
#include "ingest/import/journal.h"

struct reading {
	struct intake intake;
	bool named;     /* the caller named the file in hand; else it was found in a folder */
	int containers; /* that are open around the document in hand */
	struct journal *journal; /* NULL: nobody goes on with this run */
	bool profiles;  /* the file in hand names an owner, and must be read again in any case */
	uint64_t bytes; /* of the files before the one in hand */
	const uint64_t *taken; /* of the one in hand; NULL: none is */
	int status;            /* the worst that befell a file */
};

/*
 * Around a run: the caller has set what the intake is to know and opened its sink; closing gives
 * back that too. `words` are what the run was asked to read, for the journal.
 */
void reading_open(struct reading *reading, const char *const *words, size_t n);
void reading_close(struct reading *reading);

/* A file that cannot be used is said and remembered in `status`; it does not stop the others. */
void read_file(struct reading *reading, const struct file *file);

/* The same of bytes from elsewhere; `path` is what they are called. */
void read_source(struct reading *reading, struct source *source, const char *path);

/* Imports again what an earlier import rejected, from the file it was kept in. */
void replay_file(struct reading *reading, const char *path);

/* Says what befell a file, and remembers it for the exit status. */
void reading_failed(struct reading *reading, const struct fail *fail);

/* Notes how far the file in hand has been read; `all`: to its end. */
void reading_note(struct reading *reading, bool all);

#endif
