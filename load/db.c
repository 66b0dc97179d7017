#include "load/db.h"

#include <libpq-fe.h>
#include <poll.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "load/copyrow.h"
#include "load/sqlstate.h"

#define SERVER_MIN 130000            /* the oldest PostgreSQL that has all we use */
#define CONNECT_SECONDS "30"         /* where neither PGCONNECT_TIMEOUT nor conninfo says */
#define VERBOSE_CONNECT_MS 30000     /* a step of the second attempt; the first was answered */
#define COLUMNS_MAX 10               /* more than any query here has */
#define COPY_PIECE ((size_t)1 << 15) /* bytes handed to libpq at once; its sizes are int */

struct db {
	PGconn *conn;
	bool again; /* what failed last may succeed in another transaction */
};

/* Fails by the error code and the first line of the message. */
static int
failed(struct db *db, const struct query *query, const PGresult *result, struct fail *fail)
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

/* Reads all results that are left, so that the connection is free for the next statement. */
static void
drain(struct db *db)
{
	PGresult *result;

	while ((result = PQgetResult(db->conn)) != NULL) {
		bool copying = PQresultStatus(result) == PGRES_COPY_IN;

		PQclear(result);
		if (copying && PQputCopyEnd(db->conn, "the statement is given up") < 0)
			return;
	}
}

static bool
has_shape(const struct query *query, PGresult *result)
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

	if (has_shape(query, result))
		return result;
	failed(db, query, result, fail);
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
		   : failed(db, query, NULL, fail);
}

int
db_ask_end(struct db *db, const struct query *query, char **answer, struct fail *fail)
{
	PGresult *result = PQgetResult(db->conn);
	bool good = has_shape(query, result);

	if (good)
		*answer = must_strdup(PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : "");
	else
		failed(db, query, result, fail);
	PQclear(result);
	drain(db);
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
		: failed(db, query, result, fail);

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

static void
on_notice(void *context, const PGresult *notice)
{
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
	bool warning = severity != NULL && strcmp(severity, "WARNING") == 0;

	(void)context;
	say(warning ? SAY_WARNING : SAY_DEBUG, "database: %s", text != NULL ? text : "?");
}

/*
 * libpq hands out no error code for a connection that the server refused, and its words may be
 * in any language; a second attempt with verbose messages shows the code. It may succeed.
 */
static PGconn *
connect_verbosely(const char *const *keys, const char *const *values)
{
	PGconn *conn = PQconnectStartParams(keys, values, 1);
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;

	PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
	while (PQstatus(conn) != CONNECTION_BAD && next != PGRES_POLLING_OK &&
	       next != PGRES_POLLING_FAILED) {
		struct pollfd ready = {.fd = PQsocket(conn)};

		ready.events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
		if (poll(&ready, 1, VERBOSE_CONNECT_MS) <= 0)
			break;
		next = PQconnectPoll(conn);
	}
	PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
	return conn;
}

static PGconn *
connect_to(const char *conninfo)
{
	const char *const keys[] = {"dbname", "fallback_application_name", "client_encoding", NULL};
	const char *const values[] = {conninfo, "story-load", "UTF8", NULL};
	PGconn *conn;

	setenv("PGCONNECT_TIMEOUT", CONNECT_SECONDS, 0);
	setenv("PGTARGETSESSIONATTRS", "read-write", 0);
	conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(conn) == CONNECTION_OK || strstr(PQerrorMessage(conn), ":  ") == NULL)
		return conn;
	PQfinish(conn);
	return connect_verbosely(keys, values);
}

/* libpq has no code for a server that takes no changes, where that was asked for. */
static bool
says_read_only(const char *text)
{
	return strstr(text, "session is read-only") != NULL ||
	       strstr(text, "server is in hot standby mode") != NULL;
}

static int
connection_failed(PGconn *conn, struct fail *fail)
{
	const char *text = PQerrorMessage(conn);
	char code[SQLSTATE_LENGTH + 1];
	const struct sqlstate_meaning *meaning;

	meaning = sqlstate_meaning(sqlstate_find(text, code) ? code : NULL);
	if (says_read_only(text))
		meaning = sqlstate_meaning("25006");
	if (PQconnectionNeedsPassword(conn))
		meaning = sqlstate_meaning("28P01");
	fail_set(fail, meaning->status, "database: cannot connect: %.*s", (int)strcspn(text, "\n"),
		 text);
	return fail_hint(fail, "%s", meaning->hint != NULL ? meaning->hint : "");
}

/* Conninfo may hold a password, so it is never shown. */
static int
check_conninfo(const char *conninfo, struct fail *fail)
{
	PQconninfoOption *options;

	if (conninfo == NULL || (strchr(conninfo, '=') == NULL && strstr(conninfo, "://") == NULL))
		return 0;
	options = PQconninfoParse(conninfo, NULL);
	if (options == NULL) {
		fail_set(fail, EX_USAGE, "--database: not a connection string or URI");
		return fail_hint(fail, "Examples: -d news, -d 'host=db dbname=news', "
				       "-d postgresql://loader@db/news");
	}
	PQconninfoFree(options);
	return 0;
}

static int
check_server(PGconn *conn, struct fail *fail)
{
	const char *encoding = PQparameterStatus(conn, "server_encoding");

	if (PQserverVersion(conn) < SERVER_MIN) {
		fail_set(fail, EX_CONFIG, "database: PostgreSQL %d is too old",
			 PQserverVersion(conn) / 10000);
		return fail_hint(fail, "PostgreSQL %d or later is needed.", SERVER_MIN / 10000);
	}
	if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
		fail_set(fail, EX_CONFIG, "database: its encoding is %s, not UTF8",
			 encoding != NULL ? encoding : "unknown");
		return fail_hint(fail, "Make one with: createdb -E UTF8 -T template0");
	}
	return 0;
}

int
db_ensure(struct db *db, struct fail *fail)
{
	if (PQstatus(db->conn) == CONNECTION_OK)
		return 0;
	PQreset(db->conn);
	if (PQstatus(db->conn) == CONNECTION_OK)
		return check_server(db->conn, fail);
	db->again = true;
	return connection_failed(db->conn, fail);
}

int
db_open(struct db **db, const char *conninfo, struct fail *fail)
{
	PGconn *conn;
	int result;

	if (check_conninfo(conninfo, fail) < 0)
		return -1;
	conn = connect_to(conninfo);
	if (PQstatus(conn) != CONNECTION_OK)
		result = connection_failed(conn, fail);
	else
		result = check_server(conn, fail);
	if (result < 0) {
		PQfinish(conn);
		return -1;
	}
	(void)PQsetNoticeReceiver(conn, on_notice, NULL);
	*db = must_calloc(1, sizeof **db);
	(*db)->conn = conn;
	return 0;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	PQfinish(db->conn);
	free(db);
}

/* Sends the rows between header and trailer; what went wrong shows in the result. */
static void
send_rows(struct db *db, struct span rows)
{
	struct buf ends = BUF_MAX(64);
	int sent;

	copyrow_header(&ends);
	sent = PQputCopyData(db->conn, buf_text(&ends), (int)ends.n);
	for (size_t done = 0; done < rows.n && sent > 0; done += COPY_PIECE) {
		size_t n = rows.n - done < COPY_PIECE ? rows.n - done : COPY_PIECE;

		sent = PQputCopyData(db->conn, rows.p + done, (int)n);
	}
	buf_clear(&ends);
	copyrow_trailer(&ends);
	if (sent > 0)
		sent = PQputCopyData(db->conn, buf_text(&ends), (int)ends.n);
	if (sent > 0)
		(void)PQputCopyEnd(db->conn, NULL);
	buf_release(&ends);
}

/* What was not copied, and why; frees the result. */
static enum db_copied
not_copied(struct db *db, const struct query *query, PGresult *result, char refusal[DB_REFUSAL_MAX],
	   struct fail *fail)
{
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	enum db_copied copied = DB_FAILED;

	if (code != NULL && (query->is_try || sqlstate_blames_row(code))) {
		snprintf(refusal, DB_REFUSAL_MAX, "%s: %s", code,
			 PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
		copied = DB_REFUSED;
	} else {
		failed(db, query, result, fail);
	}
	PQclear(result);
	drain(db);
	return copied;
}

/* The rest of a COPY; the number of rows must be the one sent, lest any vanish unseen. */
static enum db_copied
copy_result(struct db *db, const struct query *query, size_t n, char refusal[DB_REFUSAL_MAX],
	    struct fail *fail)
{
	PGresult *result = PQgetResult(db->conn);
	enum db_copied copied = DB_COPIED;

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return not_copied(db, query, result, refusal, fail);
	if (strtoul(PQcmdTuples(result), NULL, 10) != n) {
		fail_set(fail, EX_SOFTWARE, "database: %s: %s rows of %zu arrived", query->what,
			 PQcmdTuples(result), n);
		copied = DB_FAILED;
	}
	PQclear(result);
	drain(db);
	return copied;
}

enum db_copied
db_copy(struct db *db, const struct query *query, struct span rows, size_t n,
	char refusal[DB_REFUSAL_MAX], struct fail *fail)
{
	PGresult *ready = PQexecParams(db->conn, query->sql, 0, NULL, NULL, NULL, NULL, 0);

	if (!has_shape(query, ready))
		return not_copied(db, query, ready, refusal, fail);
	PQclear(ready);
	send_rows(db, rows);
	return copy_result(db, query, n, refusal, fail);
}
