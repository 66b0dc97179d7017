#include "ingest/state/state.h"

#include "lib/mem.h"

/* What an account may have at once: Instagram allows 100 stories a day. */
#define LIVE_MAX 1000

/* Ids are kept this long after they were listed last: the notice of a story comes an hour after
 * its end, and may be late by the days that Meta goes on trying. */
#define SEEN_LIFE (4 * WHEN_DAY)
#define SEEN_MAX 4000

#define REFUSED_MAX 64
#define GAPS_MAX 200 /* the newest are kept; older ones are in the database */

/* The weight of a day in the averages: a fleet's habits change over a week, not an hour. */
#define RATE_DAYS 3.0
#define CALLS_WEIGHT 0.2

void
account_state_init(struct account_state *account, struct span account_id, when_ms since)
{
	*account = (struct account_state){.since = since,
					  .last_ok = WHEN_NONE,
					  .last_try = WHEN_NONE,
					  .calls = 1};
	if (account_id.n <= ID_MAX)
		memcpy(account->account_id.text, account_id.p, account_id.n);
}

void
account_state_release(struct account_state *account)
{
	free(account->live);
	free(account->seen);
	free(account->refused);
	free(account->gaps);
	*account = (struct account_state){.since = WHEN_NONE};
}

/* Makes room at the end of a list that forgets its oldest. */
static void
shift(void *list, size_t *n, size_t max, size_t size)
{
	if (*n < max)
		return;
	memmove(list, (char *)list + size, (*n - 1) * size);
	--*n;
}

static bool
is_id(const struct id *id, struct span text)
{
	return strlen(id->text) == text.n && memcmp(id->text, text.p, text.n) == 0;
}

struct live_story *
account_state_live(const struct account_state *account, struct span graph_id)
{
	for (size_t i = 0; i < account->live_n && graph_id.n != 0; i++)
		if (is_id(&account->live[i].graph_id, graph_id))
			return &account->live[i];
	return NULL;
}

static void
forget_seen(struct account_state *account, when_ms now)
{
	size_t kept = 0;

	for (size_t i = 0; i < account->seen_n; i++)
		if (account->seen[i].at + SEEN_LIFE > now)
			account->seen[kept++] = account->seen[i];
	account->seen_n = kept;
}

static void
add_seen(struct account_state *account, const struct live_story *story, when_ms at)
{
	if (story->graph_id.text[0] == '\0')
		return;
	for (size_t i = 0; i < account->seen_n; i++)
		if (strcmp(account->seen[i].graph_id.text, story->graph_id.text) == 0) {
			account->seen[i].at = at;
			return;
		}
	shift(account->seen, &account->seen_n, SEEN_MAX, sizeof *account->seen);
	account->seen =
	    mem_grow(account->seen, account->seen_n, &account->seen_cap, sizeof *account->seen);
	account->seen[account->seen_n++] = (struct seen_story){story->graph_id, at};
}

/* The list of the poll becomes that of the account; what is known of a story's insights stays. */
static void
replace_live(struct account_state *account, const struct poll_facts *poll)
{
	struct live_story *live = must_calloc(poll->live_n + 1, sizeof *live);
	size_t n = 0;

	for (size_t i = 0; i < poll->live_n && n < LIVE_MAX; i++, n++) {
		const struct live_story *known =
		    account_state_live(account, id_span(&poll->live[i].graph_id));

		live[i] = poll->live[i];
		if (known != NULL && known->read_at > live[i].read_at)
			live[i].read_at = known->read_at;
		live[i].final_read |= known != NULL && known->final_read;
		add_seen(account, &live[i], poll->finished_at);
	}
	free(account->live);
	account->live = live;
	account->live_n = n;
	account->live_cap = n + 1;
}

/* What is live was posted within a day, so it is a sample of the rate whatever lies between. */
static void
learn_rate(struct account_state *account, const struct poll_facts *poll)
{
	double stories = (double)poll->stories;
	double days = account->last_ok == WHEN_NONE
			  ? RATE_DAYS
			  : (double)(poll->started_at - account->last_ok) / (double)WHEN_DAY;
	double weight = days < RATE_DAYS ? days / RATE_DAYS : 1;

	account->rate += (stories - account->rate) * weight;
	account->calls +=
	    (1 + stories - account->calls) * (account->last_ok == WHEN_NONE ? 1 : CALLS_WEIGHT);
}

static bool
note_gap(struct account_state *account, const struct poll_facts *poll)
{
	struct gap gap = {.found_at = poll->finished_at, .reason = account->trouble};

	if (!gap_between(account->since, account->last_ok, poll->finished_at, &gap))
		return false;
	shift(account->gaps, &account->gaps_n, GAPS_MAX, sizeof *account->gaps);
	account->gaps =
	    mem_grow(account->gaps, account->gaps_n, &account->gaps_cap, sizeof *account->gaps);
	account->gaps[account->gaps_n++] = gap;
	return true;
}

static bool
take_complete(struct account_state *account, const struct poll_facts *poll)
{
	bool found = note_gap(account, poll);

	learn_rate(account, poll);
	forget_seen(account, poll->finished_at);
	replace_live(account, poll);
	account->last_ok = poll->started_at;
	account->failures = 0;
	account->trouble = GAP_NOT_RUN;
	return found;
}

/* A complete poll counts even where an attempt after it came first: it narrows what may be lost. */
bool
account_state_take_poll(struct account_state *account, const struct poll_facts *poll)
{
	bool complete = poll_outcome_complete(poll->outcome), found = false;
	bool newer = account->last_try == WHEN_NONE || poll->started_at > account->last_try;

	if (!newer && (!complete || poll->started_at <= account->last_ok))
		return false;
	if (account->since == WHEN_NONE || poll->started_at < account->since)
		account->since = poll->started_at;
	if (poll->handle.n != 0 && poll->handle.n < sizeof account->handle) {
		memcpy(account->handle, poll->handle.p, poll->handle.n);
		account->handle[poll->handle.n] = '\0';
	}
	if (complete)
		found = take_complete(account, poll);
	else {
		for (size_t i = 0; i < poll->live_n; i++)
			add_seen(account, &poll->live[i], poll->finished_at);
		account->failures++;
		account->trouble = gap_reason_of(poll->outcome, poll->answered);
	}
	if (newer) {
		account->last_try = poll->started_at;
		account->outcome = poll->outcome;
	}
	return found;
}

bool
account_state_open_gap(const struct account_state *account, when_ms now, struct gap *gap)
{
	*gap = (struct gap){.found_at = now, .reason = account->trouble};
	return gap_between(account->since, account->last_ok, now, gap);
}

void
account_state_insights(struct account_state *account, struct span graph_id, when_ms at, bool final)
{
	struct live_story *story = account_state_live(account, graph_id);

	if (story == NULL)
		return;
	story->read_at = at;
	story->final_read |= final;
}

void
account_state_refuse(struct account_state *account, const char *name, when_ms at)
{
	struct refused *refused = NULL;

	for (size_t i = 0; i < account->refused_n && refused == NULL; i++)
		if (strcmp(account->refused[i].name, name) == 0)
			refused = &account->refused[i];
	if (refused == NULL) {
		shift(account->refused, &account->refused_n, REFUSED_MAX, sizeof *account->refused);
		account->refused = mem_grow(account->refused, account->refused_n,
					    &account->refused_cap, sizeof *account->refused);
		refused = &account->refused[account->refused_n++];
		*refused = (struct refused){.at = at};
		snprintf(refused->name, sizeof refused->name, "%s", name);
	}
	refused->at = at;
}

bool
account_state_refuses(const struct account_state *account, const char *name, when_ms since)
{
	for (size_t i = 0; i < account->refused_n; i++)
		if (strcmp(account->refused[i].name, name) == 0)
			return account->refused[i].at >= since;
	return false;
}
