#include "load/store.h"

#include "lib/mem.h"

#define COMMAND(name, what)                                           \
	{                                                             \
		sql_##name, what, QUERY_COMMAND, 0, NULL, NULL, false \
	}
#define ROWS(name, what, columns)                                        \
	{                                                                \
		sql_##name, what, QUERY_ROWS, columns, NULL, NULL, false \
	}
#define COPY(name, what)                                           \
	{                                                          \
		sql_##name, what, QUERY_COPY, 0, NULL, NULL, false \
	}
#define TRY_COPY(name, what)                                      \
	{                                                         \
		sql_##name, what, QUERY_COPY, 0, NULL, NULL, true \
	}

static const struct query begin = COMMAND(begin, "begin");
static const struct query session = ROWS(session, "session settings", 10);
static const struct query rollback = COMMAND(rollback, "rollback");
static const struct query savepoint = COMMAND(savepoint, "savepoint");
static const struct query release = COMMAND(release, "release of a savepoint");
static const struct query undo_rows = COMMAND(undo_rows, "rollback to a savepoint");
static const struct query stage_account = COMMAND(stage_account, "accounts of the input");
static const struct query account_locks = ROWS(account_locks, "keys of locks", 1);
static const struct query lock_accounts = ROWS(lock_accounts, "lock of the accounts", 1);
static const struct query drop_erased = ROWS(drop_erased, "take-downs", 1);
static const struct query lock_timeout = ROWS(lock_timeout, "time to wait for locks", 1);
static const struct query map_versions = COMMAND(map_versions, "ids of the stories of articles");
static const struct query stage_day = COMMAND(stage_day, "days of articles");
static const struct query add_version = COMMAND(add_version, "new versions of articles");
static const struct query add_article = COMMAND(add_article, "new articles");
static const struct query add_article_story = COMMAND(add_article_story, "stories of articles");
static const struct query stage_odd = COMMAND(stage_odd, "stories of several ids");
static const struct query straight_alias = TRY_COPY(straight_alias, "straight copy of Graph ids");
static const struct query add_alias = ROWS(add_alias, "Graph ids of stories", 1);
static const struct query claim_alias = COMMAND(claim_alias, "claims of Graph ids");
static const struct query adopt_stories = ROWS(adopt_stories, "stories of Graph ids", 1);
static const struct query mark_vanished = COMMAND(mark_vanished, "stories that vanished");
static const struct query settle = ROWS(settle_articles, "settling of articles", 1);
static const struct query ledger_has_all = ROWS(ledger_has_all, "look into the ledger", 1);
static const struct query ledger_knows = ROWS(ledger_knows, "look into the ledger", 1);
static const struct query schema_share = ROWS(schema_share, "lock of the schema", 1);
static const struct query schema_exists = ROWS(schema_exists, "look for the schema", 1);
static const struct query schema_versions = ROWS(schema_versions, "schema version", 3);
static const struct query schema_lock = ROWS(schema_lock, "lock of the schema", 1);
static const struct query schema_record = COMMAND(schema_record, "record of a migration");
static const struct query schema_roles = ROWS(schema_roles, "roles", 1);
static const struct query commit = {
    .sql = sql_commit,
    .what = "commit",
    .shape = QUERY_COMMAND,
    .tag = "COMMIT", /* the answer to COMMIT is ROLLBACK where a statement had failed */
    .lost = "Run it again: the ledger knows whether it was committed.",
};

static const struct {
	struct query stage, copy, merge;
	struct query stage_keys, copy_keys, straight; /* where there are two ways */
} tables[STORE_TABLES] = {
#define ONE_WAY(name, merging, what)                      \
	.stage = COMMAND(stage_##name, "stage of " what), \
	.copy = COPY(copy_##name, "copy of " what), .merge = COMMAND(merging, "merge of " what)
#define TABLE(name, merging, what)           \
	{                                    \
		ONE_WAY(name, merging, what) \
	}
#define TWO_WAYS(name, merging, what, keys, what_keys)                              \
	{                                                                           \
		ONE_WAY(name, merging, what),                                       \
		    .stage_keys = COMMAND(stage_##keys, "stage of " what_keys),     \
		    .copy_keys = COPY(copy_##keys, "copy of " what_keys),           \
		    .straight = TRY_COPY(straight_##name, "straight copy of " what) \
	}
    [STORE_STORY] = TWO_WAYS(story, merge_story, "stories", own, "ids of stories"),
    [STORE_OBSERVATION] = TABLE(observation, merge_observation, "observations"),
    [STORE_POLL] = TABLE(poll, merge_poll, "polls"),
    [STORE_MEDIA] = TABLE(media, merge_media, "media"),
    [STORE_ARTICLE] = TWO_WAYS(article, merge_article, "articles", version, "versions"),
    [STORE_REJECT] = TABLE(reject, merge_reject, "rejects"),
    [STORE_PART] = TABLE(part, merge_ledger, "the ledger"),
#undef TWO_WAYS
#undef TABLE
#undef ONE_WAY
};

/* A server or a pooler may have closed a connection that waited long for its first lines. */
static int
begin_somehow(struct db *db, struct fail *fail)
{
	struct fail why = FAIL_NONE;

	if (db_tell(db, &begin, &why) == 0)
		return 0;
	if (!db_is_lost(db)) {
		*fail = why;
		return -1;
	}
	return db_ensure(db, fail) < 0 ? -1 : db_tell(db, &begin, fail);
}

int
store_begin(struct db *db, struct fail *fail)
{
	return db_ensure(db, fail) < 0 || begin_somehow(db, fail) < 0 ||
		       db_tell(db, &session, fail) < 0
		   ? -1
		   : 0;
}

int
store_commit(struct db *db, struct fail *fail)
{
	return db_tell(db, &commit, fail);
}

void
store_rollback(struct db *db)
{
	struct fail ignored = FAIL_NONE;

	if (db_in_transaction(db) && db_tell(db, &rollback, &ignored) < 0)
		db_reset(db);
}

int
store_patience(struct db *db, const char *time, struct fail *fail)
{
	int64_t rows;

	return db_write(db, &lock_timeout, &time, 1, &rows, fail);
}

int
store_stage(struct db *db, enum store_table table, struct fail *fail)
{
	const struct query *keys = &tables[table].stage_keys;

	return db_tell(db, &tables[table].stage, fail) < 0 ||
		       (keys->sql != NULL && db_tell(db, keys, fail) < 0)
		   ? -1
		   : 0;
}

/* A COPY of no rows is none. */
static void
add_copy(struct db_step *steps, size_t *n, const struct query *query, struct span rows,
	 size_t rows_n)
{
	if (rows_n != 0)
		steps[(*n)++] = (struct db_step){query, rows, rows_n};
}

void
store_copy_begin(struct db *db, enum store_table table, enum store_way way,
		 const struct store_rows *rows)
{
	const struct query *body =
	    way == STORE_STRAIGHT ? &tables[table].straight : &tables[table].copy;
	struct db_step steps[DB_STEPS_MAX] = {{.query = &savepoint}};
	size_t n = 1;

	add_copy(steps, &n, &tables[table].copy_keys, rows->keys, rows->keys_n);
	add_copy(steps, &n, &straight_alias, rows->aliases, rows->aliases_n);
	add_copy(steps, &n, body, rows->bytes, rows->n);
	steps[n++] = (struct db_step){.query = &release};
	db_copy_begin(db, steps, n);
}

void
store_copy_push(struct db *db)
{
	db_copy_push(db);
}

enum db_copied
store_copy_end(struct db *db, char refusal[DB_REFUSAL_MAX], struct fail *fail)
{
	enum db_copied copied = db_copy_end(db, refusal, fail);

	if (copied == DB_REFUSED &&
	    (db_tell(db, &undo_rows, fail) < 0 || db_tell(db, &release, fail) < 0))
		return DB_FAILED;
	return copied;
}

enum db_copied
store_copy(struct db *db, enum store_table table, enum store_way way, const struct store_rows *rows,
	   char refusal[DB_REFUSAL_MAX], struct fail *fail)
{
	store_copy_begin(db, table, way, rows);
	return store_copy_end(db, refusal, fail);
}

int
store_merge(struct db *db, enum store_table table, int64_t *written, struct fail *fail)
{
	return db_write(db, &tables[table].merge, NULL, 0, written, fail);
}

/* What the tables are asked before rows are sent to them. */
static const struct {
	struct query query;
	int columns; /* of a key */
} known[STORE_TABLES] = {
    [STORE_STORY] = {ROWS(story_known, "look for stories", 1), 3},
    [STORE_ARTICLE] = {ROWS(article_known, "look for articles", 1), 6},
};

int
store_known_begin(struct db *db, enum store_table table, const char *const *columns,
		  struct fail *fail)
{
	return db_ask_begin(db, &known[table].query, columns, known[table].columns, fail);
}

int
store_known_end(struct db *db, enum store_table table, char **answer, struct fail *fail)
{
	return db_ask_end(db, &known[table].query, answer, fail);
}

int
store_merge_stories(struct db *db, bool any_staged, int64_t *written, struct fail *fail)
{
	*written = 0;
	if (!any_staged)
		return 0;
	return db_tell(db, &stage_odd, fail) < 0 ? -1 : store_merge(db, STORE_STORY, written, fail);
}

int
store_merge_articles(struct db *db, bool any_staged, int64_t *written, struct fail *fail)
{
	int64_t more = 0;

	*written = 0;
	if (db_tell(db, &map_versions, fail) < 0 || db_tell(db, &stage_day, fail) < 0 ||
	    (any_staged && db_write(db, &add_version, NULL, 0, written, fail) < 0) ||
	    db_tell(db, &add_article, fail) < 0 || db_tell(db, &add_article_story, fail) < 0 ||
	    (any_staged && store_merge(db, STORE_ARTICLE, &more, fail) < 0))
		return -1;
	*written += more;
	return 0;
}

/* What a PostgreSQL array holds between its brackets goes behind the others. */
int
store_account_locks(struct db *db, struct buf *keys, struct fail *fail)
{
	char *some;

	if (db_tell(db, &stage_account, fail) < 0 ||
	    db_ask_text(db, &account_locks, NULL, 0, &some, fail) < 0)
		return -1;
	if (some[0] != '\0' && keys->n != 0)
		buf_putc(keys, ',');
	buf_puts(keys, some);
	free(some);
	return 0;
}

int
store_lock_accounts(struct db *db, const char *keys, struct fail *fail)
{
	int64_t rows;

	return db_write(db, &lock_accounts, &keys, 1, &rows, fail);
}

int
store_drop_erased(struct db *db, struct fail *fail)
{
	return db_tell(db, &drop_erased, fail);
}

static int
learn_aliases(struct db *db, struct fail *fail)
{
	bool all_new;

	return db_ask_bool(db, &add_alias, NULL, 0, &all_new, fail) < 0 ||
		       (!all_new && db_tell(db, &claim_alias, fail) < 0)
		   ? -1
		   : 0;
}

int
store_adopt(struct db *db, bool any_staged, struct fail *fail)
{
	return (any_staged && learn_aliases(db, fail) < 0) || db_tell(db, &adopt_stories, fail) < 0
		   ? -1
		   : 0;
}

int
store_mark_vanished(struct db *db, struct fail *fail)
{
	return db_tell(db, &mark_vanished, fail);
}

int
store_settle(struct db *db, struct fail *fail)
{
	return db_tell(db, &settle, fail);
}

int
store_ledger_knows(struct db *db, const char *hashes, const char *migrated, bool *knows,
		   struct fail *fail)
{
	const char *const params[] = {hashes, migrated};

	return db_ensure(db, fail) < 0 ||
		       db_ask_bool(db, &ledger_knows, params, COUNT(params), knows, fail) < 0
		   ? -1
		   : 0;
}

int
store_ledger_has_all(struct db *db, bool *has, struct fail *fail)
{
	return db_ask_bool(db, &ledger_has_all, NULL, 0, has, fail);
}

struct version_list {
	struct store_version *list;
	size_t n, cap;
};

static void
take_version(const char *const *columns, void *context)
{
	struct version_list *versions = context;
	struct store_version *version;

	versions->list =
	    mem_grow(versions->list, versions->n, &versions->cap, sizeof *versions->list);
	version = &versions->list[versions->n++];
	version->number = (int)strtol(columns[0], NULL, 10);
	snprintf(version->name, sizeof version->name, "%s", columns[1]);
	snprintf(version->sha256, sizeof version->sha256, "%s", columns[2]);
}

int
store_schema_versions(struct db *db, struct store_version **list, size_t *n, struct fail *fail)
{
	struct version_list versions = {NULL, 0, 0};
	bool exists;

	if (db_ask_bool(db, &schema_exists, NULL, 0, &exists, fail) < 0)
		return -1;
	if (exists && db_ask_rows(db, &schema_versions, take_version, &versions, fail) < 0) {
		free(versions.list);
		return -1;
	}
	*list = versions.list;
	*n = versions.n;
	return 0;
}

int
store_schema_share(struct db *db, struct fail *fail)
{
	return db_tell(db, &schema_share, fail);
}

int
store_schema_lock(struct db *db, struct fail *fail)
{
	return db_tell(db, &schema_lock, fail);
}

int
store_schema_apply(struct db *db, const struct migration *migration, const char *sha256,
		   struct fail *fail)
{
	const struct query script = {.sql = migration->text, .what = migration->name};
	char number[16];
	const char *const params[] = {number, migration->name, sha256};
	int64_t rows;

	snprintf(number, sizeof number, "%d", migration->number);
	if (db_script(db, &script, fail) < 0)
		return -1;
	return db_write(db, &schema_record, params, COUNT(params), &rows, fail);
}

int
store_schema_roles(struct db *db, struct fail *fail)
{
	return db_tell(db, &schema_roles, fail);
}
