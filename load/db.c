#include "lib/mem.h"
#include "load/db_private.h"
#include "load/sqlstate.h"

#define COLUMNS_MAX 10 /* more than any query here has */

int
db_failed(struct db *db, const struct query *query, const PGresult *result, struct fail *fail)
{
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const struct sqlstate_meaning *meaning = sqlstate_meaning(code);

	db->again = meaning->again;
	if (text == NULL)
		text = PQerrorMessage(db->conn);
	fail_set(fail, meaning->status, "database: %s: %.*s%s%s%s", query->what,
		 (int)strcspn(text, "\n"), text, code != NULL ? " (" : "", code != NULL ? code : "",
		 code != NULL ? ")" : "");
	if (code == NULL && query->lost != NULL)
		fail_hint(fail, "%s", query->lost);
	else if (meaning->hint != NULL)
		fail_hint(fail, "%s", meaning->hint);
	return -1;
}

void
db_drain(struct db *db)
{
	PGresult *result;

	while ((result = PQgetResult(db->conn)) != NULL) {
		bool copying = PQresultStatus(result) == PGRES_COPY_IN;

		PQclear(result);
		if (copying && PQputCopyEnd(db->conn, "the statement is given up") < 0)
			return;
	}
}

bool
db_has_shape(const struct query *query, PGresult *result)
{
	static const ExecStatusType status[] = {
	    [QUERY_COMMAND] = PGRES_COMMAND_OK,
	    [QUERY_ROWS] = PGRES_TUPLES_OK,
	    [QUERY_COPY] = PGRES_COPY_IN,
	};

	return PQresultStatus(result) == status[query->shape] &&
	       (query->shape != QUERY_ROWS || PQnfields(result) == query->columns) &&
	       (query->tag == NULL || strcmp(PQcmdStatus(result), query->tag) == 0);
}

/* The result, for PQclear; NULL with *fail filled where it is not of the shape declared. */
static PGresult *
ask(struct db *db, const struct query *query, int n, const char *const *params, struct fail *fail)
{
	PGresult *result = PQexecParams(db->conn, query->sql, n, NULL, params, NULL, NULL, 0);

	if (db_has_shape(query, result))
		return result;
	db_failed(db, query, result, fail);
	PQclear(result);
	return NULL;
}

int
db_write(struct db *db, const struct query *query, const char *const *params, int n, int64_t *rows,
	 struct fail *fail)
{
	PGresult *result = ask(db, query, n, params, fail);

	if (result == NULL)
		return -1;
	*rows = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return 0;
}

int
db_tell(struct db *db, const struct query *query, struct fail *fail)
{
	int64_t rows;

	return db_write(db, query, NULL, 0, &rows, fail);
}

int
db_ask_text(struct db *db, const struct query *query, const char *const *params, int n,
	    char **answer, struct fail *fail)
{
	PGresult *result = ask(db, query, n, params, fail);

	if (result == NULL)
		return -1;
	*answer = must_strdup(PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : "");
	PQclear(result);
	return 0;
}

int
db_ask_begin(struct db *db, const struct query *query, const char *const *params, int n,
	     struct fail *fail)
{
	return PQsendQueryParams(db->conn, query->sql, n, NULL, params, NULL, NULL, 0) == 1
		   ? 0
		   : db_failed(db, query, NULL, fail);
}

int
db_ask_end(struct db *db, const struct query *query, char **answer, struct fail *fail)
{
	PGresult *result = PQgetResult(db->conn);
	bool good = db_has_shape(query, result);

	if (good)
		*answer = must_strdup(PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : "");
	else
		db_failed(db, query, result, fail);
	PQclear(result);
	db_drain(db);
	return good ? 0 : -1;
}

int
db_ask_bool(struct db *db, const struct query *query, const char *const *params, int n,
	    bool *answer, struct fail *fail)
{
	char *text;

	if (db_ask_text(db, query, params, n, &text, fail) < 0)
		return -1;
	*answer = strcmp(text, "t") == 0;
	free(text);
	return 0;
}

int
db_read(struct db *db, const struct query *query, const char *const *params, int n,
	void (*on_row)(const char *const *columns, void *context), void *context, struct fail *fail)
{
	const char *columns[COLUMNS_MAX];
	PGresult *result = ask(db, query, n, params, fail);

	if (result == NULL)
		return -1;
	for (int row = 0; row < PQntuples(result); row++) {
		for (int i = 0; i < query->columns && i < COLUMNS_MAX; i++)
			columns[i] = PQgetvalue(result, row, i);
		on_row(columns, context);
	}
	PQclear(result);
	return 0;
}

int
db_ask_rows(struct db *db, const struct query *query,
	    void (*on_row)(const char *const *columns, void *context), void *context,
	    struct fail *fail)
{
	return db_read(db, query, NULL, 0, on_row, context, fail);
}

int
db_script(struct db *db, const struct query *query, struct fail *fail)
{
	PGresult *result = PQexec(db->conn, query->sql);
	int good =
	    PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK
		? 0
		: db_failed(db, query, result, fail);

	PQclear(result);
	return good;
}

bool
db_may_try_again(const struct db *db)
{
	return db->again;
}

void
db_forget(struct db *db)
{
	db->again = false;
}

bool
db_in_transaction(const struct db *db)
{
	return PQtransactionStatus(db->conn) != PQTRANS_IDLE;
}

void
db_reset(struct db *db)
{
	PQreset(db->conn);
}
