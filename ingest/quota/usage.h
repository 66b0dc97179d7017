/*
 * What the server says about our use of its budgets: the headers X-App-Usage,
 * X-Business-Use-Case-Usage and Retry-After. Pure; nothing is trusted. That a header is absent
 * does not mean 0 %: Meta sends none until enough calls were made.
 */
#ifndef INGEST_USAGE_H
#define INGEST_USAGE_H

#include "ingest/ids.h"
#include "lib/when.h"

/* Bytes of a usage header that are looked at; 32 objects take about 6 kB. */
#define USAGE_TEXT_MAX 16384

/* Readings of one header; Meta's rate-limiting page names 32 objects at most. */
#define USAGES_MAX 32

struct usage {
	struct id id;        /* business or account id; empty in X-App-Usage */
	char type;           /* 'i' instagram, 'p' pages, 'a' the app */
	int percent;         /* the greatest of calls, time and cpu time; 100 is the limit */
	int64_t regain_mins; /* minutes until access is back; 0 = not said, not "now" */
};

enum usage_fault {
	USAGE_GOOD,      /* an absent header too */
	USAGE_MALFORMED, /* too long, no JSON, or of another shape: nothing was read */
	USAGE_UNKNOWN,   /* a type that nobody has told us of was left out */
};

/* X-App-Usage: *n is 0 or 1. */
enum usage_fault usage_read_app(struct span header, struct usage *usage, size_t *n);

/* X-Business-Use-Case-Usage; an id or type may stand there more than once. */
enum usage_fault usage_read_business(struct span header, struct usage usages[USAGES_MAX],
				     size_t *n);

/* ms to wait when the server says nothing of use. */
#define RETRY_AFTER_DEFAULT WHEN_MINUTE

/* ms; a pause beyond this is taken for nonsense: the longest window of Meta's limits is a day. */
#define RETRY_AFTER_MAX WHEN_DAY

/*
 * How long to wait, in ms, from the values of Retry-After (seconds or an HTTP date) and Date, by
 * which an HTTP date is measured; an empty span where a header is absent. Negative, past, far or
 * broken values give RETRY_AFTER_DEFAULT.
 */
when_ms usage_retry_after(struct span retry_after, struct span date, when_ms now);

/* An HTTP date as RFC 9110 prefers it: "Sun, 06 Nov 1994 08:49:37 GMT". */
MUST_USE bool usage_http_date(struct span text, when_ms *ms);

#endif
