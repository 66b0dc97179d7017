/*
 * A question about tokens and accounts, and what was answered: judged, and recorded nowhere. What
 * it says of a failure holds no byte of the answer, which may repeat a secret.
 */
#ifndef INGEST_HEARING_H
#define INGEST_HEARING_H

#include "ingest/body.h"
#include "ingest/net/http.h"
#include "ingest/net/reach.h"
#include "ingest/net/url.h"
#include "ingest/tokens/app.h"

struct hearing {
	bool ended;
	int status;     /* EX_OK, EX_NOPERM (77), EX_TEMPFAIL (75) or EX_PROTOCOL (76) */
	bool reached;   /* a server answered, whatever it said */
	char why[160];  /* where status is not EX_OK */
	json_t *answer; /* an object where status is EX_OK, else NULL; owned */
	char date[HTTP_HEADER_MAX], api_version[HTTP_HEADER_MAX]; /* headers, or "" */
};

/*
 * Starts the question; the hearing must stay where it is until it has ended. The URL is wiped.
 * `bearer` may be NULL.
 */
void hearing_start(struct hearing *hearing, struct http *http, struct buf *url, const char *bearer);
void hearing_release(struct hearing *hearing);

/* URLs of the questions; `out` is empty before, and as large as it needs to be. */
#define HEARING_URL_MAX ((size_t)SECRET_MAX * 8) /* bytes: two secrets, each byte as %XX */

/* The account itself: its id and handle. With the app's secret, proof that we know it. */
void ask_account(struct buf *out, const struct reach *reach, enum login login,
		 const char *account_id, const char *token, const struct app *app);

/* What the token is good for, and how long. Facebook Login only. */
void ask_token(struct buf *out, const struct reach *reach, const char *token);

/* A new token for an old one. Facebook Login needs the app. */
void ask_refresh(struct buf *out, const struct reach *reach, enum login login, const char *token,
		 const struct app *app);

/* What the app authorises itself with: "ID|SECRET". */
#define APP_BEARER_MAX (SECRET_MAX + 64) /* bytes */
void app_bearer(const struct app *app, char bearer[APP_BEARER_MAX]);

#endif
