/* What the files of the door to libpq share; see load/db.h. */
#ifndef LOAD_DB_PRIVATE_H
#define LOAD_DB_PRIVATE_H

#include <libpq-fe.h>

#include "load/db.h"

/* A db_copy under way. */
struct db_copying {
	struct db_step steps[DB_STEPS_MAX];
	size_t n, at;    /* the step that is under way; n when all are over */
	bool takes_rows; /* the server waits for rows of this step */
	size_t sent;     /* bytes of these */
	enum db_copied copied;
	char refusal[DB_REFUSAL_MAX];
	struct fail fail;
};

struct db {
	PGconn *conn;
	bool again; /* what failed last may succeed in another transaction */
	struct db_copying copying;
};

/* Fails by the error code and the first line of the message; -1. */
int db_failed(struct db *db, const struct query *query, const PGresult *result, struct fail *fail);

/* Reads all results that are left, so that the connection is free for the next statement. */
void db_drain(struct db *db);

/* Whether the result is of the shape that the query declares. */
bool db_has_shape(const struct query *query, PGresult *result);

#endif
