/*
 * What this program does with the database, in its own words. Every call below belongs to one
 * transaction between store_begin() and store_commit(). All that can fail return -1 with *fail
 * filled; see load/db.h.
 */
#ifndef LOAD_STORE_H
#define LOAD_STORE_H

#include "lib/buf.h"
#include "load/db.h"
#include "load/sql.h"

MUST_USE int store_begin(struct db *db, struct fail *fail);

/* After a failure here it may be unknown whether it happened; the ledger tells the next run. */
MUST_USE int store_commit(struct db *db, struct fail *fail);

/* Cannot fail: what the server did not roll back ends with the connection. */
void store_rollback(struct db *db);

/* Where rows can be put: a temporary stage each, merged into the table at the end. */
enum store_table {
	STORE_STORY,
	STORE_OBSERVATION,
	STORE_POLL,
	STORE_MEDIA,
	STORE_ARTICLE,
	STORE_REJECT,
	STORE_PART, /* the parts of the input; merged into the ledger */
	STORE_TABLES
};

/* The ways into a table. */
enum store_way {
	STORE_STAGED,   /* by its stage, as all rows can */
	STORE_STRAIGHT, /* at once; for stories and articles that nothing is known of */
	STORE_WAYS
};

/* Makes the stage of a table. Once a transaction and table. */
MUST_USE int store_stage(struct db *db, enum store_table table, struct fail *fail);

/*
 * Rows made by load/copyrow.h. What is looked at apart from their content has rows of its own, the
 * keys; stories that go straight may bring aliases.
 */
struct store_rows {
	struct span bytes, keys, aliases;
	size_t n, keys_n, aliases_n;
};

/*
 * Copies rows one way, all or none; meanwhile only store_copy_push() may be called, which does what
 * can be done without waiting. The rows are lent until the end. For DB_REFUSED, `refusal` says why,
 * by its SQLSTATE first.
 */
void store_copy_begin(struct db *db, enum store_table table, enum store_way way,
		      const struct store_rows *rows);
void store_copy_push(struct db *db);
enum db_copied store_copy_end(struct db *db, char refusal[DB_REFUSAL_MAX], struct fail *fail);

/* Both at once. */
enum db_copied store_copy(struct db *db, enum store_table table, enum store_way way,
			  const struct store_rows *rows, char refusal[DB_REFUSAL_MAX],
			  struct fail *fail);

/* How long a lock is waited for from now on, in this transaction. */
MUST_USE int store_patience(struct db *db, const char *time, struct fail *fail);

/* Brings a stage into its table; *written is the number of rows that are new or changed. */
MUST_USE int store_merge(struct db *db, enum store_table table, int64_t *written,
			 struct fail *fail);

/*
 * Brings the stage of stories, or of articles, into its table; where nothing is in the stage, so
 * that all went straight, what else is to be done for that. Before the stories store_adopt().
 */
MUST_USE int store_merge_stories(struct db *db, bool any_staged, int64_t *written,
				 struct fail *fail);
MUST_USE int store_merge_articles(struct db *db, bool any_staged, int64_t *written,
				  struct fail *fail);

/*
 * The keys of the locks of the accounts staged, with commas, behind those of others. The stages of
 * stories, readings, polls, media and articles must be there.
 */
MUST_USE int store_account_locks(struct db *db, struct buf *keys, struct fail *fail);

/*
 * Holds other loaders off the accounts until the end of the transaction; before all merges. `keys`
 * is an array of them all, in the text form of PostgreSQL.
 */
MUST_USE int store_lock_accounts(struct db *db, const char *keys, struct fail *fail);

/*
 * What the database has of stories, or versions of articles; columns as sql/query/ says, each an
 * array in the text form of PostgreSQL. The answer has one of enum store_known for each; the caller
 * frees it. Between the two the server looks; what was begun has to be ended first of all.
 */
enum store_known {
	STORE_OTHER = '0', /* something, but not just this */
	STORE_KNOWN = '1', /* just this */
	STORE_FREE = '2',  /* nothing, as far as can be seen */
};

MUST_USE int store_known_begin(struct db *db, enum store_table table, const char *const *columns,
			       struct fail *fail);
MUST_USE int store_known_end(struct db *db, enum store_table table, char **answer,
			     struct fail *fail);

/* Takes what was taken down out of the stages, all of which must be there; before the merges. */
MUST_USE int store_drop_erased(struct db *db, struct fail *fail);

/* Learns the Graph ids of the stories, and gives them what came before under these; before the
 * merges. */
MUST_USE int store_adopt(struct db *db, bool any_staged, struct fail *fail);

/* Marks the stories that were gone before their time; after the merges of stories and polls. */
MUST_USE int store_mark_vanished(struct db *db, struct fail *fail);

/* Decides which of the articles of the days staged are current; after their merge. */
MUST_USE int store_settle(struct db *db, struct fail *fail);

/*
 * Whether all of these were loaded whole, into the schema of these migrations; an array of hashes,
 * and hashes joined. One round trip, no transaction.
 */
MUST_USE int store_ledger_knows(struct db *db, const char *hashes, const char *migrated,
				bool *knows, struct fail *fail);

/* Whether every part in the stage of parts was loaded whole before. */
MUST_USE int store_ledger_has_all(struct db *db, bool *has, struct fail *fail);

struct store_version {
	int number;
	char name[64];
	char sha256[65];
};

/* The migrations that were applied, in order; none where there is no schema. Caller frees. */
MUST_USE int store_schema_versions(struct db *db, struct store_version **list, size_t *n,
				   struct fail *fail);

/* Waits for a migration to end, and lets none begin in this transaction. */
MUST_USE int store_schema_share(struct db *db, struct fail *fail);

/* Waits for another migration and for the loads under way to end. */
MUST_USE int store_schema_lock(struct db *db, struct fail *fail);

MUST_USE int store_schema_apply(struct db *db, const struct migration *migration,
				const char *sha256, struct fail *fail);

/* Makes the roles as far as allowed, and grants. */
MUST_USE int store_schema_roles(struct db *db, struct fail *fail);

#endif
