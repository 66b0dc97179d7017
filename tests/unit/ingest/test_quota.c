/* The governor: what it learns from answers, and whom it lets go. */
#include "tests/unit/ingest/quota_asking.h"

static int
set_up(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	quota_key("EAAtoken", key);
	quota = quota_open(-1, &fail);
	return quota == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	quota_close(quota);
	return 0;
}

static void
a_key_is_not_the_token(void **state)
{
	char other[QUOTA_KEY + 1];

	(void)state;
	assert_int_equal(strspn(key, "0123456789abcdef"), QUOTA_KEY);
	quota_key("EAAtokem", other);
	assert_string_not_equal(key, other);
}

static void
without_news_all_goes(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask_optional("1", NOW), QUOTA_GO);
	learn_app(74, NOW);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask_optional("1", NOW), QUOTA_GO);
}

static void
from_75_percent_calls_keep_a_distance(void **state)
{
	when_ms next;

	(void)state;
	learn_app(75, NOW);
	assert_int_equal(ask_optional("1", NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + WHEN_HOUR);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_LATER);
	assert_true(when > NOW && when <= NOW + WHEN_SECOND);
	next = when;
	assert_int_equal(ask("2", PLENTY, next - 1), QUOTA_LATER);
	assert_int_equal(ask("2", PLENTY, next), QUOTA_GO);
	learn_app(94, next);
	assert_int_equal(ask("1", PLENTY, next + WHEN_SECOND), QUOTA_GO);
	assert_int_equal(ask("1", PLENTY, next + WHEN_SECOND), QUOTA_LATER);
	assert_true(when > next + 2 * WHEN_SECOND);
}

static void
from_95_percent_only_the_urgent_go(void **state)
{
	(void)state;
	learn_app(95, NOW);
	assert_int_equal(ask("1", 6 * WHEN_HOUR, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + WHEN_HOUR);
	assert_int_equal(ask("1", 6 * WHEN_HOUR - 1, NOW), QUOTA_GO);
	assert_int_equal(ask("2", LITTLE, NOW), QUOTA_LATER);
}

static void
a_full_budget_is_left_alone_and_then_tried_once(void **state)
{
	when_ms until = NOW + 19 * MINUTE;

	(void)state;
	learn_business("1", "17", 100, 19, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, until);
	assert_int_equal(ask("1", LITTLE, until - 1), QUOTA_PARKED);
	assert_int_equal(ask_optional("1", until), QUOTA_PARKED);
	assert_int_equal(ask("1", LITTLE, until), QUOTA_GO);
	assert_int_equal(ask("1", LITTLE, until + WHEN_SECOND), QUOTA_PARKED);
	learn_business("1", "17", 60, 0, until + 2 * WHEN_SECOND);
	assert_int_equal(ask("1", PLENTY, until + 2 * WHEN_SECOND), QUOTA_GO);
	assert_int_equal(ask_optional("1", until + 2 * WHEN_SECOND), QUOTA_GO);
}

static void
a_try_that_fails_closes_it_again(void **state)
{
	(void)state;
	learn_app(100, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 10 * MINUTE);
	assert_int_equal(ask("1", LITTLE, when), QUOTA_GO);
	learn_app(100, when);
	assert_int_equal(ask("1", LITTLE, when + MINUTE), QUOTA_PARKED);
	assert_int_equal(when, NOW + 20 * MINUTE);
}

static void
an_estimate_of_0_is_not_health(void **state)
{
	(void)state;
	learn_business("1", "17", 100, 0, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 30 * MINUTE);
	learn_business("2", "18", 97, 0, NOW);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_PARKED);
	learn_business("3", "19", 97, 5, NOW);
	assert_int_equal(ask("3", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 5 * MINUTE);
}

static void
silence_is_not_0_percent(void **state)
{
	(void)state;
	learn_business("1", "17", 96, 0, NOW);
	learn("1", "", "", NOW);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_PARKED);
	learn_app(100, NOW);
	assert_int_equal(ask("2", LITTLE, NOW + 10 * MINUTE), QUOTA_GO);
	learn("2", "", "", NOW + 10 * MINUTE);
	assert_int_equal(ask("2", LITTLE, NOW + 10 * MINUTE), QUOTA_GO);
	assert_int_equal(ask("2", LITTLE, NOW + 10 * MINUTE), QUOTA_LATER);
}

static void
one_account_throttled_blocks_no_other(void **state)
{
	(void)state;
	learn_business("1", "17", 100, 30, NOW);
	learn_business("2", "18", 10, 0, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_GO);
	assert_int_equal(ask("3", PLENTY, NOW), QUOTA_GO);
	quota_park(quota, key, "2", NOW + 5 * MINUTE);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 5 * MINUTE);
	assert_int_equal(ask("3", PLENTY, NOW), QUOTA_GO);
}

static void
accounts_share_the_pools_that_their_answers_name(void **state)
{
	(void)state;
	learn_business("1", "645", 20, 0, NOW);
	learn_business("2", "645", 100, 30, NOW);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
}

static void
a_parked_token_stops_its_accounts_only(void **state)
{
	char other[QUOTA_KEY + 1];

	(void)state;
	quota_key("EAAother", other);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	quota_park(quota, key, NULL, NOW + MINUTE);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(ask("2", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(quota_ask(quota, other, "3", PLENTY, false, NOW, &when), QUOTA_GO);
}

static void
a_park_has_an_end(void **state)
{
	(void)state;
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
	quota_park(quota, key, NULL, NOW + 1000 * WHEN_DAY);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + WHEN_DAY);
	quota_park(quota, key, "1", WHEN_NONE);
	assert_int_equal(ask("1", PLENTY, NOW + WHEN_DAY), QUOTA_GO);
}

static void
a_park_without_an_end_takes_that_of_the_headers(void **state)
{
	(void)state;
	learn_business("1", "17", 100, 7, NOW);
	quota_park(quota, key, "1", WHEN_NONE);
	assert_int_equal(ask("1", LITTLE, NOW), QUOTA_PARKED);
	assert_int_equal(when, NOW + 7 * MINUTE);
}

static void
who_is_about_to_lose_a_story_may_try_now_and_then(void **state)
{
	int went = 0;

	(void)state;
	assert_int_equal(ask("1", MINUTE, NOW), QUOTA_GO);
	quota_park(quota, key, NULL, NOW + 5 * WHEN_HOUR);
	for (int i = 0; i < 60; i++)
		if (ask("1", MINUTE, NOW + i * MINUTE) == QUOTA_GO) {
			went++;
			quota_park(quota, key, NULL, NOW + 5 * WHEN_HOUR);
		}
	assert_in_range(went, 5, 12);
	assert_int_equal(ask("2", LITTLE, NOW + WHEN_HOUR), QUOTA_PARKED);
}

static void
readings_age_as_their_windows(void **state)
{
	(void)state;
	learn_app(99, NOW);
	assert_int_equal(ask("1", PLENTY, NOW + WHEN_HOUR - 1), QUOTA_PARKED);
	assert_int_equal(ask("1", PLENTY, NOW + WHEN_HOUR), QUOTA_GO);
	assert_int_equal(ask_optional("1", NOW + WHEN_HOUR), QUOTA_GO);
	learn_business("2", "17", 99, 0, NOW);
	assert_int_equal(ask("2", PLENTY, NOW + WHEN_HOUR / 2), QUOTA_PARKED);
	assert_true(when > NOW + WHEN_HOUR / 2 && when < NOW + 2 * WHEN_HOUR);
	assert_int_equal(ask("2", PLENTY, when), QUOTA_GO);
	assert_int_equal(ask_optional("2", NOW + 2 * WHEN_HOUR), QUOTA_PARKED);
	assert_true(when < NOW + 7 * WHEN_HOUR);
	assert_int_equal(ask_optional("2", when), QUOTA_GO);
}

static void
a_wrong_clock_does_not_park_for_ever(void **state)
{
	(void)state;
	learn_app(100, NOW + 500 * WHEN_DAY);
	assert_int_equal(ask("1", PLENTY, NOW), QUOTA_GO);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_key_is_not_the_token),
	    TEST(without_news_all_goes),
	    TEST(from_75_percent_calls_keep_a_distance),
	    TEST(from_95_percent_only_the_urgent_go),
	    TEST(a_full_budget_is_left_alone_and_then_tried_once),
	    TEST(a_try_that_fails_closes_it_again),
	    TEST(an_estimate_of_0_is_not_health),
	    TEST(silence_is_not_0_percent),
	    TEST(one_account_throttled_blocks_no_other),
	    TEST(accounts_share_the_pools_that_their_answers_name),
	    TEST(a_parked_token_stops_its_accounts_only),
	    TEST(a_park_has_an_end),
	    TEST(a_park_without_an_end_takes_that_of_the_headers),
	    TEST(who_is_about_to_lose_a_story_may_try_now_and_then),
	    TEST(readings_age_as_their_windows),
	    TEST(a_wrong_clock_does_not_park_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
