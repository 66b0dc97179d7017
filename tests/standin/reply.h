/* What goes back, well-formed or not, and how it is turned into bytes on the wire. */
#ifndef STANDIN_REPLY_H
#define STANDIN_REPLY_H

#include "lib/buf.h"
#include "lib/when.h"

#define REPLY_MAX \
	((size_t)512 << 20) /* bytes; above what any client takes, so that it can be tried */

/* What becomes of the connection once the bytes below have been sent. */
enum after {
	AFTER_KEEP,    /* the next request may come */
	AFTER_CLOSE,   /* an orderly end */
	AFTER_RESET,   /* RST */
	AFTER_HANG,    /* silence, until the client goes */
	AFTER_ENDLESS, /* more and more, until the client goes */
};

enum coding {
	CODING_NONE,
	CODING_GZIP,
	CODING_GZIP_CUT, /* the second half of the gzip stream is missing, the length is right */
	CODING_GZIP_BAD, /* announced as gzip, and is not */
};

struct reply {
	unsigned status;
	const char *type;   /* Content-Type; NULL = JSON */
	struct buf headers; /* further lines, each with CRLF */
	struct buf body;
	enum coding coding;
	enum after after;
	size_t send;       /* bytes of the body to send; SIZE_MAX = all */
	size_t send_head;  /* bytes of the head to send; SIZE_MAX = all */
	long length_error; /* added to Content-Length */
	bool two_lengths, no_length, chunked;
	bool raw;          /* body is everything: no head */
	unsigned delay_ms; /* before the first byte */
	unsigned drip_ms;  /* between single bytes of the body */
	when_ms date;      /* what the clock of the server shows */
	const char *fault; /* the name of the fault that was put in, for the log; or NULL */
};

#define REPLY_NEW                                            \
	((struct reply){.status = 200,                       \
			.headers = BUF_MAX((size_t)1 << 20), \
			.body = BUF_MAX(REPLY_MAX),          \
			.send = SIZE_MAX,                    \
			.send_head = SIZE_MAX})

void reply_release(struct reply *reply);

/* Empties the body. */
void reply_clear(struct reply *reply);

/* Meta's envelope of an error, with HTTP 400; a subcode of 0 is left out. */
void reply_error(struct reply *reply, int code, int subcode, const char *message);

/* A line of the head. */
void reply_header(struct reply *reply, const char *name, const char *value);

/*
 * The bytes of the reply, after which comes what reply->after says. *drip_from is where bytes
 * begin to go out one by one.
 */
void reply_write(struct reply *reply, struct buf *out, size_t *drip_from);

#endif
