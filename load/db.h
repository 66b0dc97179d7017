/*
 * The connection to PostgreSQL: the only door to libpq. It knows statements that declare the
 * shape of their results (load/store.c has them all), and the COPY of rows into a table.
 * Nothing is set or prepared on the connection, so a pooler in transaction mode may stand
 * between. What fails returns -1 with *fail filled: 75 come back later, 77 not allowed, 78
 * wrong server or schema, 70 a result of another shape.
 */
#ifndef LOAD_DB_H
#define LOAD_DB_H

#include "lib/fail.h"

struct db;

/* Connects by libpq's conventions; a NULL conninfo leaves all to the PG* environment. */
MUST_USE int db_open(struct db **db, const char *conninfo, struct fail *fail);
void db_close(struct db *db);

enum query_shape {
	QUERY_COMMAND, /* no rows */
	QUERY_ROWS,    /* rows of `columns` columns */
	QUERY_COPY,    /* takes rows */
};

struct query {
	const char *sql;
	const char *what; /* for messages */
	enum query_shape shape;
	int columns;
	const char *tag;  /* the command tag it must end with, or NULL */
	const char *lost; /* the hint for a connection that breaks here, or NULL */
	bool is_try;      /* a COPY that is refused for any reason, for there is another way */
};

/* Runs a statement whose rows, if any, say nothing new. */
MUST_USE int db_tell(struct db *db, const struct query *query, struct fail *fail);

/* As db_tell, with n parameters; *rows is the number of rows it wrote. */
MUST_USE int db_write(struct db *db, const struct query *query, const char *const *params, int n,
		      int64_t *rows, struct fail *fail);

/* A query whose answer is one boolean. */
MUST_USE int db_ask_bool(struct db *db, const struct query *query, const char *const *params, int n,
			 bool *answer, struct fail *fail);

/* A query whose answer is one text, "" where it is NULL; the caller frees it. */
MUST_USE int db_ask_text(struct db *db, const struct query *query, const char *const *params, int n,
			 char **answer, struct fail *fail);

/*
 * The same in two steps, between which the server works. Nothing else may be asked meanwhile; what
 * was begun has to be ended.
 */
MUST_USE int db_ask_begin(struct db *db, const struct query *query, const char *const *params,
			  int n, struct fail *fail);
MUST_USE int db_ask_end(struct db *db, const struct query *query, char **answer, struct fail *fail);

/* Hands each row to `on_row` as `columns` texts, lent for the call. */
MUST_USE int db_ask_rows(struct db *db, const struct query *query,
			 void (*on_row)(const char *const *columns, void *context), void *context,
			 struct fail *fail);

/* As db_ask_rows, with n parameters. */
MUST_USE int db_read(struct db *db, const struct query *query, const char *const *params, int n,
		     void (*on_row)(const char *const *columns, void *context), void *context,
		     struct fail *fail);

/* Runs a text of several statements. */
MUST_USE int db_script(struct db *db, const struct query *query, struct fail *fail);

/* Connects anew where the connection is lost. */
MUST_USE int db_ensure(struct db *db, struct fail *fail);
bool db_is_lost(const struct db *db);

/* Whether what failed last may succeed in another transaction. */
bool db_may_try_again(const struct db *db);
void db_forget(struct db *db); /* what failed before */

/* Whether a transaction is open, in whatever state. */
bool db_in_transaction(const struct db *db);

/* Drops the connection and makes it anew; what was open there is rolled back. */
void db_reset(struct db *db);

enum db_copied {
	DB_COPIED,
	DB_REFUSED, /* the data of some row are at fault, or it was a try; none was taken */
	DB_FAILED,  /* *fail is filled */
};

#define DB_REFUSAL_MAX 256 /* bytes */
#define DB_STEPS_MAX 5

/* A statement, and the rows it takes: n, made by load/copyrow.h. */
struct db_step {
	const struct query *query;
	struct span rows;
	size_t n;
};

/*
 * Runs up to DB_STEPS_MAX statements without parameters in one round trip, as far as none fails.
 * Between begin and end the caller may do other things, but with this connection only push, which
 * moves on as far as it can without waiting: the server waits where that is long in coming. The
 * rows are lent until the end. For DB_REFUSED, `refusal` says why.
 */
void db_copy_begin(struct db *db, const struct db_step *steps, size_t n);
void db_copy_push(struct db *db);
enum db_copied db_copy_end(struct db *db, char refusal[DB_REFUSAL_MAX], struct fail *fail);

#endif
