/*
 * The governor: keeps our calls within the budgets of the server, as its usage headers and its
 * refusals tell them. The budgets are those of the token's app, and those that the answers for an
 * account named; an account belongs to no other pool, so one that is throttled blocks nobody
 * else. What was learned is kept in a file for each token, which runs at the same time share.
 *
 * What the levels mean is said in pool.h. A caller that is told LATER or PARKED asks again at
 * *when; under a clock that stands still it adds to `now` what it has waited.
 */
#ifndef INGEST_QUOTA_H
#define INGEST_QUOTA_H

#include "ingest/net/http.h"
#include "ingest/quota/pool.h"

struct quota;

#define QUOTA_KEY 16 /* characters of a token's key, without the NUL */

/* The name that stands for a token in files and here: 16 hex digits of its SHA-256. */
void quota_key(const char *token, char key[QUOTA_KEY + 1]);

/*
 * `state_dir_fd` is the folder in which quota/ is made; -1: nothing is kept. The descriptor stays
 * the caller's. NULL where the folder cannot be used.
 */
struct quota *quota_open(int state_dir_fd, struct fail *fail);
void quota_close(struct quota *quota);

/*
 * Whether a call for the account may go now. `slack`: ms until a story of it may be lost.
 * `optional`: nothing is lost without that call. QUOTA_GO counts as a call made.
 */
enum quota_word quota_ask(struct quota *quota, const char *token_key, const char *account_id,
			  when_ms slack, bool optional, when_ms now, when_ms *when);

/*
 * Learns from an answer of the server. Where it is a refusal, inside HTTP 200 too, the caller says
 * so by quota_park(), before or afterwards.
 */
void quota_learn(struct quota *quota, const char *token_key, const char *account_id,
		 const struct answer *answer, when_ms now);

/* What an answer says of the budgets. Empty spans where there was no such header. */
struct quota_news {
	bool passed; /* an answer that was no refusal for calling too much */
	struct span app_usage, business_usage;
};

/* As quota_learn(). Headers that make no sense are ignored, with one warning a run. */
void quota_learn_news(struct quota *quota, const char *token_key, const char *account_id,
		      const struct quota_news *news, when_ms now);

/*
 * The server refused: for the token (errors 4, 17, 32, 341, 613) with a NULL account, else for the
 * account (80000 to 80014). Until WHEN_NONE: as long as its headers said, or a default. It counts
 * from the time that was last told for the token.
 */
void quota_park(struct quota *quota, const char *token_key, const char *account_id, when_ms until);

#endif
