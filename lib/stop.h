/*
 * Being told to stop: SIGTERM, SIGINT and SIGHUP raise a flag and wake who waits; the program
 * then ends what it has in hand and leaves with EX_TEMPFAIL. A second one of them, more than 0.3 s
 * later, ends the process at once: whatever is durable by then is whole. SIGUSR1 asks for a line
 * of status.
 */
#ifndef LIB_STOP_H
#define LIB_STOP_H

#include "lib/fail.h"

/*
 * Listens from now on. A signal that is ignored when this is called (nohup, a background job of
 * sh) stays ignored. Only who asks stop_asked() often may call this.
 */
MUST_USE int stop_open(struct fail *fail);

bool stop_asked(void);

/* Readable once stopping was asked, for ever: for poll(2) and its kin. -1 before stop_open(). */
int stop_fd(void);

/* Whether SIGUSR1 came since this was called last. It interrupts poll(2) but no read or write. */
bool stop_status_wanted(void);

/* Records that the run was stopped: EX_TEMPFAIL, naming the signal. `next` is the hint. */
int stop_fail(struct fail *fail, const char *next);

#endif
