#include "ingest/state/gaps.h"

#include <limits.h>
#include <unistd.h>

#include "ingest/accounts.h"
#include "ingest/state/folder.h"
#include "ingest/state/notices.h"
#include "lib/jsonw.h"
#include "lib/mem.h"
#include "lib/say.h"

#define SHELF "gaps"
#define TOLD "told"
#define TOLD_MAX ((size_t)32 << 20) /* bytes of the list of what was said before */
#define OUT_MAX ((size_t)256 << 20) /* bytes of the list itself */
#define KEY_MAX (ID_MAX * 2 + WHEN_TEXT_MAX + 4)

/* A run of the verb. */
struct report {
	const struct settings *settings;
	struct state *state;
	when_ms now;
	bool json;
	bool whole; /* all accounts and times: what is not listed any more can be forgotten */
	const char **read; /* ids of accounts.csv, sorted; NULL = all that are known */
	size_t read_n;
	struct buf out;
	struct buf told, telling; /* keys, a line each: of earlier runs, and of this one */
	size_t listed, fresh;
};

/* An interval of an account, and the story it is about where that is known. */
struct item {
	const struct account_state *account;
	struct gap gap;
	const char *graph_id; /* or NULL */
	bool open;
};

/* The same for a gap that is open and once it is closed. */
static void
key_of(const struct item *item, char key[KEY_MAX])
{
	char time[WHEN_TEXT_MAX];

	if (item->graph_id != NULL)
		snprintf(key, KEY_MAX, "%s %s\n", item->account->account_id.text, item->graph_id);
	else
		snprintf(key, KEY_MAX, "%s %s\n", item->account->account_id.text,
			 when_print(item->gap.from_time, time));
}

static bool
was_told(const struct report *report, const char *key)
{
	const char *found = strstr(buf_text(&report->told), key);

	return found != NULL && (found == report->told.p || found[-1] == '\n');
}

static void
put_time(struct buf *out, const char *key, when_ms at)
{
	char text[WHEN_TEXT_MAX];

	jsonw_member_word(out, key, when_print(at, text));
}

static void
put_json(struct buf *out, const struct item *item, bool fresh)
{
	jsonw_open(out, '{');
	jsonw_member_word(out, "account_id", item->account->account_id.text);
	if (item->account->handle[0] != '\0')
		jsonw_member_word(out, "handle", item->account->handle);
	put_time(out, "from_time", item->gap.from_time);
	put_time(out, "to_time", item->gap.to_time);
	jsonw_member_word(out, "reason", gap_reason_name(item->gap.reason));
	put_time(out, "found_at", item->gap.found_at);
	if (item->graph_id != NULL)
		jsonw_member_word(out, "graph_id", item->graph_id);
	jsonw_key(out, "open");
	jsonw_bool(out, item->open);
	jsonw_key(out, "new");
	jsonw_bool(out, fresh);
	jsonw_close(out, '}');
	buf_putc(out, '\n');
}

static void
put_row(struct report *report, const struct item *item, bool fresh)
{
	const char *handle = item->account->handle;
	char from[WHEN_TEXT_MAX], to[WHEN_TEXT_MAX];

	if (report->listed == 0)
		buf_printf(&report->out, "%-24s %-24s %-24s %-12s %s\n", "ACCOUNT", "FROM", "TO",
			   "REASON", "NOTE");
	buf_printf(&report->out, "%-24s %-24s %-24s %-12s %s%s%s%s\n",
		   handle[0] != '\0' ? handle : item->account->account_id.text,
		   when_print(item->gap.from_time, from), when_print(item->gap.to_time, to),
		   gap_reason_name(item->gap.reason), fresh ? "new" : "-",
		   item->open ? ", still open" : "", item->graph_id != NULL ? ", story " : "",
		   item->graph_id != NULL ? item->graph_id : "");
}

/* Whether the interval and --since .. --until have a moment in common. */
static bool
is_in_window(const struct settings *settings, const struct gap *gap)
{
	when_ms since = settings_time(settings, SET_since),
		until = settings_time(settings, SET_until);

	return (since == WHEN_NONE || gap->to_time > since) &&
	       (until == WHEN_NONE || gap->from_time < until);
}

static void
tell(struct report *report, const struct item *item)
{
	char key[KEY_MAX];
	bool fresh;

	if (!is_in_window(report->settings, &item->gap))
		return;
	key_of(item, key);
	fresh = !was_told(report, key);
	if (report->json)
		put_json(&report->out, item, fresh);
	else
		put_row(report, item, fresh);
	if (fresh || report->whole)
		buf_puts(&report->telling, key);
	report->fresh += fresh;
	report->listed++;
}

static void
tell_misses(struct report *report, const struct account_state *account)
{
	bool keep = !settings_flag(report->settings, SET_dry_run);
	struct misses misses;

	notices_misses(&misses, state_folder(report->state), account, keep, report->now);
	for (size_t i = 0; i < misses.n; i++) {
		const struct item item = {.account = account,
					  .gap = miss_gap(&misses.list[i]),
					  .graph_id = misses.list[i].graph_id.text};

		tell(report, &item);
	}
	misses_release(&misses);
}

static int
by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Nobody waits for an account that is not read any more. */
static bool
is_read(const struct report *report, const struct account_state *account)
{
	const char *id = account->account_id.text;

	return report->read == NULL ||
	       bsearch(&id, report->read, report->read_n, sizeof *report->read, by_text) != NULL;
}

static void
tell_account(const struct account_state *account, void *context)
{
	struct report *report = context;
	struct span handle = span_of(account->handle);
	struct item item = {.account = account};

	if (!settings_wants_account(report->settings, id_span(&account->account_id),
				    (struct span){"", 0}, handle))
		return;
	for (size_t i = 0; i < account->gaps_n; i++) {
		item.gap = account->gaps[i];
		tell(report, &item);
	}
	item.open =
	    is_read(report, account) && account_state_open_gap(account, report->now, &item.gap);
	if (item.open)
		tell(report, &item);
	tell_misses(report, account);
}

/* A list that cannot be kept makes the next call say the same again: no harm. */
static void
remember(struct report *report)
{
	int shelf = folder_open(state_folder(report->state), SHELF, true);

	if (!report->whole)
		buf_put(&report->telling, buf_text(&report->told), report->told.n);
	if (report->telling.over || shelf < 0 ||
	    !folder_write(shelf, TOLD, buf_span(&report->telling)))
		say(SAY_WARNING, "gaps: what was listed cannot be remembered: the next call will "
				 "call it new again");
	folder_close(shelf);
}

static int
write_out(const struct report *report, struct fail *fail)
{
	struct span text = buf_span(&report->out);

	if (text.n != 0 && (fwrite(text.p, 1, text.n, stdout) != text.n || fflush(stdout) != 0))
		return fail_errno(fail, EX_IOERR, "gaps: the list cannot be written");
	return 0;
}

static int
conclude(struct report *report, struct fail *fail)
{
	if (write_out(report, fail) < 0)
		return -1;
	say_summary(false, "gaps=%zu new=%zu", report->listed, report->fresh);
	if (report->fresh == 0)
		return 0;
	if (!settings_flag(report->settings, SET_dry_run))
		remember(report);
	fail_set(fail, EX_TEMPFAIL, "gaps: %zu new: stories may have been lost unseen",
		 report->fresh);
	return fail_hint(fail, "Archives of the account may still have them: see import. Each is "
			       "called new once only.");
}

static int
report_on(struct report *report, struct fail *fail)
{
	int shelf = folder_open(state_folder(report->state), SHELF, false), result;

	report->out = BUF_MAX(OUT_MAX);
	report->told = BUF_MAX(TOLD_MAX);
	report->telling = BUF_MAX(2 * TOLD_MAX);
	if (!folder_read(shelf, TOLD, &report->told))
		buf_clear(&report->told);
	folder_close(shelf);
	state_each(report->state, tell_account, report);
	result = conclude(report, fail);
	buf_release(&report->out);
	buf_release(&report->told);
	buf_release(&report->telling);
	return result;
}

static bool
is_whole(const struct settings *settings)
{
	uint64_t index, count;
	size_t accounts;

	(void)settings_list(settings, SET_account, &accounts);
	return accounts == 0 && !settings_shard(settings, &index, &count) &&
	       settings_time(settings, SET_since) == WHEN_NONE &&
	       settings_time(settings, SET_until) == WHEN_NONE;
}

/* A spool that lost its states is one still: they are made again from what is in it. */
static bool
may_mend(const struct report *report, const char *path)
{
	struct buf raw = BUF_MAX(PATH_MAX);
	bool there;

	buf_printf(&raw, "%s/raw", path);
	there = access(buf_text(&raw), F_OK) == 0;
	buf_release(&raw);
	return there && !settings_flag(report->settings, SET_dry_run);
}

static int
with_state(struct report *report, struct fail *fail)
{
	const char *path = settings_text(report->settings, SET_spool);
	const char *named = settings_text(report->settings, SET_state);
	struct spool *spool = NULL;
	int result = -1;

	if (named != NULL && access(named, F_OK) < 0)
		return fail_errno(fail, EX_NOINPUT, "%s: no state", named);
	if (path != NULL && spool_open(&spool, path, may_mend(report, path), fail) < 0)
		return -1;
	if (state_open(&report->state, report->settings, spool, false, report->now, fail) == 0)
		result = report_on(report, fail);
	state_close(report->state);
	spool_close(spool);
	return result;
}

static int
with_accounts(struct report *report, const char *path, struct fail *fail)
{
	struct accounts accounts;
	int result;

	if (accounts_read(&accounts, path, fail) < 0)
		return -1;
	report->read = must_calloc(accounts.n + 1, sizeof *report->read);
	for (size_t i = 0; i < accounts.n; i++)
		report->read[report->read_n++] = accounts.list[i].account_id;
	qsort(report->read, report->read_n, sizeof *report->read, by_text);
	result = with_state(report, fail);
	free(report->read);
	accounts_free(&accounts);
	return result;
}

int
gaps_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	const char *accounts = settings_text(settings, SET_accounts);
	struct report report = {.settings = settings,
				.now = when_now(),
				.json = settings_flag(settings, SET_json),
				.whole = is_whole(settings)};

	if (n != 0)
		return fail_set(fail, EX_USAGE, "gaps: takes no words: '%.80s'", words[0]);
	if (settings_text(settings, SET_spool) == NULL &&
	    settings_text(settings, SET_state) == NULL) {
		fail_set(fail, EX_USAGE, "gaps: nothing is remembered without a spool");
		return fail_hint(fail, "Give --spool DIR, or --state DIR, as graph is given.");
	}
	return accounts != NULL ? with_accounts(&report, accounts, fail)
				: with_state(&report, fail);
}
