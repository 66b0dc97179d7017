/* What doctor looks at. Each check adds its findings and fails in no other way. */
#ifndef INGEST_CHECKS_H
#define INGEST_CHECKS_H

#include "ingest/accounts.h"
#include "ingest/doctor/finding.h"
#include "ingest/state/state.h"
#include "ingest/tokens/hearing.h"
#include "ingest/tokens/tokenlog.h"

/* The answer about the account: whether it is the one accounts.csv means. */
void check_account(struct findings *findings, const struct account *account,
		   const struct hearing *hearing);

/* The answer of debug_token: validity, scopes, days left, access to data. */
void check_token(struct findings *findings, const struct account *account,
		 const struct hearing *hearing, when_ms now);

/* Without an answer about the token: days left by what is remembered, or by the file's time. */
void check_token_life(struct findings *findings, const struct account *account,
		      const struct token_life *life, bool guessed, when_ms now);

/* Headers of answers: this machine's clock, and the version that answered. */
void check_server(struct findings *findings, const char *server, const char *version,
		  const struct hearing *hearing, when_ms now);

/* How long until a story of the account may be lost, and gaps that there are. */
void check_deadline(struct findings *findings, const struct account *account,
		    const struct account_state *state, when_ms now);

/* The disk below a folder. */
void check_disk(struct findings *findings, const char *path);

/* What waits in the spool, and what went wrong there. */
void check_spool(struct findings *findings, const struct spool *spool, when_ms now);

/* A time as HTTP writes it: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110). */
MUST_USE bool http_time(const char *text, when_ms *ms);

#endif
