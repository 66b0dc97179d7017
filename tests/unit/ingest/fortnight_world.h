/*
 * A newsroom, minute by minute on a clock of its own: the real plan, state and gaps against
 * accounts that post, a network that fails, tokens that die, runs that are killed.
 */
#ifndef TESTS_FORTNIGHT_WORLD_H
#define TESTS_FORTNIGHT_WORLD_H

#include "ingest/graph/schedule.h"

#include "lib/mem.h"
#include "tests/unit/unit.h"

#ifdef __SANITIZE_ADDRESS__
#define FLEET 200  /* accounts; slow enough there */
#define SHARE 0.15 /* of the requests of the full fleet: one poll fills a run sooner */
#else
#define FLEET 2000
#define SHARE 1.0
#endif

#define START INT64_C(1770000000000)
#define FORTNIGHT (14 * WHEN_DAY)
#define STEP (10 * WHEN_MINUTE)     /* of cron */
#define RUN_TIME (10 * WHEN_MINUTE) /* of one run, as asked */
#define STORIES_A_DAY 3             /* of an account, in the mean */
#define LAG_MAX (3 * WHEN_MINUTE)   /* until a story is listed */
#define BATCH 50                    /* polls a segment */
#define TROUBLES_MAX 64
#define TOKENS 20

struct frame {
	when_ms taken_at, listed_at;
	uint64_t number;
	bool captured;
};

struct trouble {
	when_ms from, to;
	enum poll_outcome outcome;
	bool off;  /* no run starts at all */
	long only; /* the token it hits; -1 = all, -2 - i = the account i alone */
};

/* One account as the world has it, and as we know it. */
struct member {
	struct frame *frames; /* by taken_at */
	size_t n, cap, first; /* first: the oldest that may be live */
	struct account_state state;
	when_ms parked_until;
	when_ms newest_ok;  /* when the last complete poll ended */
	when_ms longest;    /* between complete polls, the first counted from START */
	when_ms newest_try; /* the same for attempts */
	when_ms rest;       /* the longest without an attempt while runs were possible */
	char id[16];
};

/* A poll whose segment is not published yet. */
struct pending {
	struct member *member;
	struct poll_facts facts;
};

struct world {
	struct member *fleet;
	struct trouble troubles[TROUBLES_MAX];
	size_t troubles_n;
	struct plan_limits limits;
	struct pending batch[BATCH], published[BATCH]; /* published: the newest segment */
	size_t batch_n, published_n;
	bool kills;
	uint64_t polls, killed;
	when_ms clock;
};

static uint64_t seed;
static when_ms length; /* of the simulation */

static uint64_t
draw(uint64_t below)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (seed >> 33) % below;
}

static int
by_time(const void *left, const void *right)
{
	const struct frame *a = left, *b = right;

	return a->taken_at < b->taken_at ? -1 : a->taken_at > b->taken_at;
}

static void
post(struct member *member, when_ms at)
{
	static uint64_t number;

	member->frames = mem_grow(member->frames, member->n, &member->cap, sizeof *member->frames);
	member->frames[member->n++] =
	    (struct frame){.taken_at = at,
			   .listed_at = at + (when_ms)draw((uint64_t)LAG_MAX),
			   .number = ++number};
}

/* A tenth of the accounts posts half of the stories; many post in bursts. */
static void
populate(struct world *world)
{
	uint64_t days = (uint64_t)(length / WHEN_DAY) + 1, all = FLEET * STORIES_A_DAY * days;

	world->fleet = must_calloc(FLEET, sizeof *world->fleet);
	for (uint64_t done = 0; done < all;) {
		struct member *member = &world->fleet[draw(draw(2) != 0 ? FLEET / 10 : FLEET)];
		when_ms at = START - WHEN_DAY + (when_ms)draw((uint64_t)(length + WHEN_DAY));

		for (uint64_t burst = 1 + draw(5); burst > 0; burst--, done++)
			post(member, at += (when_ms)draw(5 * 60000));
	}
	for (size_t i = 0; i < FLEET; i++) {
		struct member *member = &world->fleet[i];

		if (member->n != 0)
			qsort(member->frames, member->n, sizeof *member->frames, by_time);
		snprintf(member->id, sizeof member->id, "17%zu", i);
		account_state_init(&member->state, span_of(member->id), START);
		member->parked_until = WHEN_NONE;
		member->newest_ok = member->newest_try = START;
	}
}

static void
add_trouble(struct world *world, when_ms from, when_ms lasts, enum poll_outcome outcome, bool off,
	    long only)
{
	assert_true(world->troubles_n < TROUBLES_MAX);
	world->troubles[world->troubles_n++] =
	    (struct trouble){from, from + lasts, outcome, off, only};
}

static const struct trouble *
trouble_at(const struct world *world, size_t account, when_ms at)
{
	for (size_t i = 0; i < world->troubles_n; i++) {
		const struct trouble *trouble = &world->troubles[i];
		long only = trouble->only;

		if (at >= trouble->from && at < trouble->to &&
		    (only == -1 || only == -2 - (long)account ||
		     (only >= 0 && (size_t)only == account % TOKENS)))
			return trouble;
	}
	return NULL;
}

static bool
is_off(const struct world *world, when_ms at)
{
	for (size_t i = 0; i < world->troubles_n; i++)
		if (world->troubles[i].off && at >= world->troubles[i].from &&
		    at < world->troubles[i].to)
			return true;
	return false;
}

/* What a list asked for at that moment shows. Captured only once the segment is published. */
static void
list_live(struct member *member, struct poll_facts *facts, when_ms at)
{
	struct live_story *live;
	size_t last;

	while (member->first < member->n &&
	       member->frames[member->first].taken_at + STORY_LIFE <= at)
		member->first++;
	for (last = member->first; last < member->n && member->frames[last].taken_at <= at; last++)
		;
	live = must_calloc(last - member->first + 1, sizeof *live);
	for (size_t i = member->first; i < last; i++) {
		struct live_story *story = &live[facts->live_n];

		if (member->frames[i].listed_at > at)
			continue;
		story->taken_at = member->frames[i].taken_at;
		story->read_at = WHEN_NONE;
		snprintf(story->graph_id.text, sizeof story->graph_id.text, "%lu",
			 (unsigned long)member->frames[i].number);
		facts->live_n++;
	}
	facts->live = live;
	facts->stories = (int64_t)facts->live_n;
}

static void
capture(struct member *member, const struct poll_facts *facts)
{
	when_ms end = facts->finished_at;

	if (!poll_outcome_complete(facts->outcome))
		return;
	for (size_t i = 0, k = member->first; i < facts->live_n && k < member->n; k++)
		if (member->frames[k].taken_at == facts->live[i].taken_at &&
		    strtoul(facts->live[i].graph_id.text, NULL, 10) == member->frames[k].number) {
			member->frames[k].captured = true;
			i++;
		}
	if (end - member->newest_ok > member->longest)
		member->longest = end - member->newest_ok;
	member->newest_ok = facts->started_at;
}

static void
free_batch(struct pending *batch, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free((void *)batch[i].facts.live);
}

/* The records are safe; the states follow, some of them only when the next run replays them. */
static void
publish(struct world *world, bool killed)
{
	for (size_t i = 0; i < world->batch_n; i++)
		capture(world->batch[i].member, &world->batch[i].facts);
	for (size_t i = 0; i < world->batch_n && (!killed || i < BATCH / 2); i++)
		(void)account_state_take_poll(&world->batch[i].member->state,
					      &world->batch[i].facts);
	free_batch(world->published, world->published_n);
	memcpy(world->published, world->batch, sizeof world->batch);
	world->published_n = world->batch_n;
	world->batch_n = 0;
}

/* What every run does first: the newest segment once more, and states out of their files. */
static void
catch_up(struct world *world)
{
	for (size_t i = 0; i < world->published_n; i++) {
		struct member *member = world->published[i].member;
		struct buf text = BUF_MAX((size_t)4 << 20);

		(void)account_state_take_poll(&member->state, &world->published[i].facts);
		if (i % 8 != 0) /* a few will do */
			continue;
		account_state_write(&text, &member->state);
		account_state_release(&member->state);
		assert_true(account_state_read(&member->state, buf_span(&text)));
		buf_release(&text);
	}
}

static void
poll_member(struct world *world, size_t i)
{
	struct member *member = &world->fleet[i];
	const struct trouble *trouble = trouble_at(world, i, world->clock);
	double calls = trouble != NULL ? 1 : member->state.calls;
	struct poll_facts facts = {.account_id = span_of(member->id),
				   .started_at = world->clock,
				   .answered = trouble == NULL || trouble->outcome != POLL_FAILED};

	if (world->clock - member->newest_try > member->rest)
		member->rest = world->clock - member->newest_try;
	member->newest_try = world->clock;
	if (trouble == NULL)
		list_live(member, &facts, world->clock + WHEN_SECOND / 2);
	if (trouble != NULL && trouble->outcome == POLL_THROTTLED)
		member->parked_until = world->clock + WHEN_HOUR;
	world->clock += (when_ms)(calls * (double)WHEN_HOUR / world->limits.capacity) + 1;
	facts.finished_at = world->clock;
	facts.outcome = trouble != NULL     ? trouble->outcome
			: facts.live_n != 0 ? POLL_OK
					    : POLL_EMPTY;
	world->polls++;
	world->batch[world->batch_n++] = (struct pending){member, facts};
	if (world->batch_n == BATCH)
		publish(world, false);
}

static void
work(struct world *world, const struct plan *plan, when_ms started)
{
	when_ms end = started + plan_run_time(RUN_TIME, STEP);
	size_t most = world->kills && draw(20) == 0 ? draw(2 * BATCH) : plan->n;

	for (size_t i = 0; i < plan->n && i < most && world->clock < end; i++)
		poll_member(world, plan->order[i]);
	if (most >= plan->n) {
		publish(world, false);
		return;
	}
	world->killed++;
	if (draw(2) != 0) {
		publish(world, true);
		return;
	}
	free_batch(world->batch, world->batch_n);
	world->batch_n = 0;
}

static void
run_once(struct world *world, struct plan_account *accounts, when_ms now)
{
	struct plan plan;

	world->clock = now;
	world->limits.now = now;
	catch_up(world);
	for (size_t i = 0; i < FLEET; i++) {
		const struct member *member = &world->fleet[i];

		accounts[i] = plan_account(&member->state, member->parked_until, &world->limits);
		accounts[i].final_due = false; /* nobody reads insights here */
	}
	plan_make(&plan, accounts, FLEET, &world->limits);
	work(world, &plan, now);
	plan_release(&plan);
}

static void
live_through(struct world *world)
{
	struct plan_account *accounts = must_calloc(FLEET, sizeof *accounts);

	for (when_ms now = START; now < START + length; now += STEP) {
		if (is_off(world, now)) {
			for (size_t i = 0; i < FLEET; i++)
				world->fleet[i].newest_try = now;
			continue;
		}
		/* the run before holds the lock while it works */
		if (now >= world->clock)
			run_once(world, accounts, now);
	}
	free(accounts);
}

#endif
