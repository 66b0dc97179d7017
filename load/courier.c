#include "load/courier.h"

static void *
carry(void *context)
{
	struct courier *courier = context;

	courier->copied = store_copy(courier->db, courier->table, STORE_STRAIGHT, &courier->rows,
				     courier->why, &courier->fail);
	return NULL;
}

/* Where no thread can be had the rows are carried all the same. */
void
courier_begin(struct courier *courier, struct db *db, enum store_table table,
	      const struct store_rows *rows)
{
	courier->busy = true;
	courier->db = db;
	courier->table = table;
	courier->rows = *rows;
	courier->fail = FAIL_NONE;
	courier->threaded = pthread_create(&courier->thread, NULL, carry, courier) == 0;
	if (!courier->threaded)
		carry(courier);
}

enum db_copied
courier_end(struct courier *courier, struct fail *fail)
{
	if (courier->threaded)
		pthread_join(courier->thread, NULL);
	courier->busy = courier->threaded = false;
	if (courier->copied == DB_FAILED && fail->status == EX_OK)
		*fail = courier->fail;
	return courier->copied;
}
