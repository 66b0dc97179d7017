/*
 * The order of work: earliest deadline first where that saves all, else the most that can be
 * saved. Both are compared with every other order on small cases.
 */
#include "ingest/graph/schedule.h"

#include "lib/mem.h"
#include "tests/unit/unit.h"

#define NOW INT64_C(1770000000000)
#define SMALL 6 /* accounts; 720 orders */

static uint64_t seed = 1;

static uint64_t
draw(uint64_t below)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (seed >> 33) % below;
}

static const struct plan_limits hourly = {.now = NOW, .interval = WHEN_HOUR, .capacity = 60};

/* One whose complete poll must end within so many minutes. */
static struct plan_account
due_in(int64_t minutes, double rate, double calls)
{
	when_ms last_ok = NOW + minutes * WHEN_MINUTE - (STORY_LIFE - DEADLINE_MARGIN);

	return (struct plan_account){.since = last_ok,
				     .last_ok = last_ok,
				     .last_try = last_ok,
				     .rate = rate,
				     .calls = calls,
				     .parked_until = WHEN_NONE};
}

/* How many of the accounts, read in that order, are in time; one request takes a minute. */
static size_t
in_time(const struct plan_account *accounts, const size_t *order, size_t n)
{
	double at = NOW;
	size_t good = 0;

	for (size_t i = 0; i < n; i++) {
		const struct plan_account *account = &accounts[order[i]];

		at += account->calls * WHEN_MINUTE;
		good += at <= (double)gap_deadline(account->since, account->last_ok);
	}
	return good;
}

/* The most that any order of the rest, after `done` accounts, has in time. */
static size_t
best_order(const struct plan_account *accounts, size_t *order, size_t done, size_t n)
{
	size_t best = 0;

	if (done == n)
		return in_time(accounts, order, n);
	for (size_t i = done; i < n; i++) {
		size_t kept = order[done], good;

		order[done] = order[i];
		order[i] = kept;
		good = best_order(accounts, order, done + 1, n);
		order[i] = order[done];
		order[done] = kept;
		best = good > best ? good : best;
	}
	return best;
}

/* Whether the accounts of a set, taken by deadline, are all in time: as good as any order. */
static bool
set_fits(const struct plan_account *accounts, unsigned set, size_t n)
{
	bool taken[SMALL] = {false};
	double at = NOW;

	for (size_t k = 0; k < n; k++) {
		size_t next = n;

		for (size_t i = 0; i < n; i++)
			if ((set >> i & 1) != 0 && !taken[i] &&
			    (next == n || accounts[i].last_ok < accounts[next].last_ok))
				next = i;
		if (next == n)
			break;
		taken[next] = true;
		at += accounts[next].calls * WHEN_MINUTE;
		if (at > (double)gap_deadline(accounts[next].since, accounts[next].last_ok))
			return false;
	}
	return true;
}

static double
weight_of(const struct plan_account *accounts, unsigned set, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (set >> i & 1) != 0 ? accounts[i].rate + RATE_PRIOR : 0;
	return sum;
}

static size_t
random_case(struct plan_account accounts[SMALL], bool same_calls, bool same_rate)
{
	size_t n = 1 + draw(SMALL);

	for (size_t i = 0; i < n; i++)
		accounts[i] = due_in((int64_t)draw(14) - 2, same_rate ? 1 : (double)(1 + draw(9)),
				     same_calls ? 2 : (double)(1 + draw(4)));
	return n;
}

static void
no_order_has_more_in_time(void **state)
{
	struct plan_account accounts[SMALL];
	size_t feasible = 0;

	(void)state;
	for (int trial = 0; trial < 600; trial++) {
		size_t n = random_case(accounts, false, true), order[SMALL], best;
		struct plan plan;

		for (size_t i = 0; i < n; i++)
			order[i] = i;
		best = best_order(accounts, order, 0, n);
		plan_make(&plan, accounts, n, &hourly);
		assert_int_equal(plan.n, n);
		assert_int_equal(plan.late_n, n - best);
		assert_int_equal(in_time(accounts, plan.order, n), best);
		feasible += best == n;
		for (size_t i = 1; i < best; i++)
			assert_true(accounts[plan.order[i - 1]].last_ok <=
				    accounts[plan.order[i]].last_ok);
		plan_release(&plan);
	}
	assert_in_range(feasible, 50, 550);
}

static void
no_set_in_time_loses_less(void **state)
{
	struct plan_account accounts[SMALL];

	(void)state;
	for (int trial = 0; trial < 2000; trial++) {
		size_t n = random_case(accounts, true, false);
		double best = 0, got = 0;
		struct plan plan;

		for (unsigned set = 0; set < 1U << n; set++)
			if (set_fits(accounts, set, n) && weight_of(accounts, set, n) > best)
				best = weight_of(accounts, set, n);
		plan_make(&plan, accounts, n, &hourly);
		for (size_t i = 0; i < n - plan.late_n; i++)
			got += accounts[plan.order[i]].rate + RATE_PRIOR;
		assert_int_equal(in_time(accounts, plan.order, n), n - plan.late_n);
		assert_float_equal(got, best, 1e-9);
		plan_release(&plan);
	}
}

static void
what_is_late_comes_by_its_loss(void **state)
{
	struct plan_account accounts[] = {due_in(-60, 1, 1), due_in(-600, 9, 1), due_in(5, 2, 1),
					  due_in(-60, 8, 4)};
	static const size_t want[] = {2, 1, 3, 0};
	struct plan plan;

	(void)state;
	plan_make(&plan, accounts, COUNT(accounts), &hourly);
	for (size_t i = 0; i < COUNT(want); i++)
		assert_int_equal(plan.order[i], want[i]);
	assert_int_equal(plan.late_n, 3);
	assert_int_equal(plan.late[0], 1);
	plan_release(&plan);
}

/* One that was read just now must not keep those from being read that were not. */
static void
what_is_late_takes_the_room_there_is(void **state)
{
	struct plan_account accounts[] = {due_in(364, 1, 1), due_in(22 * 60, 1, 1),
					  due_in(-60, 1, 3), due_in(-60, 1, 2)};
	static const size_t want[] = {3, 0, 2, 1};
	struct plan plan;

	(void)state;
	plan_make(&plan, accounts, COUNT(accounts), &hourly);
	for (size_t i = 0; i < COUNT(want); i++)
		assert_int_equal(plan.order[i], want[i]);
	assert_int_equal(plan.late_n, 2);
	plan_release(&plan);
}

static void
nobody_is_left_out_for_ever(void **state)
{
	struct plan_account accounts[] = {due_in(-60, 20, 1), due_in(-30 * 24 * 60, 0, 1)};
	struct plan plan;

	(void)state;
	plan_make(&plan, accounts, COUNT(accounts), &hourly);
	assert_int_equal(plan.order[0], 1);
	plan_release(&plan);
}

static bool
is_due(struct plan_account account, when_ms step)
{
	struct plan_limits limits = hourly;

	limits.step = step;
	return plan_is_due(&account, &limits);
}

/* One whose last poll was complete and began so many minutes ago. */
static struct plan_account
read_before(int64_t minutes)
{
	when_ms at = NOW - minutes * WHEN_MINUTE;

	return (struct plan_account){.since = at,
				     .last_ok = at,
				     .last_try = at,
				     .parked_until = WHEN_NONE};
}

static void
nobody_waits_past_the_interval(void **state)
{
	struct plan_account fresh = {.since = NOW,
				     .last_ok = WHEN_NONE,
				     .last_try = WHEN_NONE,
				     .parked_until = WHEN_NONE};
	struct plan_account busy = read_before(11), failed = read_before(300);

	(void)state;
	assert_true(is_due(fresh, 10 * WHEN_MINUTE));
	assert_false(is_due(read_before(44), 10 * WHEN_MINUTE));
	assert_true(is_due(read_before(46), 10 * WHEN_MINUTE));
	assert_true(is_due(read_before(2), WHEN_HOUR));
	assert_true(is_due(read_before(2), 0));
	assert_true(is_due(read_before(-30), 10 * WHEN_MINUTE));
	assert_false(is_due(busy, WHEN_MINUTE));
	busy.rate = 200;
	assert_true(is_due(busy, WHEN_MINUTE));
	busy.last_ok = busy.last_try = NOW - 5 * WHEN_MINUTE;
	assert_false(is_due(busy, WHEN_MINUTE));
	for (unsigned failures = 1; failures < 100; failures++) {
		failed.failures = failures;
		failed.last_try = NOW - WHEN_HOUR;
		assert_true(is_due(failed, WHEN_MINUTE));
		failed.last_try = NOW - RETRY_PAUSE + WHEN_SECOND;
		assert_false(is_due(failed, WHEN_HOUR));
	}
}

static void
a_last_reading_is_a_reason(void **state)
{
	struct account_state account;
	struct live_story story = {.taken_at = NOW - STORY_LIFE + 30 * WHEN_MINUTE};
	struct plan_limits limits = hourly;
	struct plan_account planned;

	(void)state;
	limits.step = 10 * WHEN_MINUTE;
	account_state_init(&account, SPAN("17"), NOW - WHEN_DAY);
	account.last_ok = account.last_try = NOW - 5 * WHEN_MINUTE;
	account.live = &story;
	account.live_n = 1;
	planned = plan_account(&account, WHEN_NONE, &limits);
	assert_true(plan_is_due(&planned, &limits));
	story.final_read = true;
	planned = plan_account(&account, WHEN_NONE, &limits);
	assert_false(plan_is_due(&planned, &limits));
	assert_false(plan_is_final(NOW - STORY_LIFE, &limits));
	assert_false(plan_is_final(NOW - STORY_LIFE + 50 * WHEN_MINUTE, &limits));
	assert_false(plan_is_final(WHEN_NONE, &limits));
	limits.step = WHEN_HOUR;
	assert_true(plan_is_final(NOW - STORY_LIFE + 50 * WHEN_MINUTE, &limits));
}

static void
parked_accounts_wait_and_may_be_late(void **state)
{
	struct plan_account accounts[] = {due_in(60, 1, 1), due_in(60, 1, 1), due_in(60, 1, 1)};
	struct plan_limits limits = hourly;
	struct plan plan;

	(void)state;
	limits.all = true;
	accounts[0].parked_until = NOW + 30 * WHEN_MINUTE;
	accounts[1].parked_until = NOW + 90 * WHEN_MINUTE;
	accounts[2].parked_until = NOW - WHEN_MINUTE;
	plan_make(&plan, accounts, COUNT(accounts), &limits);
	assert_int_equal(plan.n, 1);
	assert_int_equal(plan.order[0], 2);
	assert_int_equal(plan.late_n, 1);
	assert_int_equal(plan.late[0], 1);
	plan_release(&plan);
	plan_make(&plan, accounts, 0, &limits);
	assert_int_equal(plan.n, 0);
	plan_release(&plan);
}

/* Also the worst case of the heap: each one in turn is given up. */
static void
ten_thousand_take_milliseconds(void **state)
{
	enum {
		MANY = 10000
	};
	struct plan_account *accounts = must_calloc(MANY, sizeof *accounts);
	struct timespec before, after;
	struct plan plan;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		accounts[i] = due_in((int64_t)draw(1000), (double)draw(50), (double)(1 + draw(5)));
	clock_gettime(CLOCK_MONOTONIC, &before);
	plan_make(&plan, accounts, MANY, &hourly);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_int_equal(plan.n, MANY);
	assert_in_range(plan.late_n, 1, MANY - 1);
	/* a second is far more than n log n takes, and far less than n squared under ASan */
	assert_true(after.tv_sec - before.tv_sec < 2);
	plan_release(&plan);
	free(accounts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_order_has_more_in_time),
	    cmocka_unit_test(no_set_in_time_loses_less),
	    cmocka_unit_test(what_is_late_comes_by_its_loss),
	    cmocka_unit_test(what_is_late_takes_the_room_there_is),
	    cmocka_unit_test(nobody_is_left_out_for_ever),
	    cmocka_unit_test(nobody_waits_past_the_interval),
	    cmocka_unit_test(a_last_reading_is_a_reason),
	    cmocka_unit_test(parked_accounts_wait_and_may_be_late),
	    cmocka_unit_test(ten_thousand_take_milliseconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
