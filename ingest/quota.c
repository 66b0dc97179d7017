#include "ingest/quota.h"

#include <fcntl.h>
#include <unistd.h>

#include "ingest/budget.h"
#include "lib/digest.h"
#include "lib/mem.h"
#include "lib/say.h"

struct token {
	char key[QUOTA_KEY + 1];
	struct budget budget;
	when_ms now; /* the latest time told */
};

struct quota {
	struct token **tokens; /* in the order of their keys */
	size_t tokens_n, tokens_cap;
	bool warned_malformed, warned_unknown;
};

void
quota_key(const char *token, char key[QUOTA_KEY + 1])
{
	char hex[DIGEST_HEX + 1];

	digest_of((struct span){token, strlen(token)}, hex);
	memcpy(key, hex, QUOTA_KEY);
	key[QUOTA_KEY] = '\0';
}

struct quota *
quota_open(int state_dir_fd, struct fail *fail)
{
	(void)state_dir_fd;
	(void)fail;
	return must_calloc(1, sizeof(struct quota));
}

void
quota_close(struct quota *quota)
{
	if (quota == NULL)
		return;
	for (size_t i = 0; i < quota->tokens_n; i++) {
		budget_release(&quota->tokens[i]->budget);
		free(quota->tokens[i]);
	}
	free(quota->tokens);
	free(quota);
}

/* The token with that key, made where it is new. */
static struct token *
find_token(struct quota *quota, const char *key)
{
	size_t low = 0, high = quota->tokens_n;
	struct token *token;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(quota->tokens[middle]->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < quota->tokens_n && strcmp(quota->tokens[low]->key, key) == 0)
		return quota->tokens[low];
	token = must_calloc(1, sizeof *token);
	snprintf(token->key, sizeof token->key, "%s", key);
	budget_init(&token->budget);
	token->now = when_now();
	quota->tokens =
	    mem_grow(quota->tokens, quota->tokens_n, &quota->tokens_cap, sizeof(struct token *));
	memmove(quota->tokens + low + 1, quota->tokens + low,
		(quota->tokens_n - low) * sizeof(struct token *));
	quota->tokens[low] = token;
	quota->tokens_n++;
	return token;
}

/* The key of the pool that is the account's alone. */
static void
own_key(char key[POOL_KEY_MAX], const char *account_id)
{
	snprintf(key, POOL_KEY_MAX, "a:%.*s", ID_MAX, account_id);
}

/* The pools that a call for the account spends from: *pools has room for MEMBER_POOLS_MAX + 2. */
static size_t
pools_of(const struct token *token, const char *account_id, struct pool **pools)
{
	const struct member *member = budget_member(&token->budget, account_id);
	char key[POOL_KEY_MAX];
	size_t n = 0;

	pools[n++] = token->budget.app;
	own_key(key, account_id);
	pools[n] = budget_pool(&token->budget, key);
	n += pools[n] != NULL ? 1 : 0;
	for (size_t i = 0; member != NULL && i < member->pools_n; i++)
		pools[n++] = member->pools[i];
	return n;
}

enum quota_word
quota_ask(struct quota *quota, const char *token_key, const char *account_id, when_ms slack,
	  bool optional, when_ms now, when_ms *when)
{
	struct token *token = find_token(quota, token_key);
	struct pool *pools[MEMBER_POOLS_MAX + 2];
	size_t n = pools_of(token, account_id, pools);
	enum quota_word worst = QUOTA_GO, word;
	when_ms one;

	*when = token->now = now;
	for (size_t i = 0; i < n; i++) {
		pool_mend(pools[i], now);
		word = pool_ask(pools[i], slack, optional, now, &one);
		if (word > worst)
			worst = word;
		if (word != QUOTA_GO && one > *when)
			*when = one;
	}
	for (size_t i = 0; worst == QUOTA_GO && i < n; i++)
		(void)pool_take(pools[i], now);
	return worst;
}

static void
warn(struct quota *quota, enum usage_fault fault)
{
	if (fault == USAGE_MALFORMED && !quota->warned_malformed) {
		quota->warned_malformed = true;
		say(SAY_WARNING, "quota: a usage header of the server makes no sense: ignored");
	}
	if (fault == USAGE_UNKNOWN && !quota->warned_unknown) {
		quota->warned_unknown = true;
		say(SAY_WARNING, "quota: a usage header of the server names an unknown budget: "
				 "ignored");
	}
}

/* The pool of a reading; the app's has no id. */
static struct pool *
pool_of_usage(struct token *token, const char *account_id, const struct usage *usage)
{
	char key[POOL_KEY_MAX];
	struct pool *pool = token->budget.app;

	if (usage->type != 'a') {
		snprintf(key, sizeof key, "%c:%.*s", usage->type, ID_MAX, usage->id.text);
		pool = budget_make_pool(&token->budget, key);
		(void)budget_link(&token->budget, account_id, pool);
	}
	return pool;
}

void
quota_learn_news(struct quota *quota, const char *token_key, const char *account_id,
		 const struct quota_news *news, when_ms now)
{
	struct token *token = find_token(quota, token_key);
	struct pool *pools[MEMBER_POOLS_MAX + 2];
	struct usage usages[USAGES_MAX];
	size_t n = pools_of(token, account_id, pools);

	token->now = now;
	for (size_t i = 0; news->passed && i < n; i++)
		(void)pool_passed(pools[i], now);
	warn(quota, usage_read_app(news->app_usage, usages, &n));
	for (size_t i = 0; i < n; i++)
		pool_read(pool_of_usage(token, account_id, usages + i), usages + i, now);
	warn(quota, usage_read_business(news->business_usage, usages, &n));
	for (size_t i = 0; i < n; i++)
		pool_read(pool_of_usage(token, account_id, usages + i), usages + i, now);
}

void
quota_learn(struct quota *quota, const char *token_key, const char *account_id,
	    const struct answer *answer, when_ms now)
{
	struct quota_news news = {
	    .passed = answer->transfer == TRANSFER_DONE && answer->status == 200,
	    .app_usage = buf_span(&answer->app_usage),
	    .business_usage = buf_span(&answer->business_usage),
	};

	quota_learn_news(quota, token_key, account_id, &news, now);
}

void
quota_park(struct quota *quota, const char *token_key, const char *account_id, when_ms until)
{
	struct token *token = find_token(quota, token_key);
	struct pool *pool = token->budget.app;
	char key[POOL_KEY_MAX];

	if (account_id != NULL) {
		own_key(key, account_id);
		pool = budget_make_pool(&token->budget, key);
	}
	pool_park(pool, until, token->now);
}
