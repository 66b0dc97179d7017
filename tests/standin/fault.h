/*
 * The script of faults: what goes wrong, where, and how often. One a line:
 *
 *   [after=N] [every=N] [path=GLOB] [query=GLOB] [account=ID] -> FAULT [NAME=VALUE ...] [xCOUNT]
 *
 * It strikes requests whose path, query and account fit, from the N-th such request on (after=N
 * spares the first N), only each N-th of them (every=N), COUNT times (without: always). The first
 * line that fits and is not used up counts. Faults and their values are in the table of fault.c.
 */
#ifndef STANDIN_FAULT_H
#define STANDIN_FAULT_H

#include "tests/standin/reply.h"
#include "tests/standin/request.h"

struct faults;

struct faults *faults_new(void);
void faults_free(struct faults *faults);

/* Adds the lines; false at the line that is none, copied to `bad`. */
bool faults_read(struct faults *faults, struct span lines, char bad[80]);
void faults_clear(struct faults *faults);

/* How often each line has struck, one number a line in their order. */
void faults_count(const struct faults *faults, struct buf *out);

/* Spoils the reply where a line fits. `account` is whose data was asked, or "". `base` is ours. */
void faults_strike(struct faults *faults, const struct request *request, const char *account,
		   const char *base, struct reply *reply);

#endif
