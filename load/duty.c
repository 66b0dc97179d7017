#include "load/duty.h"

#include <inttypes.h>

#include "load/schema.h"
#include "load/sql.h"
#include "load/store.h"

#define ROWS(name, what, columns)                                        \
	{                                                                \
		sql_##name, what, QUERY_ROWS, columns, NULL, NULL, false \
	}

static const struct query names = ROWS(takedown_names, "names of what to erase", 3);
static const struct query erase_lock = ROWS(erase_lock, "wait for loads at work", 1);
static const struct query lay = ROWS(lay_tombstones, "tombstones", 1);
static const struct query erase = ROWS(erase, "erasure", 2);
static const struct query rewritten = ROWS(segments_rewritten, "rewritten segments", 1);
static const struct query clean = ROWS(spool_is_clean, "receipt", 1);
static const struct query reconcile = ROWS(reconcile, "look for what was lost", 2);
static const struct query status = ROWS(status, "status", 2);
static const struct query receipt = ROWS(receipt, "look for a receipt", 4);
static const struct query tell_run = {sql_tell_run,  "record of the run",
				      QUERY_COMMAND, 0,
				      NULL,          NULL,
				      false};
static const struct query expire = ROWS(expire, "expiry", 2);

/* One statement with its parameters. */
struct call {
	const struct query *query;
	const char *const *params;
	int n;
	duty_row *on_row;
	void *context;
};

static void
no_row(const char *const *columns, void *context)
{
	(void)columns;
	(void)context;
}

static int
run(struct db *db, const struct call *call, struct fail *fail)
{
	return db_read(db, call->query, call->params, call->n,
		       call->on_row != NULL ? call->on_row : no_row, call->context, fail);
}

/* Calls in one transaction, with the schema that they are for. */
static int
transact(struct db *db, const struct call *calls, size_t n, bool dry, struct fail *fail)
{
	int result = store_begin(db, fail) < 0 || schema_check(db, fail) < 0 ? -1 : 0;

	for (size_t i = 0; i < n && result == 0; i++)
		result = run(db, &calls[i], fail);
	if (result == 0 && !dry)
		result = store_commit(db, fail);
	store_rollback(db);
	return result;
}

/* What to look at: NULL is everything. */
static char *
accounts_of(const struct takedown *takedown)
{
	return takedown->knows_ids && takedown->accounts.n != 0 ? words_array(&takedown->accounts)
								: NULL;
}

static char *
ids_of(const struct takedown *takedown)
{
	return takedown->knows_ids && !takedown->of_accounts ? words_array(&takedown->ids) : NULL;
}

int
duty_names(struct db *db, const struct takedown *takedown, duty_row *on_row, void *context,
	   struct fail *fail)
{
	char *accounts = accounts_of(takedown), *ids = ids_of(takedown);
	const char *const params[] = {accounts, ids};
	const struct call call = {&names, params, COUNT(params), on_row, context};
	int result = transact(db, &call, 1, true, fail);

	free(accounts);
	free(ids);
	return result;
}

/* The tombstones lie before anything is deleted, so that no load can come in between. */
static int
erase_in_two(struct db *db, const struct call *first, const struct call *second, bool dry,
	     struct fail *fail)
{
	const struct call locked[] = {{&erase_lock, NULL, 0, NULL, NULL}, *first};
	const struct call both[] = {*first, *second};

	if (dry)
		return transact(db, both, COUNT(both), true, fail);
	return transact(db, locked, COUNT(locked), false, fail) < 0 ||
		       transact(db, second, 1, false, fail) < 0
		   ? -1
		   : 0;
}

int
duty_erase(struct db *db, const struct takedown *takedown, const char *spool, bool dry,
	   duty_row *on_row, void *context, struct fail *fail)
{
	char *accounts = accounts_of(takedown), *ids = ids_of(takedown);
	char *keys = words_array(&takedown->key_list), at[WHEN_TEXT_MAX];
	const char *const told[] = {takedown->code,
				    takedown->of_accounts ? "account" : "story",
				    takedown->reason,
				    when_print(takedown->at, at),
				    spool,
				    keys};
	const char *const where[] = {accounts, ids};
	const struct call first = {&lay, told, COUNT(told), NULL, NULL};
	const struct call second = {&erase, where, COUNT(where), on_row, context};
	int result = erase_in_two(db, &first, &second, dry, fail);

	free(accounts);
	free(ids);
	free(keys);
	return result;
}

int
duty_spool_is_clean(struct db *db, const struct takedown *takedown, const struct words *olds,
		    const struct words *news, const struct words *counts, struct fail *fail)
{
	char *old = words_array(olds), *new = words_array(news), *count = words_array(counts);
	const char *const arrays[] = {old, new, count}, *const code[] = {takedown->code};
	const struct call calls[] = {{&rewritten, arrays, COUNT(arrays), NULL, NULL},
				     {&clean, code, COUNT(code), NULL, NULL}};
	int result = transact(db, calls, COUNT(calls), false, fail);

	free(old);
	free(new);
	free(count);
	return result;
}

int
duty_reconcile(struct db *db, const struct words *hashes, const struct words *codes,
	       duty_row *on_row, void *context, struct fail *fail)
{
	char *hash = words_array(hashes), *code = words_array(codes);
	const char *const params[] = {hash, code};
	const struct call call = {&reconcile, params, COUNT(params), on_row, context};
	int result = transact(db, &call, 1, true, fail);

	free(hash);
	free(code);
	return result;
}

int
duty_status(struct db *db, duty_row *on_row, void *context, struct fail *fail)
{
	const struct call call = {&status, NULL, 0, on_row, context};

	return transact(db, &call, 1, true, fail);
}

int
duty_receipt(struct db *db, const char *code, duty_row *on_row, void *context, struct fail *fail)
{
	const char *const params[] = {code};
	const struct call call = {&receipt, params, COUNT(params), on_row, context};

	return transact(db, &call, 1, true, fail);
}

int
duty_expire(struct db *db, when_ms before, bool dry, duty_row *on_row, void *context,
	    struct fail *fail)
{
	char at[WHEN_TEXT_MAX];
	const char *const params[] = {when_print(before, at)};
	const struct call call = {&expire, params, COUNT(params), on_row, context};

	return transact(db, &call, 1, dry, fail);
}

int
duty_tell_run(struct db *db, int64_t took_ms, int ended, const uint64_t numbers[DUTY_RUN_NUMBERS],
	      struct fail *fail)
{
	char texts[2 + DUTY_RUN_NUMBERS][24];
	const char *params[2 + DUTY_RUN_NUMBERS] = {texts[0], texts[1]};
	int64_t written;

	snprintf(texts[0], sizeof texts[0], "%" PRId64, took_ms);
	snprintf(texts[1], sizeof texts[1], "%d", ended);
	for (size_t i = 0; i < DUTY_RUN_NUMBERS; i++) {
		snprintf(texts[i + 2], sizeof texts[i + 2], "%" PRIu64, numbers[i]);
		params[i + 2] = texts[i + 2];
	}
	return db_write(db, &tell_run, params, COUNT(params), &written, fail);
}
