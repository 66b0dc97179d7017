/* The state of an account is a fold of its polls, and a file says all of it. */
#include "tests/unit/ingest/state_sample.h"

static char *
as_text(const struct account_state *account)
{
	struct buf text = BUF_MAX((size_t)1 << 20);

	account_state_write(&text, account);
	return buf_take(&text);
}

static void
assert_same(const struct account_state *a, const struct account_state *b)
{
	char *left = as_text(a), *right = as_text(b);

	assert_string_equal(left, right);
	free(left);
	free(right);
}

static void
polls_make_the_state(void **state)
{
	struct account_state account;
	struct sample sample;

	(void)state;
	account_state_init(&account, SPAN("170"), NOW);
	sample_make(&sample, 0, NOW + WHEN_MINUTE, POLL_OK);
	assert_false(account_state_take_poll(&account, &sample.facts));
	assert_int_equal(account.last_ok, NOW + WHEN_MINUTE);
	assert_int_equal(account.live_n, sample.facts.live_n);
	assert_string_equal(account.handle, "example");
	account_state_insights(&account, id_span(&sample.live[0].graph_id), NOW + WHEN_HOUR, true);
	sample_make(&sample, 0, NOW + WHEN_HOUR, POLL_THROTTLED);
	assert_false(account_state_take_poll(&account, &sample.facts));
	assert_int_equal(account.failures, 1);
	assert_int_equal(account.trouble, GAP_THROTTLED);
	assert_int_equal(account.last_ok, NOW + WHEN_MINUTE);
	assert_int_equal(account.last_try, NOW + WHEN_HOUR);
	sample_make(&sample, 0, NOW + 30 * WHEN_HOUR, POLL_EMPTY);
	assert_true(account_state_take_poll(&account, &sample.facts));
	assert_int_equal(account.failures, 0);
	assert_int_equal(account.live_n, 0);
	assert_int_equal(account.gaps_n, 1);
	assert_int_equal(account.gaps[0].reason, GAP_THROTTLED);
	assert_int_equal(account.gaps[0].from_time, NOW + WHEN_MINUTE - LISTING_LAG);
	assert_int_equal(account.gaps[0].to_time, NOW + 7 * WHEN_HOUR + 30 * WHEN_SECOND);
	account_state_release(&account);
}

/* No notice of such a story is a miss, though nothing else is believed of that list. */
static void
what_an_incomplete_poll_saw_was_seen(void **state)
{
	struct account_state account;
	struct live_story live[2] = {story_of(1), story_of(2)};
	struct poll_facts facts = {.account_id = SPAN("170"),
				   .started_at = NOW,
				   .finished_at = NOW + WHEN_SECOND,
				   .outcome = POLL_PARTIAL,
				   .answered = true,
				   .stories = 3,
				   .live = live,
				   .live_n = 2};

	(void)state;
	account_state_init(&account, SPAN("170"), NOW);
	assert_false(account_state_take_poll(&account, &facts));
	assert_int_equal(account.seen_n, 2);
	assert_string_equal(account.seen[1].graph_id.text, live[1].graph_id.text);
	assert_int_equal(account.live_n, 0);
	assert_int_equal(account.last_ok, WHEN_NONE);
	account_state_release(&account);
}

static void
what_is_known_of_insights_outlives_a_poll(void **state)
{
	struct account_state account;
	struct live_story live[2] = {story_of(1), story_of(2)};
	struct poll_facts facts = {.account_id = SPAN("170"),
				   .started_at = NOW,
				   .finished_at = NOW,
				   .stories = 2,
				   .live = live,
				   .live_n = 2};

	(void)state;
	account_state_init(&account, SPAN("170"), NOW);
	(void)account_state_take_poll(&account, &facts);
	account_state_insights(&account, id_span(&live[1].graph_id), NOW + 7, true);
	account_state_insights(&account, SPAN("nobody"), NOW + 9, true);
	facts.started_at = NOW + WHEN_HOUR;
	(void)account_state_take_poll(&account, &facts);
	assert_false(account_state_live(&account, id_span(&live[0].graph_id))->final_read);
	assert_true(account_state_live(&account, id_span(&live[1].graph_id))->final_read);
	assert_int_equal(account_state_live(&account, id_span(&live[1].graph_id))->read_at,
			 NOW + 7);
	account_state_refuse(&account, "shares", NOW);
	account_state_refuse(&account, "shares", NOW + 5);
	assert_int_equal(account.refused_n, 1);
	assert_true(account_state_refuses(&account, "shares", NOW + 5));
	assert_false(account_state_refuses(&account, "shares", NOW + 6));
	assert_false(account_state_refuses(&account, "reach", NOW));
	account_state_release(&account);
}

/* By the length of the name, then by its bytes, so that the database need not sort them. */
static void
what_a_poll_listed_stands_as_jsonb_sorts_it(void **state)
{
	struct live_story live[2] = {story_of(1), story_of(2)};
	struct buf text = BUF_MAX(4096);

	(void)state;
	live[1].graph_id.text[0] = '\0';
	live[1].taken_at = WHEN_NONE;
	poll_live_write(&text, live, 1);
	poll_live_write(&text, live + 1, 1);
	assert_string_equal(
	    buf_text(&text),
	    "[{\"graph_id\":\"901\",\"story_id\":\"301\",\"taken_at\":\"2026-02-02T03:40:00Z\"}]"
	    ",[{\"story_id\":\"302\"}]");
	buf_release(&text);
}

static void
records_may_come_again(void **state)
{
	struct sample *list = make_history(POLLS);
	struct account_state once, again;

	(void)state;
	account_state_init(&once, SPAN("170"), NOW);
	account_state_init(&again, SPAN("170"), NOW);
	for (size_t i = 0; i < POLLS; i++) {
		(void)account_state_take_poll(&once, &list[i].facts);
		(void)account_state_take_poll(&again, &list[i].facts);
		for (size_t k = draw(i + 1); k <= i; k++)
			assert_false(account_state_take_poll(&again, &list[k].facts));
	}
	assert_true(once.gaps_n > 0);
	assert_same(&once, &again);
	account_state_release(&once);
	account_state_release(&again);
	free(list);
}

static void
a_file_says_all_of_it(void **state)
{
	struct sample *list = make_history(POLLS);
	struct account_state account, read;
	size_t n;
	char *text;

	(void)state;
	account_state_init(&account, SPAN("170"), NOW);
	for (size_t i = 0; i < POLLS; i++)
		(void)account_state_take_poll(&account, &list[i].facts);
	account_state_refuse(&account, "replies", NOW);
	text = as_text(&account);
	assert_true(account_state_read(&read, span_of(text)));
	assert_same(&account, &read);
	account_state_release(&read);
	/* every cut but that of the line feed is seen */
	n = strlen(text);
	for (size_t cut = 0; cut + 1 < n; cut += 1 + cut / 50)
		assert_false(account_state_read(&read, (struct span){text, cut}));
	free(text);
	account_state_release(&account);
	free(list);
}

static void
alien_files_are_none(void **state)
{
	static const char *const others[] = {
	    "",
	    "{}",
	    "[]",
	    "{\"format\":2,\"account_id\":\"1\",\"handle\":\"\",\"since\":\"2026-01-01T00:00:"
	    "00Z\"}",
	    "{\"format\":1,\"account_id\":\"1\",\"handle\":\"\",\"since\":\"2026-01-01T00:00:00Z\","
	    "\"failures\":-1,\"outcome\":\"ok\",\"trouble\":\"not_run\",\"rate\":1,\"calls\":1,"
	    "\"live\":[],\"seen\":[],\"refused\":[],\"gaps\":[]}",
	    "{\"format\":1,\"account_id\":\"1\",\"handle\":\"\",\"since\":\"2026-01-01T00:00:00Z\","
	    "\"failures\":0,\"outcome\":\"ok\",\"trouble\":\"not_run\",\"rate\":1,\"calls\":1,"
	    "\"live\":[7],\"seen\":[],\"refused\":[],\"gaps\":[]}",
	};
	struct account_state account;

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(account_state_read(&account, span_of(others[i])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(polls_make_the_state),
	    cmocka_unit_test(what_an_incomplete_poll_saw_was_seen),
	    cmocka_unit_test(what_is_known_of_insights_outlives_a_poll),
	    cmocka_unit_test(what_a_poll_listed_stands_as_jsonb_sorts_it),
	    cmocka_unit_test(records_may_come_again),
	    cmocka_unit_test(a_file_says_all_of_it),
	    cmocka_unit_test(alien_files_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
