/*
 * One question to the Graph API: asked again while that makes sense, and every answer that comes
 * is written as a raw record, errors included.
 */
#ifndef INGEST_ASK_H
#define INGEST_ASK_H

#include "ingest/accounts.h"
#include "ingest/body.h"
#include "ingest/graph/errors.h"
#include "ingest/http.h"
#include "ingest/ids.h"
#include "ingest/sink.h"

#define TROUBLE_MAX 128 /* bytes of libcurl's words */

/* What all questions of a run share. */
struct asker {
	struct http *http;
	struct sink *sink;
	struct record_out record;
	const char *server; /* instead of Meta's; NULL = by login */
	const char *version;
};

/* What is asked, and for whom; all lent. */
struct question {
	const struct account *account;
	const char *token;
	const char *request;       /* path and query */
	const struct id *story_id; /* whose insights; NULL for a list */
};

/* The last answer. */
struct reply {
	long http_status; /* 0 when none came */
	struct verdict verdict;
	struct body body;          /* to be released */
	char trouble[TROUBLE_MAX]; /* libcurl's words on a transfer that failed; may be empty */
};

/*
 * -1 only when the output cannot be written: a server that fails is a reply like any other. The
 * reply's body is to be released in any case.
 */
MUST_USE int ask(struct asker *asker, const struct question *question, struct reply *reply,
		 struct fail *fail);

/* The bytes without the token in any form that it comes in. */
void scrub(struct buf *out, struct span bytes, const char *token);

#endif
