/*
 * A token file that gets a new token: nothing is lost wherever it stops. The new file is made
 * beside the old one before the server is asked, so that a token which cannot be stored is never
 * asked for.
 */
#ifndef INGEST_TOKENFILE_H
#define INGEST_TOKENFILE_H

#include "lib/buf.h"
#include "lib/fail.h"

struct token_file {
	struct buf path, made, old; /* the file, behind all links; the new one; the kept one */
	int folder, fd;
};

/*
 * Makes the new file, empty, mode 600. EX_CANTCREAT where that cannot be, EX_TEMPFAIL where another
 * run is at the same file. To be closed in any case.
 */
MUST_USE int token_file_begin(struct token_file *file, const char *path, struct fail *fail);

/*
 * Puts the token in, keeps the file that was as FILE.old, and takes its place. On failure what was
 * there is there still.
 */
MUST_USE int token_file_commit(struct token_file *file, const char *token, struct fail *fail);

/* Removes what was not committed. */
void token_file_close(struct token_file *file);

#endif
