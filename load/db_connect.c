/* Connects, and tells why not. */
#include <poll.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "load/db_private.h"
#include "load/sqlstate.h"

#define SERVER_MIN 130000        /* the oldest PostgreSQL that has all we use */
#define CONNECT_SECONDS "30"     /* where neither PGCONNECT_TIMEOUT nor conninfo says */
#define VERBOSE_CONNECT_MS 30000 /* a step of the second attempt; the first was answered */

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

bool
db_is_lost(const struct db *db)
{
	return PQstatus(db->conn) != CONNECTION_OK;
}

int
db_ensure(struct db *db, struct fail *fail)
{
	if (!db_is_lost(db))
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
