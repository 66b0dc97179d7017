#include "transform/article.h"

#include "lib/mem.h"

#include "tests/unit/unit.h"

static struct person ann = {.id = "ann",
			    .full_name = "Ann Lee",
			    .short_name = "Ann",
			    .last_name = "Lee",
			    .pronouns = "she/her",
			    .occupation = ""};
static struct handle row = {.person = &ann,
			    .account_id = "1",
			    .ig_pk = "",
			    .handle = "ann",
			    .tz = "UTC",
			    .credit_name = "Ann Lee"};
static struct facts_dir facts = {.people = &ann, .people_n = 1, .handles = &row, .handles_n = 1};
static struct story story = {.account_id = "1", .story_id = "30", .taken_at = 1681592400000};
static struct session session = {.stories = &story, .n = 1, .zone = "UTC", .poster = &row};
static struct template_set *set;
static struct arena arena;
static struct article article;

static int
compose(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	facts_index(&facts);
	set = template_set_new("en", "us", &fail);
	story.cells[CELL(caption)] = (struct cell){.text = "Dreams come true.", .seen = true};
	story.cells[CELL(media_type)] = (struct cell){.text = "IMAGE", .seen = true};
	session.day = zone_editorial_day("UTC", story.taken_at);
	article_compose(&article, &session, &facts, set, &arena);
	return set != NULL ? 0 : -1;
}

static int
drop(void **state)
{
	(void)state;
	article_release(&article);
	facts_unindex(&facts);
	template_set_free(set);
	arena_release(&arena);
	return 0;
}

static void
expect_refused(const char *what)
{
	char reason[LINT_REASON_MAX] = "";

	if (article_lint(&article, reason))
		fail_msg("passed: %s", what);
	assert_string_not_equal(reason, "");
}

static void
what_was_composed_passes(void **state)
{
	char reason[LINT_REASON_MAX] = "";

	(void)state;
	if (!article_lint(&article, reason))
		fail_msg("%s", reason);
}

/* Each addition to the lede states something that no fact holds. */
static void
uncovered_words_are_refused(void **state)
{
	static const char *const additions[] = {" Madonna",    " 7",         " nine",
						" Sunday",     " June",      " from Paris",
						" “invented”", " yesterday", " adorable",
						" , twice",    "  blanks"};
	struct realised *lede = &article.sentences[0].made;
	const char *good = lede->text;

	(void)state;
	for (size_t i = 0; i < COUNT(additions); i++) {
		lede->text = arena_printf(&arena, "%s%s", good, additions[i]);
		expect_refused(lede->text);
	}
}

static void
a_changed_quote_is_refused(void **state)
{
	(void)state;
	assert_int_equal(article.quotes_n, 1);
	article.quotes[0].verbatim = "Dreams came true.";
	expect_refused("a quote that is not in the caption");
}

static void
texts_need_facts(void **state)
{
	(void)state;
	article.sentences[0].made.facts_n = 0;
	expect_refused("a sentence without facts");
}

static void
alt_and_caption_must_differ(void **state)
{
	(void)state;
	article.figures[0].alt = article.figures[0].caption;
	expect_refused("alt as caption");
}

static void
headlines_have_a_length(void **state)
{
	(void)state;
	article.headline.text =
	    arena_printf(&arena, "%s%s%s%s%s", "Ann Lee shares an Instagram Story ",
			 "Ann Lee shares an Instagram Story ", "Ann Lee shares an Instagram Story ",
			 "Ann Lee shares an Instagram Story ", "Ann Lee shares an Instagram Story");
	expect_refused("a long headline");
}

/* Looking for each among all before it would take minutes. */
static void
facts_are_kept_once_and_found_quickly(void **state)
{
	static const char *const kinds[] = {"media_type", "quote"};
	const size_t before = article.facts_n, n = 200000;

	(void)state;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < n; i++)
			assert_int_equal(article_fact(&article, kinds[i % 2],
						      arena_printf(&arena, "%zu", i / 4),
						      ORIGIN_STORY,
						      (i & 2) != 0 ? "1" : story.story_id),
					 before + i);
	assert_int_equal(article.facts_n, before + n);
	assert_int_equal(article_fact(&article, "quote", "0", ORIGIN_PEOPLE, story.story_id),
			 before + n);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, compose, drop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_was_composed_passes),
	    TEST(uncovered_words_are_refused),
	    TEST(a_changed_quote_is_refused),
	    TEST(texts_need_facts),
	    TEST(alt_and_caption_must_differ),
	    TEST(headlines_have_a_length),
	    TEST(facts_are_kept_once_and_found_quickly),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
