/* The state of an account: a fold of its polls, kept in a file that may be lost at any time. */
#include "ingest/state/state.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/segment.h"
#include "tests/unit/unit.h"

#define NOW INT64_C(1770000000000)
#define POLLS 400
#define ACCOUNTS 3

static uint64_t seed = 7;

static uint64_t
draw(uint64_t below)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (seed >> 33) % below;
}

/* A poll with what it lists; ids are those of the hours. */
struct sample {
	struct poll_facts facts;
	struct live_story live[4];
	char account_id[8];
};

static struct live_story
story_of(int64_t number)
{
	struct live_story story = {.taken_at = NOW + number * WHEN_HOUR, .read_at = WHEN_NONE};

	snprintf(story.graph_id.text, sizeof story.graph_id.text, "90%ld", (long)number);
	snprintf(story.story_id.text, sizeof story.story_id.text, "30%ld", (long)number);
	return story;
}

static void
sample_make(struct sample *sample, unsigned account, when_ms at, enum poll_outcome outcome)
{
	int64_t hour = (at - NOW) / WHEN_HOUR;

	*sample = (struct sample){.facts = {.started_at = at,
					    .finished_at = at + 30 * WHEN_SECOND,
					    .outcome = outcome,
					    .answered = draw(2) != 0}};
	snprintf(sample->account_id, sizeof sample->account_id, "17%u", account);
	sample->facts.account_id = span_of(sample->account_id);
	sample->facts.handle = SPAN("example");
	for (int64_t i = 0; i < 4 && outcome == POLL_OK; i++)
		if (draw(3) != 0)
			sample->live[sample->facts.live_n++] = story_of(hour - i);
	sample->facts.stories = (int64_t)sample->facts.live_n;
	sample->facts.live = sample->live;
}

/* Two weeks of polls of some accounts, in the order of time, with long holes. */
static struct sample *
make_history(size_t n)
{
	struct sample *list = calloc(n, sizeof *list);
	when_ms at = NOW;

	assert_non_null(list);
	for (size_t i = 0; i < n; i++) {
		at += (when_ms)(1 + draw(draw(20) == 0 ? 3000 : 40)) * WHEN_MINUTE;
		sample_make(&list[i], (unsigned)draw(ACCOUNTS), at,
			    draw(3) == 0 ? (enum poll_outcome)draw(POLL_OUTCOMES) : POLL_OK);
		list[i].facts.live = list[i].live;
	}
	return list;
}

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

/* A spool in a fresh folder, and settings that name nothing but it. */
struct place {
	char path[64];
	struct settings *settings;
	struct spool *spool;
};

static void
place_make(struct place *place)
{
	struct fail fail = FAIL_NONE;
	char option[] = "--spool", program[] = "test";
	char *arguments[] = {program, option, place->path, NULL};

	snprintf(place->path, sizeof place->path, "/tmp/storywire-state-XXXXXX");
	assert_non_null(mkdtemp(place->path));
	assert_int_equal(settings_read(&place->settings, PROGRAM_INGEST, 3, arguments, &fail), 0);
	assert_int_equal(spool_open(&place->spool, place->path, true, &fail), 0);
}

/* Runs a line of the shell in the place. */
static void
spoil(const struct place *place, const char *line)
{
	char shell[] = "sh", option[] = "-ec", path[64], script[256];
	char *arguments[] = {shell, option, script, shell, path, NULL};
	int status = -1;
	pid_t pid;

	snprintf(path, sizeof path, "%s", place->path);
	snprintf(script, sizeof script, "cd \"$1\"; %s", line);
	assert_int_equal(posix_spawn(&pid, "/bin/sh", NULL, NULL, arguments, environ), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
place_remove(struct place *place)
{
	spool_close(place->spool);
	settings_free(place->settings);
	spoil(place, "rm -rf \"$1\"");
}

static void
put_poll(struct record_out *out, struct stream_out *stream, const struct poll_facts *facts)
{
	struct fail fail = FAIL_NONE;
	struct buf live = BUF_MAX((size_t)1 << 20);

	record_start(out, RECORD_poll);
	record_put_text(out, poll_account_id, facts->account_id);
	record_put_text(out, poll_handle, facts->handle);
	record_put_time(out, poll_started_at, facts->started_at);
	record_put_time(out, poll_finished_at, facts->finished_at);
	record_put_word(out, poll_outcome, poll_outcome_name(facts->outcome));
	if (facts->answered)
		record_put_int(out, poll_http_status, 200);
	record_put_int(out, poll_stories, facts->stories);
	poll_live_write(&live, facts->live, facts->live_n);
	if (poll_outcome_complete(facts->outcome))
		record_put_json(out, poll_live, buf_span(&live));
	assert_int_equal(stream_put(stream, record_finish(out), &fail), 0);
	buf_release(&live);
}

static void
publish(const struct spool *spool, const struct sample *list, size_t n)
{
	struct fail fail = FAIL_NONE;
	struct segment *segment = segment_begin(spool, &fail);
	struct record_out out;

	assert_non_null(segment);
	record_out_init(&out);
	for (size_t i = 0; i < n; i++)
		put_poll(&out, segment_stream(segment), &list[i].facts);
	assert_int_equal(stream_end(segment_stream(segment), NULL, &fail), 0);
	assert_int_equal(segment_publish(segment, SPOOL_KIND_RAW, &fail), 0);
	segment_free(segment);
	record_out_release(&out);
}

static struct state *
open_state(const struct place *place, bool keep, when_ms now)
{
	struct fail fail = FAIL_NONE;
	struct state *opened;

	assert_int_equal(state_open(&opened, place->settings, place->spool, keep, now, &fail), 0);
	return opened;
}

/* What the state says of all accounts. */
static char *
all_accounts(const struct place *place, when_ms now)
{
	struct state *opened = open_state(place, false, now);
	struct buf text = BUF_MAX((size_t)1 << 20);
	char id[8];

	for (unsigned i = 0; i < ACCOUNTS; i++) {
		snprintf(id, sizeof id, "17%u", i);
		account_state_write(&text, state_account(opened, id, "example"));
	}
	state_close(opened);
	return buf_take(&text);
}

static void
assert_all(const struct place *place, when_ms now, const char *want)
{
	char *got = all_accounts(place, now);

	assert_string_equal(got, want);
	free(got);
}

/* What a run does with a poll whose records are safe. */
static bool
take_poll(struct state *opened, const struct sample *sample)
{
	struct account_state *account = state_account(opened, sample->account_id, "example");
	bool found = account_state_take_poll(account, &sample->facts);

	state_save(opened, account);
	return found;
}

static void
run_once(const struct place *place, const struct sample *list, size_t n, bool killed)
{
	struct state *opened = open_state(place, true, list[n - 1].facts.finished_at);

	for (size_t i = 0; i < n; i++)
		(void)state_account(opened, list[i].account_id, "example");
	publish(place->spool, list, n);
	for (size_t i = 0; i < n && !killed; i++)
		(void)take_poll(opened, &list[i]);
	state_close(opened);
}

static void
lost_states_come_back(void **state)
{
	struct sample *list = make_history(POLLS);
	when_ms now = list[POLLS - 1].facts.finished_at;
	struct place place;
	char *want;

	(void)state;
	place_make(&place);
	for (size_t i = 0; i < POLLS; i += 20)
		run_once(&place, &list[i], 20, draw(3) == 0);
	want = all_accounts(&place, now);
	assert_non_null(strstr(want, "\"from_time\""));
	assert_all(&place, now, want);
	spoil(&place, "mv raw/*[02468ace].raw.ndjson done/");
	spoil(&place, "rm -r state/accounts");
	assert_all(&place, now, want);
	state_close(open_state(&place, true, now));
	assert_all(&place, now, want);
	spoil(&place, "truncate -s 100 state/accounts/*.json");
	assert_all(&place, now, want);
	free(want);
	place_remove(&place);
	free(list);
}

static void
a_wrong_clock_poisons_nothing(void **state)
{
	struct place place;
	struct sample ahead, right;
	struct state *opened;

	(void)state;
	place_make(&place);
	sample_make(&ahead, 0, NOW + 30 * WHEN_DAY, POLL_OK);
	sample_make(&right, 0, NOW, POLL_OK);
	run_once(&place, &ahead, 1, false);
	opened = open_state(&place, true, NOW);
	assert_int_equal(state_account(opened, "170", "example")->last_ok, WHEN_NONE);
	(void)take_poll(opened, &right);
	assert_int_equal(state_account(opened, "170", "example")->last_ok, NOW);
	state_close(opened);
	place_remove(&place);
}

/* Two accounts that were read well, long ago; later runs have looked at their segments. */
static void
make_past(const struct place *place)
{
	struct sample both[2];

	sample_make(&both[0], 0, NOW, POLL_OK);
	sample_make(&both[1], 1, NOW + 1, POLL_OK);
	run_once(place, both, 2, false);
	state_close(open_state(place, true, NOW + WHEN_HOUR));
	state_close(open_state(place, true, NOW + 2 * WHEN_HOUR));
}

static void
assert_gap(const struct place *place)
{
	struct state *opened = open_state(place, true, NOW + 40 * WHEN_HOUR);
	struct sample late;

	assert_int_equal(state_account(opened, "170", "example")->last_ok, NOW);
	assert_int_equal(state_account(opened, "171", "example")->last_ok, NOW + 1);
	sample_make(&late, 0, NOW + 40 * WHEN_HOUR, POLL_OK);
	assert_true(take_poll(opened, &late));
	state_close(opened);
}

static void
one_lost_file_hides_no_gap(void **state)
{
	struct place place;

	(void)state;
	place_make(&place);
	make_past(&place);
	spoil(&place, "rm state/accounts/$(printf 170 | sha256sum | cut -c 1-16).json");
	assert_gap(&place);
	place_remove(&place);
}

static void
a_wrong_clock_hides_no_gap(void **state)
{
	struct place place;
	struct sample ahead;

	(void)state;
	place_make(&place);
	make_past(&place);
	sample_make(&ahead, 0, NOW + 30 * WHEN_DAY, POLL_OK);
	run_once(&place, &ahead, 1, false);
	assert_gap(&place);
	place_remove(&place);
}

static void
runs_know_their_pace(void **state)
{
	struct place place;
	struct state *opened;

	(void)state;
	place_make(&place);
	opened = open_state(&place, true, NOW);
	assert_int_equal(state_step(opened), 0);
	assert_float_equal(state_capacity(opened), 0, 0);
	state_learn_capacity(opened, 100, WHEN_MINUTE);
	state_learn_capacity(opened, 9, WHEN_HOUR);
	state_close(opened);
	opened = open_state(&place, true, NOW + 10 * WHEN_MINUTE);
	assert_int_equal(state_step(opened), 10 * WHEN_MINUTE);
	assert_float_equal(state_capacity(opened), 6000, 1e-6);
	state_close(opened);
	opened = open_state(&place, true, NOW + 10 * WHEN_MINUTE + 7);
	assert_int_equal(state_step(opened), 10 * WHEN_MINUTE);
	state_close(opened);
	place_remove(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(polls_make_the_state),
	    cmocka_unit_test(what_is_known_of_insights_outlives_a_poll),
	    cmocka_unit_test(records_may_come_again),
	    cmocka_unit_test(a_file_says_all_of_it),
	    cmocka_unit_test(alien_files_are_none),
	    cmocka_unit_test(lost_states_come_back),
	    cmocka_unit_test(a_wrong_clock_poisons_nothing),
	    cmocka_unit_test(one_lost_file_hides_no_gap),
	    cmocka_unit_test(a_wrong_clock_hides_no_gap),
	    cmocka_unit_test(runs_know_their_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
