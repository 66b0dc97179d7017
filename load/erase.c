#include "load/erase.h"

#include <inttypes.h>

#include "lib/buf.h"
#include "lib/jsonw.h"
#include "lib/say.h"
#include "load/bury.h"
#include "load/duty.h"

#define RECEIPT_MAX ((size_t)16 << 10) /* bytes */
#define DEFAULT_URL "urn:storywire:erasure:"

/* One run. Either side may be out of reach; then it is told what remains to be done there. */
struct erase {
	const struct settings *settings;
	struct takedown takedown;
	struct spool *spool; /* NULL: none was named, or it is out of reach */
	struct db *db;       /* NULL: out of reach */
	struct bury *bury;
	struct fail no_spool, no_database; /* why */
	struct buf counts;                 /* JSON members: what is gone from the database */
	char given[80];                    /* a handle that was given for an account */
};

static void
on_name(const char *const *columns, void *context)
{
	struct erase *erase = context;
	struct span account = span_of(columns[1]), name = span_of(columns[2]);

	if (strcmp(columns[0], "story") == 0)
		(void)takedown_add_story(&erase->takedown, account, name);
	else if (strcmp(columns[0], "account") == 0)
		(void)takedown_add_account(&erase->takedown, name);
	else if (strcmp(columns[0], "handle") == 0)
		(void)takedown_add_handle(&erase->takedown, name);
	else
		snprintf(erase->given, sizeof erase->given, "%.70s", columns[1]);
}

/* A statement that failed says nothing of the other side. */
static void
lose_database(struct erase *erase)
{
	db_close(erase->db);
	erase->db = NULL;
}

static int
learn_names(struct erase *erase, struct fail *fail)
{
	if (erase->db == NULL)
		return 0;
	if (duty_names(erase->db, &erase->takedown, on_name, erase, &erase->no_database) < 0)
		lose_database(erase);
	if (erase->given[0] == '\0')
		return 0;
	fail_set(fail, EX_USAGE, "erase: --account: that is the handle of account %s",
		 erase->given);
	return fail_hint(fail, "Name it by its number: handles are given away.");
}

static void
on_count(const char *const *columns, void *context)
{
	struct erase *erase = context;

	if (strcmp(columns[0], "file") == 0) {
		if (erase->bury != NULL)
			bury_add_file(erase->bury, columns[1]);
		return;
	}
	jsonw_member_int(&erase->counts, columns[0], strtoll(columns[1], NULL, 10));
}

static const char *
spool_state(const struct erase *erase)
{
	return settings_text(erase->settings, SET_spool) == NULL ? "none" : "open";
}

/* What has to be known before anything is changed. */
static int
survey(struct erase *erase, struct fail *fail)
{
	if (learn_names(erase, fail) < 0)
		return -1;
	if (erase->spool == NULL)
		return 0;
	erase->bury = bury_new(erase->spool, &erase->takedown);
	return bury_survey(erase->bury, fail);
}

static void
erase_database(struct erase *erase, bool dry)
{
	if (erase->db == NULL)
		return;
	if (duty_erase(erase->db, &erase->takedown, spool_state(erase), dry, on_count, erase,
		       &erase->no_database) < 0)
		lose_database(erase);
	else
		erase->takedown.database_done = true;
}

/* The file goes first: from then on nothing is written into the spool again. */
static int
erase_spool(struct erase *erase, struct fail *fail)
{
	struct bury *bury = erase->bury;

	if (erase->spool == NULL)
		return 0;
	if (bury_do(bury, fail) < 0)
		return -1;
	if (erase->db != NULL &&
	    duty_spool_is_clean(erase->db, &erase->takedown, bury_old_hashes(bury),
				bury_new_hashes(bury), bury_record_counts(bury),
				&erase->no_database) < 0)
		lose_database(erase);
	erase->takedown.spool_done = true;
	return takedown_write(&erase->takedown, erase->spool, fail);
}

static int
carry_out(struct erase *erase, struct fail *fail)
{
	if (erase->spool != NULL && takedown_write(&erase->takedown, erase->spool, fail) < 0)
		return -1;
	erase_database(erase, false);
	if (erase->db == NULL && erase->spool == NULL) {
		*fail = erase->no_database;
		return -1;
	}
	return erase_spool(erase, fail);
}

int
erase_finish(struct takedown *takedown, const struct spool *spool, struct db *db, struct fail *fail)
{
	struct erase erase = {.counts = BUF_MAX(RECEIPT_MAX)};
	int result;

	erase.bury = bury_new(spool, takedown);
	result = bury_survey(erase.bury, fail);
	if (result == 0)
		result = takedown_write(takedown, spool, fail);
	if (result == 0)
		result = duty_erase(db, takedown, "open", false, on_count, &erase, fail);
	if (result == 0)
		result = bury_do(erase.bury, fail);
	if (result == 0)
		result = duty_spool_is_clean(db, takedown, bury_old_hashes(erase.bury),
					     bury_new_hashes(erase.bury),
					     bury_record_counts(erase.bury), fail);
	takedown->database_done = takedown->spool_done = true;
	if (result == 0)
		result = takedown_write(takedown, spool, fail);
	bury_free(erase.bury);
	buf_release(&erase.counts);
	return result;
}

/* What Meta's data deletion callback answers with. */
static void
print_receipt(const struct erase *erase)
{
	const char *url = settings_text(erase->settings, SET_receipt_url);
	struct buf out = BUF_MAX(RECEIPT_MAX), address = BUF_MAX(RECEIPT_MAX);

	buf_printf(&address, "%s%s", url != NULL ? url : DEFAULT_URL, erase->takedown.code);
	jsonw_open(&out, '{');
	jsonw_member_text(&out, "url", buf_span(&address));
	jsonw_member_word(&out, "confirmation_code", erase->takedown.code);
	jsonw_close(&out, '}');
	puts(buf_text(&out));
	buf_release(&address);
	buf_release(&out);
}

static void
print_plan(struct erase *erase)
{
	struct buf out = BUF_MAX(RECEIPT_MAX);

	jsonw_open(&out, '{');
	jsonw_key(&out, "dry_run");
	jsonw_bool(&out, true);
	if (erase->takedown.database_done) {
		jsonw_close(&erase->counts, '}');
		jsonw_key(&out, "database");
		jsonw_json(&out, buf_span(&erase->counts));
	}
	if (erase->bury != NULL) {
		struct bury_counts counts = bury_counts(erase->bury);

		jsonw_key(&out, "spool");
		jsonw_open(&out, '{');
		jsonw_member_int(&out, "segments", (int64_t)counts.segments);
		jsonw_member_int(&out, "lines", (int64_t)counts.lines);
		jsonw_member_int(&out, "files", (int64_t)counts.files);
		jsonw_close(&out, '}');
	}
	jsonw_close(&out, '}');
	puts(buf_text(&out));
	buf_release(&out);
}

/* Both sides, as far as they can be reached. */
static void
open_sides(struct erase *erase)
{
	const char *path = settings_text(erase->settings, SET_spool);
	bool dry = settings_flag(erase->settings, SET_dry_run);
	struct fail ignored = FAIL_NONE;

	if (db_open(&erase->db, settings_text(erase->settings, SET_database), &erase->no_database) <
	    0)
		erase->db = NULL;
	if (path == NULL || spool_open(&erase->spool, path, false, &erase->no_spool) < 0) {
		erase->spool = NULL;
		return;
	}
	if (dry || spool_lock_stages(erase->spool, &erase->no_spool) == 0)
		return;
	/* a stage is at work; what it writes from now on is clean, the rest is for reconcile */
	if (takedown_write(&erase->takedown, erase->spool, &ignored) < 0)
		say_warning(&ignored);
	spool_close(erase->spool);
	erase->spool = NULL;
}

static void
tell_left(const struct erase *erase, const struct fail *why, const char *side)
{
	if (why->status == EX_OK)
		return;
	say_fail(why);
	say(SAY_ERROR, "erase: %s: %s: still to be done there", erase->takedown.code, side);
}

/* Whatever is left is work for later, were it for a wrong password. */
static int
tell_rest(const struct erase *erase, struct fail *fail)
{
	if (erase->no_database.status == EX_OK && erase->no_spool.status == EX_OK)
		return 0;
	tell_left(erase, &erase->no_database, "database");
	tell_left(erase, &erase->no_spool, "spool");
	fail_set(fail, EX_TEMPFAIL, "erase: %s: not complete", erase->takedown.code);
	return fail_hint(fail, "Run the same command again, or story-load reconcile once both "
			       "can be reached.");
}

static int
work(struct erase *erase, struct fail *fail)
{
	open_sides(erase);
	if (erase->db == NULL && erase->spool == NULL) {
		*fail = erase->no_database;
		return -1;
	}
	if (survey(erase, fail) < 0)
		return -1;
	if (settings_flag(erase->settings, SET_dry_run)) {
		erase_database(erase, true);
		print_plan(erase);
		return tell_rest(erase, fail);
	}
	if (carry_out(erase, fail) < 0)
		return -1;
	print_receipt(erase);
	return tell_rest(erase, fail);
}

int
erase_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct erase erase = {.settings = settings, .counts = BUF_MAX(RECEIPT_MAX)};
	int result;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "erase: takes no words: '%.80s'", words[0]);
	if (takedown_new(&erase.takedown, settings, fail) < 0)
		return -1;
	jsonw_open(&erase.counts, '{');
	result = work(&erase, fail);
	bury_free(erase.bury);
	spool_close(erase.spool);
	db_close(erase.db);
	takedown_release(&erase.takedown);
	buf_release(&erase.counts);
	return result;
}
