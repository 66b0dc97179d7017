#include "load/status.h"

#include <inttypes.h>

#include "lib/buf.h"
#include "lib/jsonw.h"
#include "lib/say.h"
#include "lib/shelf.h"
#include "load/duty.h"

#define OUT_MAX ((size_t)64 << 10)
#define NAME_WIDTH 24        /* columns of a name in the table */
#define WAIT_MAX (WHEN_HOUR) /* what waits longer is a matter for somebody */
#define CODE_DIGITS "0123456789abcdef"

struct status {
	bool json;
	struct buf out;
	uint64_t open;   /* takedowns that are not complete */
	when_ms waiting; /* since when the oldest segment does; WHEN_NONE */
};

static bool
is_number(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static void
put(struct status *status, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	if (!status->json)
		buf_printf(&status->out, "%-*s %s\n", NAME_WIDTH, name, value);
	else if (is_number(value))
		jsonw_member_int(&status->out, name, strtoll(value, NULL, 10));
	else
		jsonw_member_text(&status->out, name, span_of(value));
}

static void
put_count(struct status *status, const char *name, uint64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, n);
	put(status, name, text);
}

static void
on_row(const char *const *columns, void *context)
{
	struct status *status = context;

	if (strcmp(columns[0], "erasures_open") == 0)
		status->open = strtoull(columns[1], NULL, 10);
	else
		put(status, columns[0], columns[1]);
}

static int
put_folder(struct status *status, const struct spool *spool, enum spool_folder folder,
	   const char *name, bool waits, struct fail *fail)
{
	struct spool_names names;
	when_ms first;

	if (spool_list(spool, folder, SPOOL_KIND_ANY, &names, fail) < 0)
		return -1;
	put_count(status, name, names.n);
	first = waits && names.n != 0 ? spool_published_at(names.list[0]) : WHEN_NONE;
	if (first != WHEN_NONE && (status->waiting == WHEN_NONE || first < status->waiting))
		status->waiting = first;
	spool_names_release(&names);
	return 0;
}

/* Takedowns that this spool knows of and that are not complete. */
static int
count_open(struct status *status, const struct spool *spool, struct fail *fail)
{
	struct spool_names codes;
	uint64_t open = 0;
	int result = shelf_list(spool, TOMBS_SHELF, &codes, fail);

	for (size_t i = 0; i < codes.n && result == 0; i++) {
		struct takedown takedown;

		result = takedown_read(&takedown, codes.list[i], spool, fail) < 0 ? -1 : 0;
		open += !takedown.database_done || !takedown.spool_done;
		takedown_release(&takedown);
	}
	spool_names_release(&codes);
	if (open > status->open)
		status->open = open;
	return result;
}

static int
put_spool(struct status *status, const struct settings *settings, struct fail *fail)
{
	const char *path = settings_text(settings, SET_spool);
	char at[WHEN_TEXT_MAX];
	struct spool *spool;
	int result;

	if (path == NULL)
		return 0;
	if (spool_open(&spool, path, false, fail) < 0)
		return -1;
	result =
	    put_folder(status, spool, SPOOL_RAW, "pending_raw", true, fail) < 0 ||
		    put_folder(status, spool, SPOOL_RECORDS, "pending_records", true, fail) < 0 ||
		    put_folder(status, spool, SPOOL_QUARANTINE, "quarantine", false, fail) < 0 ||
		    count_open(status, spool, fail) < 0
		? -1
		: 0;
	if (result == 0 && status->waiting != WHEN_NONE)
		put(status, "oldest_pending_at", when_print(status->waiting, at));
	spool_close(spool);
	return result;
}

/* The spool is told of although the database is down. */
static int
put_database(struct status *status, const struct settings *settings, struct fail *fail)
{
	struct db *db = NULL;
	int result = db_open(&db, settings_text(settings, SET_database), fail);

	if (result == 0)
		result = duty_status(db, on_row, status, fail);
	put(status, "database", db == NULL ? "unreachable" : result == 0 ? "ok" : "unusable");
	db_close(db);
	return result;
}

static int
judge(const struct status *status, struct fail *fail)
{
	if (status->open != 0) {
		fail_set(fail, EX_TEMPFAIL, "status: %" PRIu64 " takedowns are not complete",
			 status->open);
		return fail_hint(fail, "Run: story-load reconcile");
	}
	if (status->waiting != WHEN_NONE && status->waiting < when_now() - WAIT_MAX) {
		fail_set(fail, EX_TEMPFAIL, "status: segments have waited for more than an hour");
		return fail_hint(fail, "Run: story-run, and see what it says.");
	}
	return 0;
}

static int
tell(const struct settings *settings, struct fail *fail)
{
	struct status status = {.json = settings_flag(settings, SET_json),
				.out = BUF_MAX(OUT_MAX),
				.waiting = WHEN_NONE};
	struct fail down = FAIL_NONE;
	int result;

	if (status.json)
		jsonw_open(&status.out, '{');
	(void)put_database(&status, settings, &down);
	result = put_spool(&status, settings, fail);
	put_count(&status, "erasures_open", status.open);
	if (status.json)
		jsonw_close(&status.out, '}');
	printf("%s%s", buf_text(&status.out), status.json ? "\n" : "");
	buf_release(&status.out);
	if (down.status != EX_OK) {
		*fail = down;
		return -1;
	}
	return result < 0 ? -1 : judge(&status, fail);
}

/* What is known of one takedown, from either side. */
struct receipt {
	bool found, database_done;
	char scope[16], requested_at[WHEN_TEXT_MAX], spool[8];
};

static void
on_receipt(const char *const *columns, void *context)
{
	struct receipt *receipt = context;

	receipt->found = receipt->database_done = true;
	snprintf(receipt->scope, sizeof receipt->scope, "%s", columns[0]);
	snprintf(receipt->requested_at, sizeof receipt->requested_at, "%s", columns[1]);
	snprintf(receipt->spool, sizeof receipt->spool, "%s", columns[3]);
}

static int
read_database(struct receipt *receipt, const char *code, const struct settings *settings,
	      struct fail *fail)
{
	struct db *db = NULL;
	int result = db_open(&db, settings_text(settings, SET_database), fail);

	if (result == 0)
		result = duty_receipt(db, code, on_receipt, receipt, fail);
	db_close(db);
	return result;
}

static void
read_spool(struct receipt *receipt, const char *code, const struct settings *settings)
{
	const char *path = settings_text(settings, SET_spool);
	struct fail ignored = FAIL_NONE;
	struct takedown takedown;
	struct spool *spool;

	if (path == NULL || spool_open(&spool, path, false, &ignored) < 0)
		return;
	if (takedown_read(&takedown, code, spool, &ignored) > 0 && !receipt->found) {
		receipt->found = true;
		snprintf(receipt->scope, sizeof receipt->scope, "%s",
			 takedown.of_accounts ? "account" : "story");
		(void)when_print(takedown.at, receipt->requested_at);
		snprintf(receipt->spool, sizeof receipt->spool, "%s",
			 takedown.spool_done ? "done" : "open");
	}
	takedown_release(&takedown);
	spool_close(spool);
}

static void
print_receipt(const struct receipt *receipt, const char *code, bool complete)
{
	struct buf out = BUF_MAX(OUT_MAX);

	jsonw_open(&out, '{');
	jsonw_member_word(&out, "confirmation_code", code);
	jsonw_member_word(&out, "scope", receipt->scope);
	jsonw_member_word(&out, "requested_at", receipt->requested_at);
	jsonw_member_word(&out, "database", receipt->database_done ? "done" : "open");
	jsonw_member_word(&out, "spool", receipt->spool);
	jsonw_member_word(&out, "status", complete ? "complete" : "in_progress");
	jsonw_close(&out, '}');
	puts(buf_text(&out));
	buf_release(&out);
}

static int
tell_receipt(const struct settings *settings, const char *code, struct fail *fail)
{
	struct receipt receipt = {.found = false};
	struct fail down = FAIL_NONE;
	bool complete;

	if (strlen(code) != TAKEDOWN_CODE || code[strspn(code, CODE_DIGITS)] != '\0')
		return fail_set(fail, EX_USAGE, "status: '%.80s' is no confirmation code", code);
	(void)read_database(&receipt, code, settings, &down);
	read_spool(&receipt, code, settings);
	if (!receipt.found && down.status != EX_OK) {
		*fail = down;
		return -1;
	}
	if (!receipt.found)
		return fail_set(fail, EX_NOINPUT, "status: %s: no such takedown", code);
	complete = receipt.database_done && strcmp(receipt.spool, "open") != 0;
	print_receipt(&receipt, code, complete);
	return complete ? 0 : fail_set(fail, EX_TEMPFAIL, "status: %s: not complete yet", code);
}

int
status_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	if (n > 1)
		return fail_set(fail, EX_USAGE, "status: takes one code: '%.80s'", words[1]);
	return n == 1 ? tell_receipt(settings, words[0], fail) : tell(settings, fail);
}
