/*
 * What is known of one token's budgets: its pools, and which of them each account belongs to. A
 * table in memory, and the lines that it is kept as.
 */
#ifndef INGEST_BUDGET_H
#define INGEST_BUDGET_H

#include "ingest/quota/pool.h"
#include "lib/buf.h"

#define MEMBER_POOLS_MAX 8 /* pools of one account; its answers name two */

struct member {
	struct id account;
	struct pool *pools[MEMBER_POOLS_MAX]; /* the budget's */
	size_t pools_n;
};

struct budget {
	struct pool *app;
	struct pool **pools; /* in the order of their keys, `app` among them */
	size_t pools_n, pools_cap;
	struct member *members; /* in the order of their accounts */
	size_t members_n, members_cap;
};

/* A budget of which nothing is known; to be emptied with budget_release(). */
void budget_init(struct budget *budget);
void budget_release(struct budget *budget);

/* The pool with that key, NULL where there is none; made by budget_make_pool(). */
struct pool *budget_pool(const struct budget *budget, const char *key);
struct pool *budget_make_pool(struct budget *budget, const char *key);

/* NULL where no answer named a pool for the account yet. Valid until the next member is made. */
struct member *budget_member(const struct budget *budget, const char *account_id);

/* True when that is news. */
bool budget_link(struct budget *budget, const char *account_id, struct pool *pool);

/* One line each, with its line feed; budget_take_line() reads them, and false says that it is none.
 */
void budget_put_pool(struct buf *out, const struct pool *pool);
void budget_put_link(struct buf *out, const char *account_id, const struct pool *pool);
MUST_USE bool budget_take_line(struct budget *budget, struct span line);

#endif
