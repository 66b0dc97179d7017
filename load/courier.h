/*
 * Takes rows straight to their table while the next ones are made: a thread for one COPY. While it
 * is under way the connection is the courier's.
 */
#ifndef LOAD_COURIER_H
#define LOAD_COURIER_H

#include <pthread.h>

#include "load/store.h"

/* Zeroed: nothing is under way. */
struct courier {
	bool busy, threaded;
	pthread_t thread;
	struct db *db;
	enum store_table table;
	struct store_rows rows;
	enum db_copied copied;
	char why[DB_REFUSAL_MAX];
	struct fail fail;
};

/* The rows are lent until the end; nothing may be under way. */
void courier_begin(struct courier *courier, struct db *db, enum store_table table,
		   const struct store_rows *rows);

/* Waits. As store_copy(); for DB_REFUSED, courier->why says why. */
enum db_copied courier_end(struct courier *courier, struct fail *fail);

#endif
