/*
 * HTTP, as much of it as reading a Graph API needs: GET with a bearer token. No redirects, no
 * proxy, no cookies; https with verified certificates, or plain http where the caller has made
 * sure that it stays on this machine. The only file that knows libcurl is http.c.
 */
#ifndef INGEST_HTTP_H
#define INGEST_HTTP_H

#include "lib/buf.h"
#include "lib/fail.h"

struct http;

/* How the transfer itself went, whatever the server said. */
enum transfer {
	TRANSFER_DONE,
	TRANSFER_DOWN,      /* no connection, or it broke before an answer */
	TRANSFER_SLOW,      /* one of the time-outs */
	TRANSFER_CUT,       /* the answer broke off or its encoding is damaged */
	TRANSFER_TOO_LARGE, /* more than ANSWER_MAX decoded bytes */
	TRANSFER_TLS,       /* no trustworthy connection */
	TRANSFER_PROTOCOL,  /* not HTTP as we know it */
};

struct answer {
	enum transfer transfer;
	long status;      /* HTTP status; 0 when no answer began */
	struct buf body;  /* decoded bytes, as far as they came; owned */
	char detail[128]; /* what went wrong with the transfer; may be empty */
};

#define ANSWER_NONE ((struct answer){.body = BUF_MAX(ANSWER_MAX)})

/* NULL when libcurl cannot start. `plain` allows http instead of https, never both. */
struct http *http_new(bool plain, struct fail *fail);
void http_free(struct http *http);

/*
 * Asks for the URL. The answer is emptied first, its memory kept. The token goes into one header
 * and is wiped from memory that is ours afterwards.
 */
void http_get(struct http *http, const char *url, const char *token, struct answer *answer);

void answer_release(struct answer *answer);

#endif
