/*
 * Errors as values. A function that can fail on data or on the machine returns 0 or -1 and
 * fills the caller's struct fail; the first failure wins, so a cleanup path cannot hide the
 * cause. Only main() prints it and turns it into an exit status.
 */
#ifndef LIB_FAIL_H
#define LIB_FAIL_H

#include <sysexits.h>

#include "lib/std.h"

/* What a message may hold: long enough for a path, a server's words and a position. */
#define FAIL_TEXT_MAX 768 /* bytes */
#define FAIL_HINT_MAX 384 /* bytes */

struct fail {
	int status;               /* one of sysexits.h; EX_OK = nothing failed yet */
	char text[FAIL_TEXT_MAX]; /* "subject: what: detail", lower case, no final stop */
	char hint[FAIL_HINT_MAX]; /* what to do next, a full sentence; may be empty */
};

/* A fresh value: nothing failed. */
#define FAIL_NONE ((struct fail){.status = EX_OK})

/* Records the failure unless one is recorded already. Always returns -1. */
int fail_set(struct fail *fail, int status, const char *format, ...) PRINTF_LIKE(3, 4);

/* As fail_set, with ": " and the text of errno at the end. */
int fail_errno(struct fail *fail, int status, const char *format, ...) PRINTF_LIKE(3, 4);

/* Adds the hint of the failure just recorded; the first hint wins as well. Returns -1. */
int fail_hint(struct fail *fail, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
