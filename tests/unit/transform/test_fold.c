/* Sightings of one story become one, however many there are and wherever they stand. */
#include "transform/stories/story.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "tests/unit/unit.h"
#include "transform/harvest/entry.h"

#define SIGHTINGS 9000 /* with texts of a kilobyte: more than are held */
#define SHA "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void
add(struct harvest *harvest, const struct sighting *sighting)
{
	struct buf entry = BUF_MAX(65536);
	struct fail fail = FAIL_NONE;

	entry_sighting(&entry, sighting);
	assert_int_equal(sorter_add(harvest->shelves[SHELF_SIGHTINGS], buf_span(&entry), &fail), 0);
	buf_release(&entry);
}

/* What the Graph API says of the story at that time. */
static struct sighting
seen_at(when_ms at, const char *caption)
{
	struct sighting s = {.account_id = "1",
			     .story_id = "2",
			     .handle_key = "",
			     .source = SOURCE_GRAPH,
			     .observed_at = at,
			     .raw_sha256 = SHA};

	s.cells[CELL(taken_at)] = (struct cell){.text = "2023-04-15T07:00:00Z", .seen = true};
	s.cells[CELL(caption)] = (struct cell){.text = caption, .seen = true};
	return s;
}

static struct story
only_story(struct harvest *harvest, struct arena *arena)
{
	struct sorter *folded = sorter_new(harvest->pool);
	struct fail fail = FAIL_NONE;
	struct story story;
	struct span entry;

	assert_int_equal(stories_fold(harvest, folded, NULL, &fail), 0);
	assert_int_equal(sorter_count(folded), 1);
	assert_int_equal(sorter_read(folded, &fail), 0);
	assert_int_equal(sorter_next(folded, &entry, &fail), 1);
	story_read((struct span){arena_text(arena, entry), entry.n}, &story);
	sorter_free(folded);
	return story;
}

/* Each is newer than the one before it, so that each one's text wins for a while. */
static void
a_story_seen_very_often(void **state)
{
	struct arena arena = ARENA_EMPTY;
	struct harvest harvest;
	struct story story;
	char caption[1024];

	(void)state;
	harvest_init(&harvest, (size_t)1 << 20, NULL);
	memset(caption, 'x', sizeof caption);
	caption[sizeof caption - 1] = '\0';
	for (int i = 0; i < SIGHTINGS; i++) {
		struct sighting s = seen_at((when_ms)1681600000000 + i, caption);
		char digits[16];

		snprintf(digits, sizeof digits, "%06d", i);
		memcpy(caption, digits, 6);
		add(&harvest, &s);
	}
	story = only_story(&harvest, &arena);
	assert_memory_equal(story_text(&story, CELL(caption)), "008999xxx", 9);
	assert_int_equal(strlen(story_text(&story, CELL(caption))), sizeof caption - 1);
	assert_true(story.first_seen == 1681600000000);
	assert_true(story.last_seen == 1681600000000 + SIGHTINGS - 1);
	harvest_release(&harvest);
	arena_release(&arena);
}

/* A richer source wins over a newer one; "none" is a value; what nobody tells is not there. */
static void
rank_before_time(void **state)
{
	struct sighting graph = seen_at(1000, NULL), archive = seen_at(2000, "an archive's");
	struct arena arena = ARENA_EMPTY;
	struct harvest harvest;
	struct story story;

	(void)state;
	archive.source = SOURCE_META_EXPORT;
	archive.cells[CELL(alt_text)] = (struct cell){.text = "a photo", .seen = true};
	archive.is_context = true;
	harvest_init(&harvest, (size_t)1 << 20, NULL);
	add(&harvest, &archive);
	add(&harvest, &graph);
	story = only_story(&harvest, &arena);
	assert_null(story_text(&story, CELL(caption)));
	assert_int_equal(story.stamps[CELL(caption)].rank, source_rank(SOURCE_GRAPH));
	assert_string_equal(story_text(&story, CELL(alt_text)), "a photo");
	assert_int_equal(story.stamps[CELL(permalink)].rank, 0);
	assert_int_equal(story.sources, 1U << SOURCE_GRAPH | 1U << SOURCE_META_EXPORT);
	assert_true(story.fresh);
	harvest_release(&harvest);
	arena_release(&arena);
}

/* What two readings of one source in one shape tell differently; nobody knows when an archive was.
 */
static void
edits_of_one_source(void **state)
{
	static const struct {
		const char *first, *second;
		enum source_id source;
		int rank;
		when_ms at;
		unsigned edited;
	} cases[] = {
	    {"a", "b", SOURCE_PRIVATE_API, 60, 2000, 1U << EDIT_MENTIONS},
	    {"a", NULL, SOURCE_PRIVATE_API, 60, 2000, 1U << EDIT_MENTIONS},
	    {"a", "a", SOURCE_PRIVATE_API, 60, 2000, 0},
	    {"a", "b", SOURCE_PRIVATE_API, 45, 2000, 0},
	    {"a", "b", SOURCE_GRAPH, 60, 2000, 0},
	    {"a", "b", SOURCE_PRIVATE_API, 60, WHEN_NONE, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sighting first = seen_at(1000, NULL), second = seen_at(cases[i].at, NULL);
		struct arena arena = ARENA_EMPTY;
		struct harvest harvest;

		first.source = SOURCE_PRIVATE_API;
		first.rank = 60;
		second.source = cases[i].source;
		second.rank = cases[i].rank;
		first.cells[CELL(mentions)] = (struct cell){.text = cases[i].first, .seen = true};
		second.cells[CELL(mentions)] = (struct cell){.text = cases[i].second, .seen = true};
		harvest_init(&harvest, (size_t)1 << 20, NULL);
		add(&harvest, &second);
		add(&harvest, &first);
		assert_int_equal(only_story(&harvest, &arena).edited, cases[i].edited);
		harvest_release(&harvest);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_story_seen_very_often),
	    cmocka_unit_test(rank_before_time),
	    cmocka_unit_test(edits_of_one_source),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
