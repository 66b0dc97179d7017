#include "load/expire.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "lib/say.h"
#include "lib/shelf.h"
#include "load/duty.h"

#define DONE_MIN (2 * WHEN_DAY) /* younger raw segments are merged with what is new */

struct expire {
	const struct settings *settings;
	bool dry;
	struct db *db;
	struct spool *spool;
	struct words hashes, lost; /* of old segments of records */
	uint64_t rows, segments;
};

/* The moment before which things are too old; WHEN_NONE where the setting is not made. */
static when_ms
limit_of(const struct settings *settings, enum setting_id id)
{
	when_ms length = settings_length(settings, id);

	return length != 0 ? when_now() - length : WHEN_NONE;
}

static int
check_limits(const struct settings *settings, struct fail *fail)
{
	const char *done = settings_text(settings, SET_expire_done_after);

	if (done == NULL)
		return 0;
	if (settings_length(settings, SET_expire_done_after) < DONE_MIN) {
		fail_set(fail, EX_USAGE, "expire: expire_done_after: '%.40s' is too short", done);
		return fail_hint(fail, "Segments are kept two days at least: 2d.");
	}
	if (settings_text(settings, SET_spool) == NULL)
		return fail_set(fail, EX_USAGE, "expire: expire_done_after needs a spool");
	return 0;
}

static void
on_count(const char *const *columns, void *context)
{
	struct expire *expire = context;

	expire->rows += strtoull(columns[1], NULL, 10);
}

/* A segment of records may only go where the database has it. */
static bool
is_lost(const struct expire *expire, const char *name)
{
	struct span hash;

	return !spool_hash_of(name, &hash) || words_find(&expire->lost, hash);
}

static int
remove_segment(const struct expire *expire, const char *name, struct fail *fail)
{
	if (unlinkat(spool_folder_fd(expire->spool, SPOOL_DONE), name, 0) < 0 && errno != ENOENT)
		return fail_errno(fail, EX_IOERR, "done/%s: cannot be removed", name);
	return shelf_remove(expire->spool, INDEX_SHELF, name, fail);
}

static int
remove_old(struct expire *expire, const struct spool_names *names, bool in_database, when_ms before,
	   struct fail *fail)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->list[i];

		when_ms at = spool_published_at(name);

		if (at == WHEN_NONE || at >= before || (in_database && is_lost(expire, name)))
			continue;
		expire->segments++;
		if (!expire->dry && remove_segment(expire, name, fail) < 0)
			return -1;
	}
	return 0;
}

static void
on_lost(const char *const *columns, void *context)
{
	struct expire *expire = context;

	if (strcmp(columns[0], "lost") == 0)
		words_add(&expire->lost, span_of(columns[1]));
}

static int
ask_ledger(struct expire *expire, const struct spool_names *names, struct fail *fail)
{
	static const struct words none;
	struct span hash;
	int result;

	for (size_t i = 0; i < names->n; i++)
		if (spool_hash_of(names->list[i], &hash))
			words_add(&expire->hashes, hash);
	result = duty_reconcile(expire->db, &expire->hashes, &none, on_lost, expire, fail);
	words_sort(&expire->lost);
	return result;
}

static int
expire_kind(struct expire *expire, enum spool_kind kind, when_ms before, struct fail *fail)
{
	struct spool_names names;
	bool in_database = kind == SPOOL_KIND_RECORDS;
	int result = spool_list(expire->spool, SPOOL_DONE, kind, &names, fail);

	if (result == 0 && in_database)
		result = ask_ledger(expire, &names, fail);
	if (result == 0)
		result = remove_old(expire, &names, in_database, before, fail);
	spool_names_release(&names);
	return result;
}

static int
expire_spool(struct expire *expire, when_ms before, struct fail *fail)
{
	const char *path = settings_text(expire->settings, SET_spool);

	if (before == WHEN_NONE)
		return 0;
	if (spool_open(&expire->spool, path, false, fail) < 0 ||
	    (!expire->dry && spool_lock_stages(expire->spool, fail) < 0))
		return -1;
	return expire_kind(expire, SPOOL_KIND_RAW, before, fail) < 0
		   ? -1
		   : expire_kind(expire, SPOOL_KIND_RECORDS, before, fail);
}

static int
work(struct expire *expire, when_ms rows_before, when_ms done_before, struct fail *fail)
{
	if (db_open(&expire->db, settings_text(expire->settings, SET_database), fail) < 0)
		return -1;
	if (rows_before != WHEN_NONE &&
	    duty_expire(expire->db, rows_before, expire->dry, on_count, expire, fail) < 0)
		return -1;
	if (expire_spool(expire, done_before, fail) < 0)
		return -1;
	say_summary(false, "expire: rows=%" PRIu64 " segments=%" PRIu64 "%s", expire->rows,
		    expire->segments, expire->dry ? " (dry run)" : "");
	return 0;
}

int
expire_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct expire expire = {.settings = settings, .dry = settings_flag(settings, SET_dry_run)};
	when_ms rows = limit_of(settings, SET_expire_after);
	when_ms done = limit_of(settings, SET_expire_done_after);
	int result = 0;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "expire: takes no words: '%.80s'", words[0]);
	if (check_limits(settings, fail) < 0)
		return -1;
	if (rows == WHEN_NONE && done == WHEN_NONE)
		say_summary(false, "expire: nothing is ever too old: expire_after and "
				   "expire_done_after are not set");
	else
		result = work(&expire, rows, done, fail);
	db_close(expire.db);
	spool_close(expire.spool);
	words_release(&expire.hashes);
	words_release(&expire.lost);
	return result;
}
