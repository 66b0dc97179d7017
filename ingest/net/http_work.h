/* Calls that wait for a place, in order. Only http.c and wire.c have use for
 * this. */
#ifndef INGEST_HTTP_WORK_H
#define INGEST_HTTP_WORK_H

#include "ingest/net/http.h"

/* A call, from http_start() to its callback. */
struct work {
	struct http *http;
	struct http_call call;     /* all but its strings */
	char *url, *bearer, *post; /* owned; wiped at the end */
	bool fresh;                /* on a connection of its own */
	struct work *next;
};

struct work_queue {
	struct work *first, **last;
	size_t n;
};

struct work *work_new(struct http *http, const struct http_call *call);
void work_free(struct work *work);

/* ms that it may take. */
long work_time_ms(const struct work *work);

void work_put_last(struct work_queue *queue, struct work *work);
void work_put_first(struct work_queue *queue, struct work *work);

/* NULL where nothing waits. */
struct work *work_take(struct work_queue *queue);

/* Calls back, and frees the work. */
void work_tell(struct work *work, struct answer *answer);
void work_tell_failure(struct work *work, enum transfer transfer, const char *detail);

#endif
