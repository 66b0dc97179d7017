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
	bool profiles; /* the file in hand names an owner, and must be read again in any case */
	int status;    /* the worst that befell a file */
};

/* A file that cannot be used is said and remembered in `status`; it does not stop the others. */
/* Says what befell a file, and remembers it for the exit status. */
void reading_failed(struct reading *reading, const struct fail *fail);

/* Notes how far the file in hand has been read; `all`: to its end. */
void reading_note(struct reading *reading, bool all);

void read_file(struct reading *reading, const struct file *file);

#endif
