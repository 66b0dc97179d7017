/*
 * What the duties (erase, expire, reconcile, status) do with the database, in its own words. Each
 * call is a transaction of its own, rolled back where it fails or `dry` is asked for. -1 with
 * *fail filled on failure; see load/db.h.
 */
#ifndef LOAD_DUTY_H
#define LOAD_DUTY_H

#include "load/db.h"
#include "load/takedown.h"

typedef void duty_row(const char *const *columns, void *context);

/* Rows: kind (story, account, handle, is_handle), account, name. */
MUST_USE int duty_names(struct db *db, const struct takedown *takedown, duty_row *on_row,
			void *context, struct fail *fail);

/*
 * Rows: what, value; how many rows are gone of what, and "file" for each hash of media that nothing
 * needs any more. `spool` is none, open or done. Where the takedown knows its ids, only these are
 * looked at; else everything.
 */
MUST_USE int duty_erase(struct db *db, const struct takedown *takedown, const char *spool, bool dry,
			duty_row *on_row, void *context, struct fail *fail);

/* Lets the ledger know rewritten segments, and the receipt that the spool is clean. */
MUST_USE int duty_spool_is_clean(struct db *db, const struct takedown *takedown,
				 const struct words *olds, const struct words *news,
				 const struct words *counts, struct fail *fail);

/* Rows: what, value; "lost": the beginning of a hash that the ledger does not know, "unknown": the
 * code of a takedown it has not done, "open": the code of one that the spool has not. */
MUST_USE int duty_reconcile(struct db *db, const struct words *hashes, const struct words *codes,
			    duty_row *on_row, void *context, struct fail *fail);

/* Rows: name, value. */
MUST_USE int duty_status(struct db *db, duty_row *on_row, void *context, struct fail *fail);

/* The receipt of a code: scope, requested_at, database_at, spool. No row where there is none. */
MUST_USE int duty_receipt(struct db *db, const char *code, duty_row *on_row, void *context,
			  struct fail *fail);

/* Rows: what, how many are gone. */
MUST_USE int duty_expire(struct db *db, when_ms before, bool dry, duty_row *on_row, void *context,
			 struct fail *fail);

/* Remembers a run of the loader: how long it took, its exit status, and how many records, loaded,
 * rejects, duplicates, skipped. */
#define DUTY_RUN_NUMBERS 5
MUST_USE int duty_tell_run(struct db *db, int64_t took_ms, int ended,
			   const uint64_t numbers[DUTY_RUN_NUMBERS], struct fail *fail);

#endif
