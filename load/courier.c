#include "load/courier.h"

#include <pthread.h>

#include "lib/mem.h"

struct courier {
	struct db *db;
	bool threaded; /* the thread was started, with the first rows */
	pthread_t thread;
	enum store_table table;
	bool begun;           /* for the caller: between begin and end */
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t changed;
	bool waits; /* rows are to be carried */
	bool over;  /* the thread is to end */
	struct store_rows rows;
	enum db_copied copied;
	char refusal[DB_REFUSAL_MAX];
	struct fail fail;
};

struct courier *
courier_new(struct db *db)
{
	struct courier *courier = must_calloc(1, sizeof *courier);

	courier->db = db;
	pthread_mutex_init(&courier->lock, NULL);
	pthread_cond_init(&courier->changed, NULL);
	return courier;
}

void
courier_free(struct courier *courier)
{
	if (courier == NULL)
		return;
	pthread_mutex_lock(&courier->lock);
	courier->over = true;
	pthread_cond_broadcast(&courier->changed);
	pthread_mutex_unlock(&courier->lock);
	if (courier->threaded)
		pthread_join(courier->thread, NULL);
	pthread_cond_destroy(&courier->changed);
	pthread_mutex_destroy(&courier->lock);
	free(courier);
}

static void
carry(struct courier *courier)
{
	courier->fail = FAIL_NONE;
	courier->copied = store_copy(courier->db, courier->table, STORE_STRAIGHT, &courier->rows,
				     courier->refusal, &courier->fail);
	courier->waits = false;
}

/* Nobody else looks at what is carried, so the lock may be held meanwhile. */
static void *
run(void *context)
{
	struct courier *courier = context;

	pthread_mutex_lock(&courier->lock);
	while (!courier->over) {
		if (courier->waits) {
			carry(courier);
			pthread_cond_broadcast(&courier->changed);
		}
		while (!courier->waits && !courier->over)
			pthread_cond_wait(&courier->changed, &courier->lock);
	}
	pthread_mutex_unlock(&courier->lock);
	return NULL;
}

/* Where no thread can be had the rows are carried all the same. */
void
courier_begin(struct courier *courier, enum store_table table, const struct store_rows *rows)
{
	if (!courier->threaded)
		courier->threaded = pthread_create(&courier->thread, NULL, run, courier) == 0;
	courier->begun = true;
	pthread_mutex_lock(&courier->lock);
	courier->table = table;
	courier->rows = *rows;
	courier->waits = true;
	if (!courier->threaded)
		carry(courier);
	pthread_cond_broadcast(&courier->changed);
	pthread_mutex_unlock(&courier->lock);
}

bool
courier_is_busy(const struct courier *courier, enum store_table *table)
{
	*table = courier->table;
	return courier->begun;
}

enum db_copied
courier_end(struct courier *courier, char refusal[DB_REFUSAL_MAX], struct fail *fail)
{
	pthread_mutex_lock(&courier->lock);
	while (courier->waits)
		pthread_cond_wait(&courier->changed, &courier->lock);
	pthread_mutex_unlock(&courier->lock);
	courier->begun = false;
	if (courier->copied == DB_REFUSED)
		memcpy(refusal, courier->refusal, DB_REFUSAL_MAX);
	if (courier->copied == DB_FAILED && fail->status == EX_OK)
		*fail = courier->fail;
	return courier->copied;
}
