/*
 * Takes rows straight to their table while the next ones are made: a thread for one COPY at a time.
 * While it is under way the connection is the courier's.
 */
#ifndef LOAD_COURIER_H
#define LOAD_COURIER_H

#include "load/store.h"

struct courier;

/* The connection is lent. */
struct courier *courier_new(struct db *db);

/* Nothing may be under way. */
void courier_free(struct courier *courier);

/* The rows are lent until the end; nothing may be under way. */
void courier_begin(struct courier *courier, enum store_table table, const struct store_rows *rows);

/* Whether something is under way, and for which table. */
bool courier_is_busy(const struct courier *courier, enum store_table *table);

/* Waits. As store_copy(). */
enum db_copied courier_end(struct courier *courier, char refusal[DB_REFUSAL_MAX],
			   struct fail *fail);

#endif
