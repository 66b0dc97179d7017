/*
 * HTTP, as much of it as reading a Graph API needs. Many transfers run at once on one thread: a
 * call is started, http_turn() drives all of them, and each tells its end by a callback. HTTP/2
 * over TLS where the server has it; certificates are always verified; https only, or plain http
 * only where the caller has made sure that it stays on this machine. No redirects, no cookies, no
 * proxy but the one that was set. The only file that knows libcurl is wire.c.
 */
#ifndef INGEST_HTTP_H
#define INGEST_HTTP_H

#include "lib/buf.h"
#include "lib/fail.h"

struct http;

struct http_options {
	bool plain;          /* http instead of https, never both */
	size_t concurrency;  /* transfers at once; 0 = HTTP_CONCURRENCY */
	const char *ca_file; /* certificates to trust instead of the system's; NULL = these */
	const char *proxy;   /* NULL = none, whatever the environment says */
};

/* How the transfer itself went, whatever the server said. */
enum transfer {
	TRANSFER_DONE,
	TRANSFER_DOWN,      /* no connection, or it broke before an answer */
	TRANSFER_SLOW,      /* one of the time-outs */
	TRANSFER_CUT,       /* the answer broke off or its encoding is damaged */
	TRANSFER_TOO_LARGE, /* more decoded bytes than the call allows */
	TRANSFER_TLS,       /* no trustworthy connection */
	TRANSFER_PROTOCOL,  /* not HTTP as we know it */
	TRANSFER_REFUSED,   /* the address is not public, and the call asked for one that is */
	TRANSFER_LOCAL,     /* the call's file cannot be written; os_error says why */
	TRANSFER_NO_RANGE,  /* the server sends the whole, but the rest was asked for */
	TRANSFER_ABORTED,   /* http_abort() */
};

#define HTTP_DETAIL_MAX 128 /* bytes of libcurl's words */
#define HTTP_HEADER_MAX 128 /* bytes of a short header */

struct answer {
	enum transfer transfer;
	long status;      /* HTTP status; 0 when no answer began */
	struct buf body;  /* decoded bytes, as far as they came; empty where they went to a file */
	uint64_t bytes;   /* decoded bytes that came, wherever they went */
	int os_error;     /* errno of TRANSFER_LOCAL */
	uint64_t wall_ms; /* how long it took from the start of the transfer */
	char detail[HTTP_DETAIL_MAX]; /* what went wrong with the transfer; may be empty */
	/* Headers; empty where absent or too long; control characters are blanks. */
	char content_type[HTTP_HEADER_MAX], date[HTTP_HEADER_MAX];
	char retry_after[HTTP_HEADER_MAX], api_version[HTTP_HEADER_MAX];
	struct buf app_usage, business_usage; /* X-App-Usage, X-Business-Use-Case-Usage */
};

struct http_call {
	const char *url;
	const char *bearer; /* token for the Authorization header; NULL = none */
	const char *post;   /* form body; NULL = GET */
	size_t max;         /* decoded bytes the body may have; 0 = ANSWER_MAX */
	bool to_file;       /* a body of status 200 or 206 is written to fd, not to memory */
	int fd;             /* written at its position; stays the caller's */
	uint64_t from;      /* ask for the bytes from here on; 0 = all of them */
	bool public_only;   /* refuse addresses that are not public when connecting */
	/* Called once from http_turn(), http_run() or http_abort(). The answer is lent. */
	void (*done)(void *context, struct answer *answer);
	void *context;
};

/* NULL when libcurl cannot start, or ca_file cannot be read. Strings are copied. */
struct http *http_new(const struct http_options *options, struct fail *fail);

/* No callback is called; what still runs is dropped. NULL is fine. */
void http_free(struct http *http);

/*
 * Begins a call; what it needs is copied, and wiped afterwards. As many run at once as the
 * options allow, and as the limit of open files lets them; the rest wait in order. May be called
 * from a callback.
 */
void http_start(struct http *http, const struct http_call *call);

/* Calls running or waiting. */
size_t http_pending(const struct http *http);

/* How many calls run at once. */
size_t http_concurrency(const struct http *http);

/* Something readable on this descriptor ends a wait of http_turn() too; -1 = nothing. */
void http_watch(struct http *http, int fd);

/*
 * Drives the transfers: waits at most timeout_ms for something to happen and calls back for what
 * has ended. Waits also where nothing is pending. Returns http_pending().
 */
size_t http_turn(struct http *http, int timeout_ms);

/* Until nothing is pending. */
void http_run(struct http *http);

/* Ends all calls now, as TRANSFER_ABORTED; those started by their callbacks too. */
void http_abort(struct http *http);

void answer_release(struct answer *answer);

#endif
