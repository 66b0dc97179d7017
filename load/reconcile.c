#include "load/reconcile.h"

#include <inttypes.h>

#include "lib/say.h"
#include "lib/shelf.h"
#include "load/duty.h"
#include "load/erase.h"

struct reconcile {
	struct spool *spool;
	struct db *db;
	bool dry;
	struct spool_names done;
	struct words hashes, codes;       /* what the spool has */
	struct words lost, unknown, open; /* what the database says of them */
	uint64_t queued, erased;
};

static int
read_spool(struct reconcile *r, struct fail *fail)
{
	struct spool_names codes;
	struct span hash;

	if (spool_list(r->spool, SPOOL_DONE, SPOOL_KIND_RECORDS, &r->done, fail) < 0 ||
	    shelf_list(r->spool, TOMBS_SHELF, &codes, fail) < 0)
		return -1;
	for (size_t i = 0; i < r->done.n; i++)
		if (spool_hash_of(r->done.list[i], &hash))
			words_add(&r->hashes, hash);
	for (size_t i = 0; i < codes.n; i++)
		words_add(&r->codes, span_of(codes.list[i]));
	spool_names_release(&codes);
	return 0;
}

static void
on_answer(const char *const *columns, void *context)
{
	struct reconcile *r = context;
	struct words *words = strcmp(columns[0], "lost") == 0      ? &r->lost
			      : strcmp(columns[0], "unknown") == 0 ? &r->unknown
								   : &r->open;

	words_add(words, span_of(columns[1]));
}

/* What is at work now may be what seems lost; it is looked at again by the next run. */
static int
lock(struct reconcile *r, bool takedowns, struct fail *fail)
{
	if (r->dry)
		return 0;
	return takedowns ? spool_lock_stages(r->spool, fail) : spool_lock(r->spool, "load", fail);
}

/* Whether the database or the spool has still to do the takedown. */
static bool
is_open(const struct reconcile *r, const struct takedown *takedown)
{
	struct span code = span_of(takedown->code);

	return words_have(&r->unknown, code) || words_have(&r->open, code) ||
	       !takedown->database_done || !takedown->spool_done;
}

/* How many takedowns are open; with `finish` they are done. */
static int
look_at_takedowns(struct reconcile *r, bool finish, struct fail *fail)
{
	int result = 0;

	r->erased = 0;
	for (size_t i = 0; i < r->codes.n && result == 0; i++) {
		struct takedown takedown;

		result = takedown_read(&takedown, r->codes.list[i], r->spool, fail) < 0 ? -1 : 0;
		if (result == 0 && is_open(r, &takedown)) {
			r->erased++;
			if (finish)
				result = erase_finish(&takedown, r->spool, r->db, fail);
		}
		takedown_release(&takedown);
	}
	return result;
}

/* A receipt of the database whose takedown never reached this spool. */
static void
tell_strangers(const struct reconcile *r)
{
	for (size_t i = 0; i < r->open.n; i++)
		if (!words_have(&r->codes, span_of(r->open.list[i])))
			say(SAY_WARNING,
			    "reconcile: takedown %s was done without this spool: run the same "
			    "erase "
			    "again",
			    r->open.list[i]);
}

static int
queue_again(struct reconcile *r, struct fail *fail)
{
	struct span hash;

	words_sort(&r->lost);
	for (size_t i = 0; i < r->done.n; i++) {
		if (!spool_hash_of(r->done.list[i], &hash) || !words_find(&r->lost, hash))
			continue;
		r->queued++;
		if (!r->dry &&
		    spool_move(r->spool, SPOOL_DONE, SPOOL_RECORDS, r->done.list[i], fail) < 0)
			return -1;
	}
	return 0;
}

static int
ask(struct reconcile *r, struct fail *fail)
{
	spool_names_release(&r->done);
	words_release(&r->hashes);
	words_release(&r->codes);
	words_release(&r->lost);
	words_release(&r->unknown);
	words_release(&r->open);
	if (read_spool(r, fail) < 0)
		return -1;
	return duty_reconcile(r->db, &r->hashes, &r->codes, on_answer, r, fail);
}

/* Takedowns first: what is queued then is clean, and has the names that it keeps. */
static int
mend(struct reconcile *r, struct fail *fail)
{
	if (look_at_takedowns(r, false, fail) < 0)
		return -1;
	tell_strangers(r);
	if (r->erased == 0 && r->lost.n == 0)
		return 0;
	if (lock(r, r->erased != 0, fail) < 0)
		return -1;
	if (!r->dry && (look_at_takedowns(r, true, fail) < 0 || ask(r, fail) < 0))
		return -1;
	return queue_again(r, fail);
}

static int
work(struct reconcile *r, struct fail *fail)
{
	if (ask(r, fail) < 0 || mend(r, fail) < 0)
		return -1;
	say_summary(r->queued + r->erased != 0,
		    "reconcile: segments=%zu queued=%" PRIu64 " takedowns=%" PRIu64 "%s", r->done.n,
		    r->queued, r->erased, r->dry ? " (dry run)" : "");
	return 0;
}

static int
open_both(struct reconcile *r, const struct settings *settings, struct fail *fail)
{
	if (spool_open(&r->spool, settings_text(settings, SET_spool), false, fail) < 0)
		return -1;
	return db_open(&r->db, settings_text(settings, SET_database), fail);
}

int
reconcile_run(const struct settings *settings, const char *const *words, size_t n,
	      struct fail *fail)
{
	struct reconcile r = {.dry = settings_flag(settings, SET_dry_run)};
	int result;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "reconcile: takes no words: '%.80s'", words[0]);
	if (settings_text(settings, SET_spool) == NULL) {
		fail_set(fail, EX_USAGE, "reconcile: no spool is named");
		return fail_hint(fail, "Give --spool DIR, or spool = DIR in the settings file.");
	}
	result = open_both(&r, settings, fail);
	if (result == 0)
		result = work(&r, fail);
	db_close(r.db);
	spool_close(r.spool);
	spool_names_release(&r.done);
	words_release(&r.hashes);
	words_release(&r.codes);
	words_release(&r.lost);
	words_release(&r.unknown);
	words_release(&r.open);
	return result;
}
