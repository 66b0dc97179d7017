#include "ingest/graph/graph.h"

#include <inttypes.h>

#include "ingest/graph/poll.h"
#include "ingest/reach.h"
#include "lib/metrics.h"
#include "lib/progress.h"
#include "lib/say.h"

/* What came of a run. */
struct tally {
	uint64_t accounts;
	uint64_t outcomes[POLL_OUTCOMES];
	uint64_t stories;
	uint64_t denied, later, garbled; /* polls that are not complete, by what to do about it */
};

static struct span
span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

static void
count(struct tally *tally, const struct poll_result *result)
{
	int status = poll_exit_status(result->class);

	tally->accounts++;
	tally->outcomes[result->outcome]++;
	tally->stories += result->stories;
	tally->denied += status == EX_NOPERM;
	tally->later += status == EX_TEMPFAIL;
	tally->garbled += status == EX_PROTOCOL;
}

/*
 * 0 when every poll is complete. A token comes first: it needs a person. "Protocol" only where
 * nothing else is to be said, since a later run may well mend one account among many.
 */
static int
exit_status(const struct tally *tally)
{
	uint64_t bad = tally->denied + tally->later + tally->garbled;

	if (bad == 0)
		return EX_OK;
	if (tally->denied != 0)
		return EX_NOPERM;
	return tally->garbled == tally->accounts ? EX_PROTOCOL : EX_TEMPFAIL;
}

/* Says what would be asked, and whether the token could be read. */
static void
rehearse(const struct asker *asker, const struct account *account, struct poll_result *result)
{
	struct buf request = BUF_MAX(1024);
	char token[TOKEN_MAX + 1];

	*result = (struct poll_result){.outcome = POLL_EMPTY, .fail = FAIL_NONE};
	url_stories(&request, asker->version, account->account_id, account->login, account->media,
		    "");
	say(SAY_INFO, "%s: would ask: GET %s%s", account->handle,
	    asker->server != NULL ? asker->server : url_server(account->login), buf_text(&request));
	if (account_read_token(account, token, &result->fail) < 0) {
		result->outcome = POLL_DENIED;
		result->class = ERROR_DENIED;
	}
	explicit_bzero(token, sizeof token);
	buf_release(&request);
}

static int
poll_all(const struct settings *settings, struct asker *asker, const struct accounts *accounts,
	 struct tally *tally, struct fail *fail)
{
	struct progress *progress = progress_new(settings, "accounts");
	bool dry = settings_flag(settings, SET_dry_run);
	int result = 0;

	for (size_t i = 0; i < accounts->n && result == 0; i++) {
		const struct account *account = &accounts->list[i];
		struct poll_result polled;

		if (!settings_wants_account(settings, span_of(account->account_id), span_of(""),
					    span_of(account->handle)))
			continue;
		if (dry)
			rehearse(asker, account, &polled);
		else
			result = poll_account(asker, account, &polled, fail);
		if (result < 0)
			break;
		say_fail(&polled.fail);
		count(tally, &polled);
		progress_step(progress, 1);
	}
	progress_free(progress);
	return result;
}

static void
summarise(const struct settings *settings, const struct tally *tally, uint64_t records)
{
	struct buf line = BUF_MAX(512);

	if (settings_flag(settings, SET_dry_run)) {
		say_summary(true, "accounts=%" PRIu64 ", nothing was asked", tally->accounts);
		return;
	}
	buf_printf(&line, "accounts=%" PRIu64, tally->accounts);
	for (size_t i = 0; i < POLL_OUTCOMES; i++)
		buf_printf(&line, " %s=%" PRIu64, poll_outcome_name((enum poll_outcome)i),
			   tally->outcomes[i]);
	buf_printf(&line, " stories=%" PRIu64 " records=%" PRIu64, tally->stories, records);
	say_summary(exit_status(tally) != EX_OK, "%s", buf_text(&line));
	buf_release(&line);
}

static int
write_metrics(const struct settings *settings, const struct tally *tally, uint64_t records,
	      struct fail *fail)
{
	const struct metric metrics[] = {
	    {"ingest_accounts", "Accounts polled by the last run.", (double)tally->accounts},
	    {"ingest_accounts_denied", "Accounts that need a token or permission.",
	     (double)tally->denied},
	    {"ingest_accounts_later", "Accounts throttled or unreachable.", (double)tally->later},
	    {"ingest_accounts_garbled", "Accounts whose answers made no sense.",
	     (double)tally->garbled},
	    {"ingest_stories", "Stories seen by the last run.", (double)tally->stories},
	    {"ingest_records", "Records written by the last run.", (double)records},
	};

	return metrics_write(settings_text(settings, SET_metrics), "ingest", metrics,
			     COUNT(metrics), fail);
}

/* Polls, ends the stream, sums up. The stream ends well whatever became of single accounts. */
static int
run(const struct settings *settings, struct asker *asker, struct sink *sink,
    const struct accounts *accounts, struct fail *fail)
{
	struct tally tally = {.accounts = 0};
	int status;

	sink_tally(sink, "items", 0);
	if (poll_all(settings, asker, accounts, &tally, fail) < 0)
		return -1;
	if (sink_end(sink, fail) < 0)
		return -1;
	summarise(settings, &tally, sink_count(sink));
	if (write_metrics(settings, &tally, sink_count(sink), fail) < 0)
		return -1;
	status = exit_status(&tally);
	/* every account has said its own words already */
	return status == EX_OK ? 0 : fail_set(fail, status, "%s", "");
}

static int
with_server(const struct settings *settings, const struct accounts *accounts,
	    const struct reach *reach, struct fail *fail)
{
	struct asker asker = {.server = reach->server, .version = reach->version};
	struct sink sink;
	int result;

	asker.http = http_new(&reach->http, fail);
	if (asker.http == NULL)
		return -1;
	record_out_init(&asker.record);
	result = sink_open(&sink, settings, SINK_LIVE, fail);
	asker.sink = &sink;
	if (result == 0)
		result = run(settings, &asker, &sink, accounts, fail);
	sink_close(&sink);
	record_out_release(&asker.record);
	http_free(asker.http);
	return result;
}

int
graph_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	const char *path = settings_text(settings, SET_accounts);
	struct accounts accounts;
	struct reach reach;
	int result;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "graph: takes no words: '%.80s'", words[0]);
	if (path == NULL) {
		fail_set(fail, EX_USAGE, "graph: no accounts are named");
		return fail_hint(fail, "Give --accounts FILE, or accounts = FILE in the settings.");
	}
	if (accounts_read(&accounts, path, fail) < 0)
		return -1;
	result = reach_read(&reach, settings, fail);
	if (result == 0) {
		result = with_server(settings, &accounts, &reach, fail);
		reach_free(&reach);
	}
	accounts_free(&accounts);
	return result;
}
