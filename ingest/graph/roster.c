/* The accounts of a run: which of them are due, and how near their stories are to being lost. */
#include "ingest/graph/run_private.h"
#include "lib/mem.h"
#include "lib/say.h"

const struct account *
run_account(const struct work *work, size_t row)
{
	return &work->run->accounts->list[work->rows[row].account];
}

void
roster_note(struct work *work, size_t row, const struct account_state *state)
{
	work->rows[row].gaps = (uint32_t)state->gaps_n;
	work->rows[row].since = state->since;
	work->rows[row].last_ok = state->last_ok;
}

when_ms
roster_slack(const struct work *work, size_t row)
{
	return gap_deadline(work->rows[row].since, work->rows[row].last_ok) - when_now();
}

/* Only what the plan needs is kept of a state: there may be many accounts. */
static struct plan_account
add_row(struct work *work, size_t account, const struct plan_limits *limits)
{
	struct run *run = work->run;
	const struct account *named = &run->accounts->list[account];
	struct account_state *state = state_account(run->state, named->account_id, named->handle);
	struct plan_account planned = plan_account(state, WHEN_NONE, limits);

	work->rows[work->rows_n] = (struct row){.account = (uint32_t)account};
	roster_note(work, work->rows_n++, state);
	state_forget(run->state, state);
	return planned;
}

static void
say_nobody(const struct work *work)
{
	const struct settings *settings = work->run->settings;
	const char *name = accounts_misspelt(settings, work->run->tally.accounts);

	if (name != NULL)
		say(SAY_WARNING, "account: '%.80s' is not in %s: nothing was read", name,
		    settings_text(settings, SET_accounts));
}

static void
say_late(const struct work *work)
{
	const struct plan *plan = &work->plan;

	if (plan->late_n == 0 || !work->run->remembers)
		return;
	say(SAY_WARNING, "%zu of %zu accounts cannot be read in time; the worst: %s", plan->late_n,
	    work->rows_n, run_account(work, plan->late[0])->handle);
	for (size_t i = 0; i < plan->late_n; i++)
		say(SAY_DEBUG, "%s: cannot be read in time",
		    run_account(work, plan->late[i])->handle);
}

/* Those of this run's shard and of --account. */
void
roster_make(struct work *work, const struct plan_limits *limits)
{
	const struct run *run = work->run;
	const struct accounts *accounts = run->accounts;
	struct plan_account *planned = must_calloc(accounts->n + 1, sizeof *planned);

	work->rows = must_calloc(accounts->n + 1, sizeof *work->rows);
	for (size_t i = 0; i < accounts->n; i++) {
		const struct account *account = &accounts->list[i];

		if (account_is_wanted(run->settings, account))
			planned[work->rows_n] = add_row(work, i, limits);
	}
	plan_make(&work->plan, planned, work->rows_n, limits);
	work->run->tally.accounts = work->rows_n;
	work->run->tally.due = work->plan.n;
	free(planned);
	state_forget_all(run->state);
	say_nobody(work);
	say_late(work);
}

void
roster_release(struct work *work)
{
	plan_release(&work->plan);
	free(work->rows);
}

void
roster_look_back(struct work *work)
{
	struct run *run = work->run;
	struct tally *tally = &run->tally;

	tally->min_slack = WHEN_NONE;
	if (!run->remembers)
		return;
	for (size_t i = 0; i < work->rows_n; i++) {
		when_ms slack = roster_slack(work, i);

		tally->gaps += work->rows[i].gaps;
		if (tally->min_slack == WHEN_NONE || slack < tally->min_slack)
			tally->min_slack = slack;
	}
	for (size_t i = work->next; i < work->plan.n; i++)
		tally->urgent += roster_slack(work, work->plan.order[i]) < SLACK_ALARM;
}
