/* What the database's error codes (SQLSTATE) mean for a run: how it ends, and what to do. */
#ifndef LOAD_SQLSTATE_H
#define LOAD_SQLSTATE_H

#include "lib/std.h"

#define SQLSTATE_LENGTH 5

struct sqlstate_meaning {
	const char *prefix; /* of the codes it holds for */
	int status;         /* of sysexits.h */
	bool again;         /* another transaction may succeed, at once or soon */
	const char *hint;   /* NULL where there is nothing to say */
};

/* The meaning of the longest prefix that fits; a NULL or unknown code too has one. */
const struct sqlstate_meaning *sqlstate_meaning(const char *code);

/* Whether the data of single rows are at fault, so that the other rows can be loaded. */
bool sqlstate_blames_row(const char *code);

/*
 * Finds the code in a message that libpq made while connecting, which it does not hand out
 * otherwise. False where there is none: then no server answered.
 */
bool sqlstate_find(const char *message, char code[SQLSTATE_LENGTH + 1]);

#endif
