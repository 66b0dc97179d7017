/* How the polls of a run end: what is counted and said, and when the states may know of it. */
#include "ingest/graph/run_private.h"
#include "lib/mem.h"
#include "lib/say.h"

struct begun *
begun_new(struct work *work, size_t row)
{
	struct begun *begun = must_calloc(1, sizeof *begun);
	const struct account *account = run_account(work, row);

	begun->work = work;
	begun->row = row;
	if (work->run->remembers)
		begun->state =
		    state_account(work->run->state, account->account_id, account->handle);
	return begun;
}

static void
begun_free(struct begun *begun)
{
	if (begun->state != NULL)
		state_forget(begun->work->run->state, begun->state);
	poll_result_release(&begun->result);
	free(begun);
}

/* Trouble is said as loudly as it is near: without state nothing is known of that. */
static void
say_trouble(const struct begun *begun, const struct poll_result *result)
{
	struct run *run = begun->work->run;
	int status = poll_exit_status(result->class);
	when_ms slack;

	run->tally.denied += status == EX_NOPERM;
	run->tally.later += status == EX_TEMPFAIL;
	run->tally.garbled += status == EX_PROTOCOL;
	if (!run->remembers || status == EX_NOPERM) {
		say_fail(&result->fail);
		return;
	}
	slack = roster_slack(begun->work, begun->row);
	run->tally.urgent += slack < SLACK_ALARM;
	if (slack < SLACK_ALARM)
		say_fail(&result->fail);
	else if (slack < SLACK_WARNING)
		say_warning(&result->fail);
	else
		say(SAY_DEBUG, "%s", result->fail.text);
}

static void
count(const struct begun *begun, const struct poll_result *result)
{
	struct tally *tally = &begun->work->run->tally;

	if (result->written)
		tally->outcomes[result->outcome]++;
	tally->stories += result->items;
	tally->parked += result->held_back;
	if (result->class != ERROR_NONE)
		say_trouble(begun, result);
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
settle(struct begun *begun)
{
	const struct poll_result *result = &begun->result;
	const struct account *account = result->account;
	struct run *run = begun->work->run;
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

	if (account_state_take_poll(begun->state, &facts)) {
		run->tally.gaps_new++;
		say_gap(account, begun->state);
	}
	remember_extras(begun->state, result);
	state_save(run->state, begun->state);
	roster_note(begun->work, begun->row, begun->state);
}

static struct begun *
take_first(struct work *work)
{
	struct begun *begun = work->first;

	work->first = begun->next;
	if (work->first == NULL)
		work->last = &work->first;
	return begun;
}

void
settle_durable(struct work *work)
{
	uint64_t durable = sink_durable(work->run->asker->sink);

	while (work->first != NULL && work->first->mark <= durable) {
		struct begun *begun = take_first(work);

		settle(begun);
		begun_free(begun);
	}
}

void
settle_drop(struct work *work)
{
	while (work->first != NULL)
		begun_free(take_first(work));
}

void
begun_end(void *context, struct poll_result *result)
{
	struct begun *begun = context;
	struct work *work = begun->work;

	work->active--;
	progress_step(work->progress, 1);
	begun->result = *result;
	if (result->written || result->held_back)
		count(begun, &begun->result);
	if (!result->written || begun->state == NULL) {
		begun_free(begun);
		return;
	}
	begun->mark = sink_count(work->run->asker->sink);
	*work->last = begun;
	work->last = &begun->next;
}
