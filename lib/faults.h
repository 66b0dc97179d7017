/*
 * The faults of something that is read to its end whatever is found in it: an operator who is
 * told of all of them at once mends a file once.
 */
#ifndef LIB_FAULTS_H
#define LIB_FAULTS_H

#include "lib/fail.h"

#define FAULTS_MAX 50 /* kept; a file with more was made by a program, and the first ones tell */

struct faults {
	struct fail *list; /* in the order found */
	size_t n, cap;
	size_t count;      /* found, kept or not */
	struct fail spare; /* where those beyond the ceiling go */
};

#define FAULTS_NONE ((struct faults){.n = 0})

/* A fresh value for the next fault; lent until the next call. Fill it with fail_set(). */
struct fail *faults_next(struct faults *faults);

/*
 * Hands the faults to a caller's fail: a single one as it is; several are said at once, and the
 * fail counts them. `subject` is what was read. Returns -1, or 0 where there were none.
 */
MUST_USE int faults_tell(const struct faults *faults, const char *subject, struct fail *fail);

void faults_release(struct faults *faults);

#endif
