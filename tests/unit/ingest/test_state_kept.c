/* States kept in files that may be lost at any time: the spool says what was in them. */
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/segment.h"
#include "tests/unit/ingest/state_sample.h"

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
	    cmocka_unit_test(lost_states_come_back),
	    cmocka_unit_test(a_wrong_clock_poisons_nothing),
	    cmocka_unit_test(one_lost_file_hides_no_gap),
	    cmocka_unit_test(a_wrong_clock_hides_no_gap),
	    cmocka_unit_test(runs_know_their_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
