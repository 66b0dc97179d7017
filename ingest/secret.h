/*
 * Tokens and app secrets, each in a file of its own: nothing else is a source of them, neither
 * the command line nor the environment.
 */
#ifndef INGEST_SECRET_H
#define INGEST_SECRET_H

#include "ingest/limits.h"
#include "lib/fail.h"

/*
 * Where a secret's file is: relative paths are below $CREDENTIALS_DIRECTORY where that is set,
 * else in the folder of the file `beside`; NULL = the working directory. The caller frees it.
 */
char *secret_path(const char *beside, const char *file);

/*
 * Reads the first line, without blanks at its ends. `what` names it in messages ("token"). The
 * file must be regular and closed to others; a symbolic link must be ours or root's. EX_NOPERM
 * otherwise, and for what cannot be a secret. The caller gives it to secret_wipe() in any case.
 */
MUST_USE int secret_read(const char *path, const char *what, char secret[SECRET_MAX + 1],
			 struct fail *fail);

/* Overwrites it; it is kept out of swap until then, where the system allows that. */
void secret_wipe(char secret[SECRET_MAX + 1]);

/* For the start of main(): no debugger, no core dump, however the system is set up. */
void secret_harden_process(void);

#endif
