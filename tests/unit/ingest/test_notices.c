/* Notices of ended stories, against what the polls listed. */
#include "ingest/state/notices.h"

#include <fcntl.h>
#include <unistd.h>

#include "ingest/state/folder.h"
#include "tests/unit/unit.h"

#define NOW INT64_C(1770000000000)

/* A folder of states in which account 17 was known for ten days and story 901 was listed. */
struct place {
	char path[64];
	int folder;
	struct account_state account;
};

static int
place_make(void **state)
{
	static struct place place;
	struct live_story live = {.graph_id = {"901"}, .taken_at = NOW - WHEN_DAY};
	struct poll_facts poll = {.started_at = NOW - WHEN_HOUR,
				  .finished_at = NOW - WHEN_HOUR,
				  .stories = 1,
				  .live = &live,
				  .live_n = 1};

	snprintf(place.path, sizeof place.path, "/tmp/storywire-notices-XXXXXX");
	if (mkdtemp(place.path) == NULL)
		return -1;
	place.folder = open(place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	account_state_init(&place.account, SPAN("17"), NOW - 10 * WHEN_DAY);
	(void)account_state_take_poll(&place.account, &poll);
	*state = &place;
	return place.folder >= 0 ? 0 : -1;
}

static void
remove_file(const struct place *place, struct span id, const char *shelf, const char *ending)
{
	char name[FOLDER_NAME_MAX], path[256];

	folder_name(id, ending, name);
	snprintf(path, sizeof path, "%s/%s/%s", place->path, shelf, name);
	(void)unlink(path);
	snprintf(path, sizeof path, "%s/%s", place->path, shelf);
	(void)rmdir(path);
}

static int
place_remove(void **state)
{
	struct place *place = *state;

	account_state_release(&place->account);
	remove_file(place, SPAN("18"), "notices", "");
	remove_file(place, SPAN("17"), "notices", "");
	remove_file(place, SPAN("17"), "accounts", ".json");
	close(place->folder);
	return rmdir(place->path);
}

static size_t
count(const struct place *place, when_ms now)
{
	struct misses misses;
	size_t n;

	notices_misses(&misses, place->folder, &place->account, true, now);
	n = misses.n;
	misses_release(&misses);
	return n;
}

static void
what_no_poll_listed_is_a_miss(void **state)
{
	const struct place *place = *state;
	struct misses misses;
	struct gap gap;

	notices_add(place->folder, SPAN("17"), SPAN("901"), NOW, NOW);
	notices_add(place->folder, SPAN("17"), SPAN("902"), NOW, NOW);
	notices_add(place->folder, SPAN("17"), SPAN("902"), NOW + WHEN_HOUR, NOW);
	notices_add(place->folder, SPAN("18"), SPAN("903"), NOW, NOW);
	notices_misses(&misses, place->folder, &place->account, true, NOW);
	assert_int_equal(misses.n, 1);
	assert_string_equal(misses.list[0].graph_id.text, "902");
	gap = miss_gap(&misses.list[0]);
	assert_int_equal(gap.reason, GAP_MISSED_STORY);
	assert_true(gap.from_time <= NOW - 25 * WHEN_HOUR && gap.to_time > NOW - 25 * WHEN_HOUR);
	misses_release(&misses);
	assert_int_equal(count(place, NOW + 29 * WHEN_DAY), 1);
	assert_int_equal(count(place, NOW + 31 * WHEN_DAY), 0);
	/* and that was its last day */
	assert_int_equal(count(place, NOW), 0);
}

static void
what_ended_before_the_account_was_known_is_not(void **state)
{
	struct place *place = *state;
	when_ms since = place->account.since;

	place->account.since = NOW;
	notices_add(place->folder, SPAN("17"), SPAN("902"), NOW, NOW);
	assert_int_equal(count(place, NOW), 0);
	place->account.since = since;
	assert_int_equal(count(place, NOW), 0);
}

static void
old_notices_prove_nothing(void **state)
{
	const struct place *place = *state;

	notices_add(place->folder, SPAN("17"), SPAN("902"), NOW - 4 * WHEN_DAY, NOW);
	notices_add(-1, SPAN("17"), SPAN("903"), NOW, NOW);
	notices_add(place->folder, SPAN("17"), SPAN(""), NOW, NOW);
	assert_int_equal(count(place, NOW), 0);
}

/* The state's file knows what was listed when the notice comes, the list itself only for days. */
static void
what_was_listed_is_never_noted(void **state)
{
	struct place *place = *state;
	struct buf text = BUF_MAX((size_t)1 << 20);
	char name[FOLDER_NAME_MAX];
	int shelf = folder_open(place->folder, "accounts", true);

	account_state_write(&text, &place->account);
	folder_name(SPAN("17"), ".json", name);
	assert_true(folder_write(shelf, name, buf_span(&text)));
	notices_add(place->folder, SPAN("17"), SPAN("901"), NOW, NOW);
	place->account.seen_n = 0;
	assert_int_equal(count(place, NOW), 0);
	buf_release(&text);
	folder_close(shelf);
}

static void
a_flood_is_bounded(void **state)
{
	const struct place *place = *state;
	char id[16];

	for (unsigned i = 0; i < MISSES_MAX + 9; i++) {
		snprintf(id, sizeof id, "95%u", i);
		notices_add(place->folder, SPAN("17"), span_of(id), NOW, NOW);
	}
	assert_int_equal(count(place, NOW), MISSES_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_no_poll_listed_is_a_miss, place_make,
					    place_remove),
	    cmocka_unit_test_setup_teardown(what_ended_before_the_account_was_known_is_not,
					    place_make, place_remove),
	    cmocka_unit_test_setup_teardown(old_notices_prove_nothing, place_make, place_remove),
	    cmocka_unit_test_setup_teardown(what_was_listed_is_never_noted, place_make,
					    place_remove),
	    cmocka_unit_test_setup_teardown(a_flood_is_bounded, place_make, place_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
