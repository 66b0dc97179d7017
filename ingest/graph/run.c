#include "ingest/graph/run.h"

#include <inttypes.h>

#include "ingest/graph/media.h"
#include "ingest/graph/run_private.h"
#include "lib/mem.h"
#include "lib/say.h"
#include "lib/stop.h"

/* Says what would be asked, and whether the token could be read. */
static void
rehearse(struct work *work, const struct account *account)
{
	struct asker *asker = work->run->asker;
	struct fail fail = FAIL_NONE;
	struct access access;

	say(SAY_INFO, "%s: would ask: GET %s/%s/%s/stories for %zu fields", account->handle,
	    asker->server != NULL ? asker->server : url_server(account->login), asker->version,
	    account->account_id, nameset_count(fields_of(account->login, account->media)));
	if (access_open(&access, asker, account, &fail) < 0) {
		work->run->tally.denied++;
		work->run->tally.outcomes[POLL_DENIED]++;
		say_fail(&fail);
	}
	access_wipe(&access);
}

static void
start_account(struct work *work)
{
	struct run *run = work->run;
	size_t row = work->plan.order[work->next++];
	const struct account *account = run_account(work, row);
	struct begun *begun;

	run->tally.started++;
	if (settings_flag(run->settings, SET_dry_run)) {
		rehearse(work, account);
		return;
	}
	begun = begun_new(work, row);
	work->active++;
	poll_start(&(struct poll_call){
	    .asker = run->asker,
	    .account = account,
	    .state = begun->state,
	    .refusals = &work->refusals,
	    .done = begun_end,
	    .context = begun,
	});
}

static bool
may_start(const struct work *work)
{
	const struct run *run = work->run;

	return work->next < work->plan.n && !run->asker->stopping && work->active < work->most &&
	       (run->run_time == 0 || when_ticks() - work->began < run->run_time);
}

/* What is under way gets a moment to end; then it is given up. */
static void
heed_stop(struct work *work)
{
	struct asker *asker = work->run->asker;

	if (stop_asked() && !work->run->tally.stopped) {
		work->run->tally.stopped = true;
		work->abort_at = when_ticks() + STOP_GRACE_MS;
		http_watch(asker->http, -1);
		asker_stop(asker);
	}
	if (work->run->tally.stopped && when_ticks() >= work->abort_at)
		asker_abort(asker);
}

static int
wait_ms(const struct work *work)
{
	int wait = WAIT_MS, due = sink_due_ms(work->run->asker->sink);

	if (due >= 0 && due < wait)
		wait = due;
	return work->run->tally.stopped && wait > STOP_STEP_MS ? STOP_STEP_MS : wait;
}

/* For who asks by SIGUSR1. */
static void
say_status(const struct work *work)
{
	const struct run *run = work->run;

	say(SAY_INFO,
	    "accounts: %zu of %zu begun, %zu at work; stories=%" PRIu64 " calls=%" PRIu64
	    " records=%" PRIu64 " durable=%" PRIu64,
	    work->next, work->plan.n, work->active, run->tally.stories, run->asker->calls,
	    sink_count(run->asker->sink), sink_durable(run->asker->sink));
}

/* How many may be at work now: as many as can ask, those that have to wait not counted. */
static size_t
at_work(const struct work *work)
{
	const struct asker *asker = work->run->asker;
	size_t least = http_concurrency(asker->http), most = work->active + asker->spare;

	if (most > AT_WORK_MAX)
		most = AT_WORK_MAX;
	if (most < least)
		most = least;
	return most;
}

static int
work_through(struct work *work, struct fail *fail)
{
	struct run *run = work->run;

	for (;;) {
		work->most = at_work(work);
		while (may_start(work))
			start_account(work);
		work->most = AT_WORK_MAX;
		run->asker->more = may_start(work);
		heed_stop(work);
		if (stop_status_wanted())
			say_status(work);
		if (work->active == 0 && !may_start(work))
			return 0;
		if (asker_turn(run->asker, wait_ms(work)) < 0 ||
		    sink_turn(run->asker->sink, fail) < 0)
			return -1;
		settle_durable(work);
	}
}

/* Last of all, in what the stories left of the time. */
static int
fetch_media(struct work *work, struct fail *fail)
{
	int64_t until = work->began + work->run->run_time, least = when_ticks() + MEDIA_TIME_MS;

	if (work->run->run_time == 0)
		until = INT64_MAX;
	else if (until < least)
		until = least;
	if (media_run(work->run->asker->media, until, fail) < 0)
		return -1;
	work->run->tally.stopped = work->run->tally.stopped || stop_asked();
	return 0;
}

int
run_accounts(struct run *run, struct fail *fail)
{
	const struct plan_limits limits = {
	    .now = when_now(),
	    .interval = run->interval,
	    .step = state_step(run->state),
	    .capacity = state_capacity(run->state),
	    .all = settings_flag(run->settings, SET_all) || !run->remembers,
	};
	struct work work = {.run = run, .began = when_ticks()};
	int64_t took;
	int result;

	if (run->run_time != 0)
		run->run_time = plan_run_time(run->run_time, limits.step);
	work.last = &work.first;
	work.progress = progress_new(run->settings, "accounts");
	roster_make(&work, &limits);
	http_watch(run->asker->http, stop_fd());
	result = work_through(&work, fail);
	took = when_ticks() - work.began;
	if (result == 0)
		result = fetch_media(&work, fail);
	if (result < 0)
		asker_abort(run->asker);
	else
		result = sink_end(run->asker->sink, fail);
	if (result == 0) {
		settle_durable(&work);
		media_remember(run->asker->media);
	}
	if (result == 0 && run->remembers)
		state_learn_capacity(run->state, run->asker->calls, took);
	roster_look_back(&work);
	settle_drop(&work);
	progress_free(work.progress);
	roster_release(&work);
	return result;
}

/*
 * 0 when every poll is complete. A token comes first: it needs a person. "Protocol" only where
 * nothing else is to be said, since a later run may well mend one account among many. With a
 * state, trouble counts once the account's stories are near their end, and what was lost does.
 */
int
run_exit_status(const struct run *run)
{
	const struct tally *tally = &run->tally;
	uint64_t bad = tally->denied + tally->later + tally->garbled;

	if (tally->denied != 0)
		return EX_NOPERM;
	if (tally->stopped)
		return EX_TEMPFAIL;
	if (run->remembers)
		return tally->urgent + tally->gaps_new != 0 ? EX_TEMPFAIL : EX_OK;
	if (bad == 0)
		return EX_OK;
	return tally->garbled == tally->started ? EX_PROTOCOL : EX_TEMPFAIL;
}
