/* What is known of an account's media: comes back as it was saved, or not at all. */
#include "ingest/graph/media_known.h"

#include "lib/mem.h"
#include "lib/shelf.h"
#include "tests/unit/spool_place.h"

#define NOW ((when_ms)1700000000000)

static const struct id first = {"17900000000000001"}, second = {"17900000000000002"};

static void
save_some(const struct spool *spool)
{
	struct media_known *known = media_known_load(spool, "17");
	struct fail fail = FAIL_NONE;
	struct media_entry *entry;

	assert_int_equal(known->n, 0);
	entry = media_known_entry(known, &first, MEDIA_MAIN, NOW);
	assert_ptr_equal(media_known_entry(known, &first, MEDIA_MAIN, NOW + 1), entry);
	entry->state = MEDIA_FAILED;
	entry->tries = 3;
	entry->link = must_strdup("https://a/of-no-use");
	entry = media_known_entry(known, &first, MEDIA_THUMBNAIL, NOW);
	entry->link = must_strdup("https://a/b.jpg?oh=1");
	entry = media_known_entry(known, &second, MEDIA_MAIN, NOW - 6 * WHEN_DAY);
	entry->state = MEDIA_OK;
	assert_true(known->changed);
	assert_int_equal(media_known_save(known, spool, NOW, &fail), 0);
	assert_false(known->changed);
	media_known_free(known);
}

static void
test_round_trip(void **state)
{
	struct spool *spool = open_spool();
	struct media_known *known;

	(void)state;
	save_some(spool);
	known = media_known_load(spool, "18");
	assert_int_equal(known->n, 0);
	media_known_free(known);
	known = media_known_load(spool, "17");
	/* what was not seen for days is forgotten, and only what waits keeps its link */
	assert_int_equal(known->n, 2);
	assert_string_equal(known->list[0]->story_id.text, first.text);
	assert_int_equal(known->list[0]->state, MEDIA_FAILED);
	assert_int_equal(known->list[0]->tries, 3);
	assert_int_equal(known->list[0]->seen_at, NOW);
	assert_null(known->list[0]->link);
	assert_int_equal(known->list[1]->kind, MEDIA_THUMBNAIL);
	assert_int_equal(known->list[1]->state, MEDIA_WAITING);
	assert_string_equal(known->list[1]->link, "https://a/b.jpg?oh=1");
	media_known_free(known);
	spool_close(spool);
}

/* Whatever became of the file: it is read as it was, or as whole lines of it, or as nothing. */
static void
test_cut_and_strange(void **state)
{
	static const char *const texts[] = {
	    "",
	    "\n",
	    "storywire media 2\n1 media ok 0 1 -\n",
	    "storywire media 1\n1 media ok 0 1\n",
	    "storywire media 1\n1 media ok 0 x -\n",
	    "storywire media 1\n1 film ok 0 1 -\n",
	    "storywire media 1\n1 media fine 0 1 -\n",
	    "storywire media 1\n../1 media ok 0 1 -\n",
	    "storywire media 1\n1 media ok 0 1 -\n2 media\n",
	};
	struct spool *spool = open_spool();
	struct media_known *known;
	struct fail fail = FAIL_NONE;
	char name[33], hex[DIGEST_HEX + 1];

	(void)state;
	digest_of(SPAN("17"), hex);
	snprintf(name, sizeof name, "%.32s", hex);
	save_some(spool);
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(shelf_write(spool, "media", name, span_of(texts[i]), &fail), 0);
		known = media_known_load(spool, "17");
		if (known->n != 0)
			fail_msg("text %zu: %zu entries", i, known->n);
		media_known_free(known);
	}
	assert_int_equal(shelf_write(spool, "media", name,
				     SPAN("storywire media 1\n1 media ok 0 1 -\n"), &fail),
			 0);
	known = media_known_load(spool, "17");
	assert_int_equal(known->n, 1);
	media_known_free(known);
	spool_close(spool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SPOOL_TEST(test_round_trip),
	    SPOOL_TEST(test_cut_and_strange),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
