/* Where to ask: the servers of the two logins, and the path and query of each question. */
#ifndef INGEST_URL_H
#define INGEST_URL_H

#include "lib/buf.h"
#include "lib/fail.h"

enum login {
	LOGIN_INSTAGRAM,
	LOGIN_FACEBOOK,
	LOGINS,
};

enum media_policy {
	MEDIA_NONE, /* addresses of pictures and films are not asked for */
	MEDIA_URL,
	MEDIA_BYTES, /* they are fetched as well */
	MEDIA_POLICIES,
};

/* Meta's server for accounts of that login, without a slash at the end. */
const char *url_server(enum login login);

/*
 * Checks a server the operator named: https://host[:port][/path], or http:// for a loopback
 * address; anything else is EX_CONFIG. *plain says whether it is http.
 */
MUST_USE int url_check_server(const char *server, bool *plain, struct fail *fail);

/* Checks an API version: v25.0 and the like. */
MUST_USE int url_check_version(const char *version, struct fail *fail);

/*
 * Path and query, beginning with a slash. `fields` and `metrics` are lists with commas, `after` is
 * a cursor or "", `limit` the stories a page may have, `breakdown` a dimension or "".
 */
void url_stories(struct buf *out, const char *version, const char *account_id, struct span fields,
		 unsigned limit, const char *after);
void url_insights(struct buf *out, const char *version, const char *media_id, struct span metrics,
		  const char *breakdown);

/* Percent encodes everything but the characters RFC 3986 leaves alone. */
void url_encode(struct buf *out, const char *text);

/* Undoes percent encoding; false where it is broken. `out` is appended to. */
MUST_USE bool url_decode(struct buf *out, struct span text);

/* The value of a query parameter of a URL, still encoded; false where there is none. */
MUST_USE bool url_parameter(struct span url, const char *name, struct span *value);

#endif
