#include "ingest/graph/graph.h"

#include <inttypes.h>

#include "ingest/graph/media.h"
#include "ingest/graph/run.h"
#include "ingest/net/reach.h"
#include "ingest/secret.h"
#include "lib/metrics.h"
#include "lib/say.h"
#include "lib/stop.h"

static void
summarise(const struct run *run)
{
	const struct tally *tally = &run->tally;
	struct buf line = BUF_MAX(512);

	if (settings_flag(run->settings, SET_dry_run)) {
		say_summary(true, "accounts=%" PRIu64 ", nothing was asked", tally->started);
		return;
	}
	buf_printf(&line, "accounts=%" PRIu64 " due=%" PRIu64, tally->accounts, tally->due);
	for (size_t i = 0; i < POLL_OUTCOMES; i++)
		buf_printf(&line, " %s=%" PRIu64, poll_outcome_name((enum poll_outcome)i),
			   tally->outcomes[i]);
	buf_printf(&line, " parked=%" PRIu64, tally->parked);
	buf_printf(&line, " stories=%" PRIu64 " calls=%" PRIu64 " records=%" PRIu64, tally->stories,
		   run->asker->calls, sink_count(run->asker->sink));
	media_print_counts(run->asker->media, &line);
	say_summary(run_exit_status(run) != EX_OK, "%s", buf_text(&line));
	buf_release(&line);
}

static int
write_metrics(const struct run *run, struct fail *fail)
{
	const struct tally *tally = &run->tally;
	const double slack = tally->min_slack == WHEN_NONE ? 0 : (double)tally->min_slack / 1000;
	const struct metric metrics[] = {
	    {"ingest_accounts", "Accounts that the last run was for.", (double)tally->accounts},
	    {"ingest_accounts_due", "Accounts that were due.", (double)tally->due},
	    {"ingest_accounts_polled", "Accounts that were read.",
	     (double)(tally->started - tally->parked)},
	    {"ingest_accounts_denied", "Accounts that need a token or permission.",
	     (double)tally->denied},
	    {"ingest_accounts_later", "Accounts throttled or unreachable.", (double)tally->later},
	    {"ingest_accounts_garbled", "Accounts whose answers made no sense.",
	     (double)tally->garbled},
	    {"ingest_parked", "Accounts left alone: a budget of requests is used up.",
	     (double)tally->parked},
	    {"ingest_calls", "Requests made by the last run.", (double)run->asker->calls},
	    {"ingest_stories", "Stories seen by the last run.", (double)tally->stories},
	    {"ingest_records", "Records written by the last run.",
	     (double)sink_count(run->asker->sink)},
	    {"ingest_gaps_total", "Intervals of possible loss that are known.",
	     (double)tally->gaps},
	    /* the last one: without a state nothing is known of it */
	    {"ingest_min_slack_seconds", "Until stories of some account may be lost.", slack},
	};

	return metrics_write(settings_text(run->settings, SET_metrics), "ingest", metrics,
			     COUNT(metrics) - (tally->min_slack == WHEN_NONE), fail);
}

/* Polls and sums up. The stream ends well whatever became of single accounts. */
static int
run_and_tell(struct run *run, struct fail *fail)
{
	int status;

	sink_tally(run->asker->sink, "items", 0);
	if (run_accounts(run, fail) < 0)
		return -1;
	summarise(run);
	if (write_metrics(run, fail) < 0)
		return -1;
	if (run->tally.stopped)
		return stop_fail(fail, "What was read is kept; the next run goes on from there.");
	status = run_exit_status(run);
	/* every account has said its own words already */
	return status == EX_OK ? 0 : fail_set(fail, status, "%s", "");
}

static int
read_length(const struct settings *settings, enum setting_id id, const char *name,
	    when_ms by_default, when_ms *length, struct fail *fail)
{
	*length = settings_length(settings, id);
	if (*length == 0)
		*length = by_default;
	if (*length <= WHEN_DAY)
		return 0;
	return fail_set(fail, EX_CONFIG, "%s: '%.40s' is more than a day", name,
			settings_text(settings, id));
}

static int
read_lengths(struct run *run, struct fail *fail)
{
	if (read_length(run->settings, SET_poll_interval, "poll_interval", POLL_INTERVAL_DEFAULT,
			&run->interval, fail) < 0)
		return -1;
	if (read_length(run->settings, SET_run_time, "run_time", RUN_TIME_DEFAULT, &run->run_time,
			fail) < 0)
		return -1;
	if (settings_flag(run->settings, SET_all))
		run->run_time = 0;
	return 0;
}

static int
with_state(struct run *run, struct fail *fail)
{
	struct asker *asker = run->asker;
	bool dry = settings_flag(run->settings, SET_dry_run);
	int result = -1;

	if (state_open(&run->state, run->settings, asker->sink->spool, !dry, when_now(), fail) < 0)
		return -1;
	run->remembers = state_folder(run->state) >= 0;
	asker->quota = quota_open(dry ? -1 : state_folder(run->state), fail);
	if (asker->quota != NULL && (dry || stop_open(fail) == 0))
		result = run_and_tell(run, fail);
	quota_close(asker->quota);
	state_close(run->state);
	return result;
}

static int
with_media(struct run *run, const struct reach *reach, struct fail *fail)
{
	const struct media_options options = {
	    .settings = run->settings,
	    .accounts = run->accounts,
	    .sink = run->asker->sink,
	    .http = run->asker->http,
	    .local = reach->http.plain,
	};
	int result;

	run->asker->media = media_new(&options);
	result = with_state(run, fail);
	media_free(run->asker->media);
	return result;
}

static int
with_sink(struct run *run, const struct reach *reach, struct fail *fail)
{
	struct asker *asker = run->asker;
	struct sink sink;
	int result;

	asker->http = http_new(&reach->http, fail);
	if (asker->http == NULL)
		return -1;
	asker_init(asker);
	result = sink_open(&sink, run->settings, SINK_LIVE, fail);
	asker->sink = &sink;
	if (result == 0)
		result = with_media(run, reach, fail);
	sink_close(&sink);
	asker_release(asker);
	http_free(asker->http);
	return result;
}

/* The app's secret, from which the proof is made that goes with a token; "" where none is set. */
static int
read_app_secret(const struct settings *settings, char secret[SECRET_MAX + 1], struct fail *fail)
{
	const char *file = settings_text(settings, SET_app_secret_file);
	char *path;
	int result;

	secret[0] = '\0';
	if (file == NULL)
		return 0;
	path = secret_path(NULL, file);
	result = secret_read(path, "app secret", secret, fail);
	free(path);
	return result;
}

static int
with_accounts(const struct settings *settings, const struct accounts *accounts, struct fail *fail)
{
	struct asker asker = {.fail = fail};
	struct run run = {.settings = settings, .accounts = accounts, .asker = &asker};
	struct reach reach;
	char secret[SECRET_MAX + 1];
	int result;

	if (read_lengths(&run, fail) < 0 || reach_read(&reach, settings, fail) < 0)
		return -1;
	asker.server = reach.server;
	asker.version = reach.version;
	result = read_app_secret(settings, secret, fail);
	asker.app_secret = secret[0] != '\0' ? secret : NULL;
	if (result == 0)
		result = with_sink(&run, &reach, fail);
	secret_wipe(secret);
	reach_free(&reach);
	return result;
}

int
graph_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	const char *path = settings_text(settings, SET_accounts);
	struct accounts accounts;
	int result;

	if (n != 0)
		return fail_set(fail, EX_USAGE, "graph: takes no words: '%.80s'", words[0]);
	if (path == NULL) {
		fail_set(fail, EX_USAGE, "graph: no accounts are named");
		return fail_hint(fail, "Give --accounts FILE, or accounts = FILE in the settings.");
	}
	if (accounts_read(&accounts, path, fail) < 0)
		return -1;
	result = with_accounts(settings, &accounts, fail);
	accounts_free(&accounts);
	return result;
}
