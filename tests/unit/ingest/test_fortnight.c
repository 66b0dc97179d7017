/*
 * A fortnight of a newsroom. What is asked at the end: was anything lost that could have been had,
 * and does every loss lie in a gap?
 */
#include "tests/unit/ingest/fortnight_world.h"

/* What came of it. */
struct result {
	uint64_t stories, lost, lost_new, unexplained, gratuitous, gaps;
	uint64_t reachable; /* lost although nothing stood in the way for two hours */
	when_ms rest;
};

static bool
in_gap(const struct member *member, when_ms taken_at)
{
	struct gap gap;

	for (size_t i = 0; i < member->state.gaps_n; i++)
		if (taken_at >= member->state.gaps[i].from_time &&
		    taken_at < member->state.gaps[i].to_time)
			return true;
	return account_state_open_gap(&member->state, START + length, &gap) &&
	       taken_at >= gap.from_time && taken_at < gap.to_time;
}

/* Whether the account could be read for two hours on end while the story was live. */
static bool
was_reachable(const struct world *world, size_t account, const struct frame *frame)
{
	when_ms free_for = 0, at = frame->listed_at > START ? frame->listed_at : START;

	for (; at < frame->taken_at + STORY_LIFE; at += STEP) {
		free_for = trouble_at(world, account, at) != NULL ? 0 : free_for + STEP;
		if (free_for >= 2 * WHEN_HOUR)
			return true;
	}
	return false;
}

static void
judge_member(const struct world *world, size_t account, struct result *result)
{
	const struct member *member = &world->fleet[account];

	for (size_t i = 0; i < member->n; i++) {
		const struct frame *frame = &member->frames[i];

		/* what ends within the margin of the first run is no promise */
		if (frame->taken_at + STORY_LIFE <= START + DEADLINE_MARGIN ||
		    frame->taken_at + STORY_LIFE > START + length)
			continue;
		result->stories++;
		if (frame->captured)
			continue;
		result->lost++;
		result->lost_new += frame->taken_at > START;
		result->unexplained += !in_gap(member, frame->taken_at);
		result->reachable += was_reachable(world, account, frame);
	}
	result->gaps += member->state.gaps_n;
	/* the first gap may be that of a first poll that came late */
	for (size_t i = 0; i < member->state.gaps_n; i++)
		result->gratuitous += member->longest <= STORY_LIFE - DEADLINE_MARGIN &&
				      member->state.gaps[i].from_time >= START - WHEN_HOUR;
	if (member->rest > result->rest)
		result->rest = member->rest;
}

static struct result
finish(struct world *world, const char *name)
{
	struct result result = {.stories = 0};

	for (size_t i = 0; i < FLEET; i++)
		judge_member(world, i, &result);
	print_message("%s: %d accounts, stories=%lu lost=%lu (new ones %lu) outside gaps=%lu "
		      "though reachable=%lu "
		      "gaps=%lu polls=%lu killed=%lu longest rest %ld min\n",
		      name, FLEET, (unsigned long)result.stories, (unsigned long)result.lost,
		      (unsigned long)result.lost_new, (unsigned long)result.unexplained,
		      (unsigned long)result.reachable, (unsigned long)result.gaps,
		      (unsigned long)world->polls, (unsigned long)world->killed,
		      (long)(result.rest / WHEN_MINUTE));
	free_batch(world->published, world->published_n);
	for (size_t i = 0; i < FLEET; i++) {
		account_state_release(&world->fleet[i].state);
		free(world->fleet[i].frames);
	}
	free(world->fleet);
	return result;
}

/* `requests` an hour for a fleet of 2,000; a smaller one gets its share. */
static void
begin(struct world *world, uint64_t first_seed, double requests, when_ms how_long)
{
	length = how_long;
	seed = first_seed;
	*world = (struct world){
	    .limits = {.interval = WHEN_HOUR, .step = STEP, .capacity = requests * SHARE}};
	populate(world);
}

/* The network, the host, servers that are cross, tokens that die. */
static void
add_all_troubles(struct world *world, when_ms longest)
{
	for (when_ms at = START + 2 * WHEN_DAY; at < START + 13 * WHEN_DAY; at += 3 * WHEN_DAY) {
		when_ms lasts = longest / 2 + (when_ms)draw((uint64_t)longest / 2);
		bool off = draw(2) != 0;

		add_trouble(world, at + (when_ms)draw(12) * WHEN_HOUR, lasts, POLL_FAILED, off, -1);
	}
	for (int i = 0; i < 12; i++)
		add_trouble(world, START + (when_ms)draw(13 * 24) * WHEN_HOUR,
			    (when_ms)(1 + draw(18)) * WHEN_HOUR, POLL_THROTTLED, false,
			    (long)draw(TOKENS));
	for (int i = 0; i < 30; i++)
		add_trouble(world, START + (when_ms)draw(12 * 24) * WHEN_HOUR,
			    (when_ms)(6 + draw(70)) * WHEN_HOUR, POLL_DENIED, false,
			    -2 - (long)draw(FLEET));
}

static void
what_can_be_had_is_had(void **state)
{
	struct result result;
	struct world world;

	(void)state;
	begin(&world, 11, 120000, FORTNIGHT);
	world.kills = true;
	add_all_troubles(&world, 20 * WHEN_HOUR);
	result = finish((live_through(&world), &world), "rich");
	assert_true(result.lost > 0);
	assert_int_equal(result.unexplained, 0);
	assert_int_equal(result.reachable, 0);
	assert_int_equal(result.gratuitous, 0);
}

static void
nobody_is_read_less_often_than_promised(void **state)
{
	struct result result;
	struct world world;

	(void)state;
	begin(&world, 12, 120000, 3 * WHEN_DAY);
	result = finish((live_through(&world), &world), "calm");
	assert_int_equal(result.lost, 0);
	assert_int_equal(result.gaps, 0);
	assert_true(result.rest <= WHEN_HOUR);
}

/*
 * Loss is nil as long as a sweep of all accounts and the outage fit together into 23 hours: five
 * hours and sixteen here.
 */
static void
outages_that_fit_cost_nothing(void **state)
{
	struct result result;
	struct world world;

	(void)state;
	begin(&world, 13, 1600, FORTNIGHT);
	for (int day = 2; day < 13; day += 3)
		add_trouble(&world, START + day * WHEN_DAY, 16 * WHEN_HOUR, POLL_FAILED,
			    day % 2 == 0, -1);
	result = finish((live_through(&world), &world), "scarce");
	assert_int_equal(result.lost_new, 0);
	assert_int_equal(result.unexplained, 0);
}

static void
what_cannot_be_saved_lies_in_gaps(void **state)
{
	struct result result;
	struct world world;

	(void)state;
	begin(&world, 14, 1600, FORTNIGHT);
	world.kills = true;
	add_all_troubles(&world, 20 * WHEN_HOUR);
	add_trouble(&world, START + 9 * WHEN_DAY, 26 * WHEN_HOUR, POLL_FAILED, true, -1);
	result = finish((live_through(&world), &world), "overload");
	assert_true(result.lost > 0);
	assert_int_equal(result.unexplained, 0);
	assert_int_equal(result.gratuitous, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nobody_is_read_less_often_than_promised),
	    cmocka_unit_test(what_can_be_had_is_had),
	    cmocka_unit_test(outages_that_fit_cost_nothing),
	    cmocka_unit_test(what_cannot_be_saved_lies_in_gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
