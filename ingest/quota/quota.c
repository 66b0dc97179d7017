#include "ingest/quota/quota.h"

#include "ingest/quota/quota_file.h"
#include "lib/digest.h"
#include "lib/mem.h"
#include "lib/say.h"

struct token {
	char key[QUOTA_KEY + 1];
	struct budget budget;
	struct quota_place place; /* in its file */
	when_ms now;              /* the latest time told */
};

struct quota {
	bool kept; /* in files */
	struct quota_file file;
	struct token **tokens; /* in the order of their keys */
	size_t tokens_n, tokens_cap;
	bool warned_malformed, warned_unknown;
};

void
quota_key(const char *token, char key[QUOTA_KEY + 1])
{
	char hex[DIGEST_HEX + 1];

	digest_of(span_of(token), hex);
	memcpy(key, hex, QUOTA_KEY);
	key[QUOTA_KEY] = '\0';
}

struct quota *
quota_open(int state_dir_fd, struct fail *fail)
{
	struct quota *quota = must_calloc(1, sizeof *quota);

	quota->kept = state_dir_fd >= 0;
	if (!quota->kept || quota_file_open(&quota->file, state_dir_fd, fail) == 0)
		return quota;
	free(quota);
	return NULL;
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
	if (quota->kept)
		quota_file_close(&quota->file);
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

/* What other runs have learned meanwhile. */
static void
catch_up(struct quota *quota, struct token *token)
{
	if (quota->kept)
		quota_file_catch_up(&quota->file, token->key, &token->place, &token->budget);
}

/* What is changed between these two is seen by other runs as one step. */
static void
begin_change(struct quota *quota, struct token *token)
{
	if (quota->kept)
		quota_file_lock(&quota->file);
	catch_up(quota, token);
}

static void
end_change(struct quota *quota, struct token *token, struct buf *lines)
{
	if (quota->kept) {
		quota_file_add(&quota->file, token->key, &token->place, &token->budget,
			       buf_span(lines));
		quota_file_unlock(&quota->file);
	}
	buf_release(lines);
}

#define LINES_MAX ((size_t)64 << 10) /* bytes that one answer or question adds; a few lines */

/* A call that spends from any of the pools. */
struct question {
	const char *account_id;
	when_ms slack, now;
	bool optional;
};

/* The worst word of all pools. */
static enum quota_word
ask_pools(const struct token *token, const struct question *question, when_ms *when)
{
	struct pool *pools[MEMBER_POOLS_MAX + 2];
	size_t n = pools_of(token, question->account_id, pools);
	enum quota_word worst = QUOTA_GO, word;
	when_ms one = question->now;

	*when = question->now;
	for (size_t i = 0; i < n; i++) {
		pool_mend(pools[i], question->now);
		word = pool_ask(pools[i], question->slack, question->optional, question->now, &one);
		if (word > worst)
			worst = word;
		if (word != QUOTA_GO && one > *when)
			*when = one;
	}
	return worst;
}

/* Whether a call changes what the next one is told. */
static bool
is_counted(const struct token *token, const struct question *question)
{
	struct pool *pools[MEMBER_POOLS_MAX + 2];
	size_t n = pools_of(token, question->account_id, pools);
	bool counted = false;

	for (size_t i = 0; i < n; i++) {
		struct pool copy = *pools[i];

		counted = counted || pool_take(&copy, question->now);
	}
	return counted;
}

static void
take_pools(struct token *token, const struct question *question, struct buf *lines)
{
	struct pool *pools[MEMBER_POOLS_MAX + 2];
	size_t n = pools_of(token, question->account_id, pools);

	for (size_t i = 0; i < n; i++)
		if (pool_take(pools[i], question->now))
			budget_put_pool(lines, pools[i]);
}

enum quota_word
quota_ask(struct quota *quota, const char *token_key, const char *account_id, when_ms slack,
	  bool optional, when_ms now, when_ms *when)
{
	const struct question question = {account_id, slack, now, optional};
	struct token *token = find_token(quota, token_key);
	struct buf lines = BUF_MAX(LINES_MAX);
	enum quota_word word;

	token->now = now;
	catch_up(quota, token);
	word = ask_pools(token, &question, when);
	if (word != QUOTA_GO || !is_counted(token, &question))
		return word;
	/* the next call of any run is told of this one: asked again, now that nobody else can */
	begin_change(quota, token);
	word = ask_pools(token, &question, when);
	if (word == QUOTA_GO)
		take_pools(token, &question, &lines);
	end_change(quota, token, &lines);
	return word;
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
pool_of_usage(struct token *token, const char *account_id, const struct usage *usage,
	      struct buf *lines)
{
	char key[POOL_KEY_MAX];
	struct pool *pool = token->budget.app;

	if (usage->type == 'a')
		return pool;
	snprintf(key, sizeof key, "%c:%.*s", usage->type, ID_MAX, usage->id.text);
	pool = budget_make_pool(&token->budget, key);
	if (budget_link(&token->budget, account_id, pool))
		budget_put_link(lines, account_id, pool);
	return pool;
}

/* A reading like the last one is not worth a line. */
static bool
is_news(const struct pool *before, const struct pool *after)
{
	return before->percent != after->percent || before->until != after->until ||
	       before->read_at == WHEN_NONE || after->read_at - before->read_at > WHEN_MINUTE;
}

static void
take_usages(struct token *token, const char *account_id, const struct usage *usages, size_t n,
	    struct buf *lines)
{
	for (size_t i = 0; i < n; i++) {
		struct pool *pool = pool_of_usage(token, account_id, usages + i, lines);
		struct pool before = *pool;

		pool_read(pool, usages + i, token->now);
		if (is_news(&before, pool))
			budget_put_pool(lines, pool);
		else
			pool->read_at = before.read_at; /* as the other runs know it */
	}
}

static void
take_passed(struct token *token, const char *account_id, struct buf *lines)
{
	struct pool *pools[MEMBER_POOLS_MAX + 2];
	size_t n = pools_of(token, account_id, pools);

	for (size_t i = 0; i < n; i++)
		if (pool_passed(pools[i], token->now))
			budget_put_pool(lines, pools[i]);
}

void
quota_learn_news(struct quota *quota, const char *token_key, const char *account_id,
		 const struct quota_news *news, when_ms now)
{
	struct token *token = find_token(quota, token_key);
	struct buf lines = BUF_MAX(LINES_MAX);
	struct usage app, business[USAGES_MAX];
	size_t app_n, business_n;

	warn(quota, usage_read_app(news->app_usage, &app, &app_n));
	warn(quota, usage_read_business(news->business_usage, business, &business_n));
	token->now = now;
	begin_change(quota, token);
	if (news->passed)
		take_passed(token, account_id, &lines);
	take_usages(token, account_id, &app, app_n, &lines);
	take_usages(token, account_id, business, business_n, &lines);
	end_change(quota, token, &lines);
}

void
quota_learn(struct quota *quota, const char *token_key, const char *account_id,
	    const struct answer *answer, when_ms now)
{
	struct quota_news news = {
	    /* other refusals have come through too: the caller tells which are for calls */
	    .passed =
		answer->transfer == TRANSFER_DONE && answer->status < 500 && answer->status != 429,
	    .app_usage = buf_span(&answer->app_usage),
	    .business_usage = buf_span(&answer->business_usage),
	};

	quota_learn_news(quota, token_key, account_id, &news, now);
}

/* Until when the server's own estimates have closed what the account spends from. */
static when_ms
closed_until(const struct token *token, const char *account_id)
{
	struct pool *pools[MEMBER_POOLS_MAX + 2] = {token->budget.app};
	size_t n = account_id != NULL ? pools_of(token, account_id, pools) : 1;
	when_ms until = WHEN_NONE;

	for (size_t i = 0; i < n; i++)
		if (pools[i]->until > token->now && pools[i]->until > until)
			until = pools[i]->until;
	return until;
}

void
quota_park(struct quota *quota, const char *token_key, const char *account_id, when_ms until)
{
	struct token *token = find_token(quota, token_key);
	struct buf lines = BUF_MAX(LINES_MAX);
	struct pool *pool;
	char key[POOL_KEY_MAX];

	begin_change(quota, token);
	if (until == WHEN_NONE)
		until = closed_until(token, account_id);
	pool = token->budget.app;
	if (account_id != NULL) {
		own_key(key, account_id);
		pool = budget_make_pool(&token->budget, key);
	}
	pool_park(pool, until, token->now);
	budget_put_pool(&lines, pool);
	end_change(quota, token, &lines);
}
