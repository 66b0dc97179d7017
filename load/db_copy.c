/* COPY while the caller works: it moves on where it is told to, as far as it need not wait. */
#include <poll.h>

#include "load/copyrow.h"
#include "load/db_private.h"
#include "load/sqlstate.h"

#define COPY_PIECE ((size_t)1 << 15)  /* bytes handed to libpq at once; its sizes are int */
#define STEPS_BYTES ((size_t)1 << 16) /* of the statements of one round trip */

static struct db_step *
step_of(struct db *db)
{
	return &db->copying.steps[db->copying.at];
}

/* Nothing more is sent; what is left of the answers is read at the end. */
static void
give_up(struct db *db, enum db_copied copied)
{
	db->copying.copied = copied;
	db->copying.at = db->copying.n;
}

/* What the server did not do, and why. */
static void
on_error(struct db *db, const PGresult *result)
{
	struct db_copying *copying = &db->copying;
	const struct query *query = step_of(db)->query;
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (code != NULL && (query->is_try || sqlstate_blames_row(code))) {
		snprintf(copying->refusal, DB_REFUSAL_MAX, "%s: %s", code,
			 PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
		give_up(db, DB_REFUSED);
	} else {
		db_failed(db, query, result, &copying->fail);
		give_up(db, DB_FAILED);
	}
}

/* The number of rows must be the one sent, lest any vanish unseen. */
static void
on_rows(struct db *db, PGresult *result)
{
	const struct db_step *step = step_of(db);
	const char *n = PQcmdTuples(result);

	if (strtoul(n, NULL, 10) == step->n) {
		db->copying.at++;
		return;
	}
	fail_set(&db->copying.fail, EX_SOFTWARE, "database: %s: %s rows of %zu arrived",
		 step->query->what, n, step->n);
	give_up(db, DB_FAILED);
}

static void
on_result(struct db *db, PGresult *result)
{
	struct db_copying *copying = &db->copying;
	const struct query *query = step_of(db)->query;

	if (PQresultStatus(result) == PGRES_COMMAND_OK && query->shape == QUERY_COPY)
		on_rows(db, result);
	else if (!db_has_shape(query, result))
		on_error(db, result);
	else if (query->shape == QUERY_COPY)
		copying->takes_rows = true;
	else
		copying->at++;
}

/* Whether an answer was there. */
static bool
take_result(struct db *db)
{
	PGresult *result;

	if (PQisBusy(db->conn))
		return false;
	result = PQgetResult(db->conn);
	on_result(db, result);
	PQclear(result);
	return true;
}

static bool
put(struct db *db, struct span bytes)
{
	return PQputCopyData(db->conn, bytes.p, (int)bytes.n) > 0;
}

static bool
put_end(struct db *db)
{
	struct buf trailer = BUF_MAX(64);
	bool good;

	copyrow_trailer(&trailer);
	good = put(db, buf_span(&trailer)) && PQputCopyEnd(db->conn, NULL) > 0;
	buf_release(&trailer);
	return good;
}

static bool
put_header(struct db *db)
{
	struct buf header = BUF_MAX(64);
	bool good;

	copyrow_header(&header);
	good = put(db, buf_span(&header));
	buf_release(&header);
	return good;
}

static void
put_piece(struct db *db)
{
	struct db_copying *copying = &db->copying;
	struct span rows = step_of(db)->rows;
	size_t n = rows.n - copying->sent < COPY_PIECE ? rows.n - copying->sent : COPY_PIECE;
	bool good = copying->sent != 0 || put_header(db);

	good = good && put(db, (struct span){rows.p + copying->sent, n});
	copying->sent += n;
	if (good && copying->sent < rows.n)
		return;
	copying->takes_rows = false;
	copying->sent = 0;
	if (!good || !put_end(db))
		on_error(db, NULL);
}

/* One step on; false where that has to be waited for. */
static bool
advance(struct db *db)
{
	if (PQflush(db->conn) > 0)
		return false;
	if (!db->copying.takes_rows)
		return take_result(db);
	put_piece(db);
	return true;
}

static bool
begin_steps(struct db *db)
{
	const struct db_copying *copying = &db->copying;
	struct buf text = BUF_MAX(STEPS_BYTES);
	bool begun;

	for (size_t i = 0; i < copying->n; i++)
		buf_printf(&text, "%s;\n", copying->steps[i].query->sql);
	begun = PQsetnonblocking(db->conn, 1) == 0 && PQsendQuery(db->conn, buf_text(&text)) == 1;
	buf_release(&text);
	return begun;
}

void
db_copy_push(struct db *db)
{
	if (!db->copying.takes_rows)
		(void)PQconsumeInput(db->conn);
	while (db->copying.at < db->copying.n && advance(db))
		;
}

/* What the server says is read even while it has to take more: it may wait for that. */
static void
wait_for_server(struct db *db)
{
	struct pollfd ready = {.fd = PQsocket(db->conn), .events = POLLIN};

	if (PQflush(db->conn) > 0)
		ready.events |= POLLOUT;
	else if (db->copying.takes_rows)
		return;
	if (ready.fd < 0)
		return; /* the connection is lost, which its result tells */
	(void)poll(&ready, 1, -1);
	(void)PQconsumeInput(db->conn);
}

/* Goes on as soon as something can be done. */
static void
go_on(struct db *db)
{
	wait_for_server(db);
	db_copy_push(db);
}

/* The server has something to do before the caller has. */
void
db_copy_begin(struct db *db, const struct db_step *steps, size_t n)
{
	db->copying = (struct db_copying){.n = n, .copied = DB_COPIED, .fail = FAIL_NONE};
	memcpy(db->copying.steps, steps, n * sizeof *steps);
	if (!begin_steps(db))
		on_error(db, NULL);
	while (db->copying.at < n && !db->copying.takes_rows)
		go_on(db);
	db_copy_push(db);
}

enum db_copied
db_copy_end(struct db *db, char refusal[DB_REFUSAL_MAX], struct fail *fail)
{
	struct db_copying *copying = &db->copying;

	while (copying->at < copying->n)
		go_on(db);
	(void)PQsetnonblocking(db->conn, 0);
	db_drain(db);
	if (copying->copied == DB_REFUSED)
		memcpy(refusal, copying->refusal, DB_REFUSAL_MAX);
	if (copying->copied == DB_FAILED && fail->status == EX_OK)
		*fail = copying->fail;
	return copying->copied;
}
