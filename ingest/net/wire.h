/*
 * The door to libcurl: transfers that run at once, each on a wire. Which run, and what becomes of
 * one that ended, is for http.c, which alone has use for this.
 */
#ifndef INGEST_WIRE_H
#define INGEST_WIRE_H

#include "ingest/net/http_work.h"

struct wires;

/* NULL when libcurl cannot start. Strings are copied. */
struct wires *wires_new(const struct http_options *options, size_t n, struct fail *fail);

/* What still runs is dropped, without a callback. NULL is fine. */
void wires_free(struct wires *wires);

/* False where no wire is free or libcurl refuses; the work stays the caller's then. */
MUST_USE bool wires_begin(struct wires *wires, struct work *work);

/* Goes on with all transfers as far as they can. */
void wires_perform(struct wires *wires);

/* A transfer that ended. Its work is the caller's again, the answer lent until the next begins. */
struct ending {
	struct work *work;
	struct answer *answer;
	bool reused;        /* over a connection that others had used before */
	bool no_descriptor; /* a socket could not be opened: too many files */
};

/* The next of those that ended; false where there is none. */
bool wires_ended(struct wires *wires, struct ending *ending);

/* Until something can go on, the descriptor (-1: none) is readable, or the time is up. */
void wires_wait(struct wires *wires, int fd, int timeout_ms);

/* Breaks off any transfer and hands its work back; NULL where none runs. */
struct work *wires_drop(struct wires *wires);

#endif
