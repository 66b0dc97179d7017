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

/* Makes the stage of a table. Once a transaction and table. */
MUST_USE int store_stage(struct db *db, enum store_table table, struct fail *fail);

/* Copies n rows, made by load/copyrow.h, into a stage. For DB_REFUSED, `refusal` says why. */
enum db_copied store_copy(struct db *db, enum store_table table, struct span rows, size_t n,
			  char refusal[DB_REFUSAL_MAX], struct fail *fail);

/* Brings a stage into its table; *written is the number of rows that are new or changed. */
MUST_USE int store_merge(struct db *db, enum store_table table, int64_t *written,
			 struct fail *fail);

/* Brings the stage of articles into article_version, and what is new on its day wholly. */
MUST_USE int store_merge_articles(struct db *db, int64_t *written, struct fail *fail);

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
 * Which versions of articles, or stories, the database has; columns as sql/query/ says, each an
 * array in the text form of PostgreSQL. The answer has a '0' or '1' for each; the caller frees it.
 */
MUST_USE int store_articles_known(struct db *db, const char *const *columns, char **answer,
				  struct fail *fail);
MUST_USE int store_stories_known(struct db *db, const char *const *columns, char **answer,
				 struct fail *fail);

/* Takes what was taken down out of the stages, all of which must be there; before the merges. */
MUST_USE int store_drop_erased(struct db *db, struct fail *fail);

/* Learns the Graph ids of the stories staged, and gives them what came before under these; before
 * the merges. */
MUST_USE int store_adopt(struct db *db, struct fail *fail);

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
