#include "ingest/graph/run.h"

#include <inttypes.h>

#include "ingest/graph/media.h"
#include "ingest/graph/schedule.h"
#include "lib/mem.h"
#include "lib/progress.h"
#include "lib/say.h"
#include "lib/stop.h"

/* A poll whose records are written but not yet known to be durable. */
struct settling {
	struct poll_result result;
	uint64_t mark; /* durable once the sink has made so many records durable */
	struct settling *next;
};

/* What only this file has of a run. */
struct work {
	struct run *run;
	struct progress *progress;
	struct plan plan;
	size_t *chosen; /* account indices of the plan's rows */
	size_t chosen_n;
	size_t next, active;
	struct refusals refusals;
	struct settling *first, **last;
	int64_t began, abort_at;
};

static struct span
span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

static struct account_state *
state_of(const struct run *run, const struct account *account)
{
	return state_account(run->state, account->account_id, account->handle);
}

static when_ms
slack_of(const struct run *run, const struct account *account)
{
	const struct account_state *state = state_of(run, account);

	return gap_deadline(state->since, state->last_ok) - when_now();
}

/* Trouble is said as loudly as it is near: without state nothing is known of that. */
static void
say_trouble(struct work *work, const struct poll_result *result)
{
	struct run *run = work->run;
	int status = poll_exit_status(result->class);
	when_ms slack;

	run->tally.denied += status == EX_NOPERM;
	run->tally.later += status == EX_TEMPFAIL;
	run->tally.garbled += status == EX_PROTOCOL;
	if (!run->remembers || status == EX_NOPERM) {
		say_fail(&result->fail);
		return;
	}
	slack = slack_of(run, result->account);
	run->tally.urgent += slack < SLACK_ALARM;
	if (slack < SLACK_ALARM)
		say_fail(&result->fail);
	else if (slack < SLACK_WARNING)
		say_warning(&result->fail);
	else
		say(SAY_DEBUG, "%s", result->fail.text);
}

static void
count(struct work *work, const struct poll_result *result)
{
	struct tally *tally = &work->run->tally;

	tally->outcomes[result->outcome]++;
	tally->stories += result->items;
	tally->parked += error_is_throttle(result->class);
	if (result->class != ERROR_NONE)
		say_trouble(work, result);
	if (result->denied.status == EX_OK)
		return;
	tally->denied++;
	say_fail(&result->denied);
}

static void
say_gap(const struct account *account, const struct account_state *state)
{
	char from[WHEN_TEXT_MAX], to[WHEN_TEXT_MAX];
	const struct gap *gap = &state->gaps[state->gaps_n - 1];

	say(SAY_ERROR, "%s: gap: stories taken from %s to %s may be lost: %s", account->handle,
	    when_print(gap->from_time, from), when_print(gap->to_time, to),
	    gap_reason_name(gap->reason));
}

/* The names of a set of refused fields or metrics, each remembered unless it is already. */
static void
remember_refused(struct account_state *state, const char *name, when_ms at)
{
	if (!account_state_refuses(state, name, at - REFUSED_FOR))
		account_state_refuse(state, name, at);
}

static void
remember_extras(struct account_state *state, const struct poll_result *result)
{
	for (fieldset set = result->fields; set != 0; set &= set - 1)
		remember_refused(state, fields_first_name(set), result->started_at);
	for (metricset set = result->metrics; set != 0; set &= set - 1)
		remember_refused(state, metrics_first_name(set), result->started_at);
	for (size_t i = 0; i < result->made_n; i++)
		account_state_insights(state, id_span(&result->made[i].graph_id),
				       result->made[i].at, result->made[i].last);
}

/* The poll's records are durable: the state may know of it. */
static void
settle(struct run *run, const struct poll_result *result)
{
	const struct account *account = result->account;
	struct account_state *state = state_of(run, account);
	const struct poll_facts facts = {
	    .account_id = span_of(account->account_id),
	    .handle = span_of(account->handle),
	    .started_at = result->started_at,
	    .finished_at = result->finished_at,
	    .outcome = result->outcome,
	    .answered = result->answered,
	    .stories = (int64_t)result->items,
	    .live = result->live,
	    .live_n = result->live_n,
	};

	if (state_take_poll(run->state, &facts)) {
		run->tally.gaps_new++;
		say_gap(account, state);
	}
	remember_extras(state, result);
	state_save(run->state, state);
}

static void
settle_durable(struct work *work)
{
	uint64_t durable = sink_durable(work->run->asker->sink);

	while (work->first != NULL && work->first->mark <= durable) {
		struct settling *settling = work->first;

		settle(work->run, &settling->result);
		work->first = settling->next;
		if (work->first == NULL)
			work->last = &work->first;
		poll_result_release(&settling->result);
		free(settling);
	}
}

static void
on_poll(void *context, struct poll_result *result)
{
	struct work *work = context;
	struct settling *settling;

	work->active--;
	progress_step(work->progress, 1);
	if (result->written)
		count(work, result);
	if (!result->written || !work->run->remembers) {
		poll_result_release(result);
		return;
	}
	settling = must_calloc(1, sizeof *settling);
	settling->result = *result;
	settling->mark = sink_count(work->run->asker->sink);
	*work->last = settling;
	work->last = &settling->next;
}

/* Says what would be asked, and whether the token could be read. */
static void
rehearse(struct work *work, const struct account *account)
{
	const struct asker *asker = work->run->asker;
	struct fail fail = FAIL_NONE;
	struct access access;

	say(SAY_INFO, "%s: would ask: GET %s/%s/%s/stories for %zu fields", account->handle,
	    asker->server != NULL ? asker->server : url_server(account->login), asker->version,
	    account->account_id, fields_count(fields_of(account->login, account->media)));
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
	const struct account *account =
	    &run->accounts->list[work->chosen[work->plan.order[work->next++]]];
	const struct poll_call call = {
	    .asker = run->asker,
	    .account = account,
	    .state = run->remembers ? state_of(run, account) : NULL,
	    .refusals = &work->refusals,
	    .done = on_poll,
	    .context = work,
	};

	run->tally.started++;
	if (settings_flag(run->settings, SET_dry_run)) {
		rehearse(work, account);
		return;
	}
	work->active++;
	poll_start(&call);
}

static bool
may_start(const struct work *work)
{
	const struct run *run = work->run;

	return work->next < work->plan.n && !run->asker->stopping &&
	       work->active < http_concurrency(run->asker->http) &&
	       (run->run_time == 0 || ask_clock() - work->began < run->run_time);
}

/* What is under way gets a moment to end; then it is given up. */
static void
heed_stop(struct work *work)
{
	struct asker *asker = work->run->asker;

	if (stop_asked() && !work->run->tally.stopped) {
		work->run->tally.stopped = true;
		work->abort_at = ask_clock() + STOP_GRACE_MS;
		http_watch(asker->http, -1);
		asker_stop(asker);
	}
	if (work->run->tally.stopped && ask_clock() >= work->abort_at)
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

static int
work_through(struct work *work, struct fail *fail)
{
	struct run *run = work->run;

	for (;;) {
		while (may_start(work))
			start_account(work);
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
	int64_t until = work->began + work->run->run_time, least = ask_clock() + MEDIA_TIME_MS;

	if (work->run->run_time == 0)
		until = INT64_MAX;
	else if (until < least)
		until = least;
	if (media_run(work->run->asker->media, until, fail) < 0)
		return -1;
	work->run->tally.stopped = work->run->tally.stopped || stop_asked();
	return 0;
}

/* Those of this run's shard and of --account, and what the state says of them. */
static void
choose(struct work *work, const struct plan_limits *limits)
{
	const struct run *run = work->run;
	const struct accounts *accounts = run->accounts;
	struct plan_account *rows = must_calloc(accounts->n + 1, sizeof *rows);

	work->chosen = must_calloc(accounts->n + 1, sizeof *work->chosen);
	for (size_t i = 0; i < accounts->n; i++) {
		const struct account *account = &accounts->list[i];

		if (!settings_wants_account(run->settings, span_of(account->account_id),
					    span_of(""), span_of(account->handle)))
			continue;
		rows[work->chosen_n] = plan_account(state_of(run, account), WHEN_NONE, limits);
		work->chosen[work->chosen_n++] = i;
	}
	plan_make(&work->plan, rows, work->chosen_n, limits);
	work->run->tally.accounts = work->chosen_n;
	work->run->tally.due = work->plan.n;
	free(rows);
}

static void
say_late(const struct work *work)
{
	const struct plan *plan = &work->plan;
	const struct accounts *accounts = work->run->accounts;

	if (plan->late_n == 0 || !work->run->remembers)
		return;
	say(SAY_WARNING, "%zu of %zu accounts cannot be read in time; the worst: %s", plan->late_n,
	    work->chosen_n, accounts->list[work->chosen[plan->late[0]]].handle);
	for (size_t i = 0; i < plan->late_n; i++)
		say(SAY_DEBUG, "%s: cannot be read in time",
		    accounts->list[work->chosen[plan->late[i]]].handle);
}

/* What was due and not begun, and how near the next loss is. */
static void
look_back(struct work *work)
{
	struct run *run = work->run;
	struct tally *tally = &run->tally;

	tally->min_slack = WHEN_NONE;
	for (size_t i = 0; i < work->chosen_n && run->remembers; i++) {
		const struct account *account = &run->accounts->list[work->chosen[i]];
		when_ms slack = slack_of(run, account);

		tally->gaps += state_of(run, account)->gaps_n;
		if (tally->min_slack == WHEN_NONE || slack < tally->min_slack)
			tally->min_slack = slack;
	}
	for (size_t i = work->next; i < work->plan.n && run->remembers; i++)
		tally->urgent +=
		    slack_of(run, &run->accounts->list[work->chosen[work->plan.order[i]]]) <
		    SLACK_ALARM;
}

static void
drop_settling(struct work *work)
{
	while (work->first != NULL) {
		struct settling *next = work->first->next;

		poll_result_release(&work->first->result);
		free(work->first);
		work->first = next;
	}
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
	struct work work = {.run = run, .began = ask_clock()};
	int64_t took;
	int result;

	if (run->run_time != 0)
		run->run_time = plan_run_time(run->run_time, limits.step);
	work.last = &work.first;
	work.progress = progress_new(run->settings, "accounts");
	choose(&work, &limits);
	say_late(&work);
	http_watch(run->asker->http, stop_fd());
	result = work_through(&work, fail);
	took = ask_clock() - work.began;
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
	look_back(&work);
	drop_settling(&work);
	progress_free(work.progress);
	plan_release(&work.plan);
	free(work.chosen);
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
