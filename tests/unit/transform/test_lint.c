#include "transform/article/article.h"

#include "lib/mem.h"

#include "tests/unit/unit.h"
#include "transform/article/lint.h"

static struct person ann = {.id = "ann",
			    .full_name = "Ann Lee",
			    .short_name = "Ann",
			    .last_name = "Lee",
			    .pronouns = "she/her",
			    .birth = {.year = 1980, .month = 10, .day = 21},
			    .has_birth = true,
			    .birth_precision = BIRTH_DAY,
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
static struct desk desk = {.facts = &facts};
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
	desk.templates = set;
	article_compose(&article, &session, &desk, &arena);
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

static struct span
text_of(const char *text)
{
	return span_of(text);
}

/* Each addition to the lede states something that no fact holds, or says it badly. */
static void
uncovered_words_are_refused(void **state)
{
	static const char *const additions[] = {" Madonna",    " 7",         " nine",
						" Sunday",     " June",      " from Paris",
						" “invented”", " yesterday", " adorable",
						" , on",       "  shared",   " on, , on",
						" it seems",   " «on»x",     " “shared”"};
	struct told *lede = &article.sentences[0].told;
	struct span good = lede->text;

	(void)state;
	for (size_t i = 0; i < COUNT(additions); i++) {
		lede->text = text_of(arena_printf(&arena, "%s%s", good.p, additions[i]));
		expect_refused(lede->text.p);
	}
}

/* What is banned at any word of the text. */
static const char *
banned_in(const struct template_set *templates, const char *text)
{
	const char *p = text, *end = p + strlen(p), *banned = NULL;
	struct span word;

	while (banned == NULL && lint_next_word(&p, end, &word))
		banned = template_banned(templates, text_of(word.p));
	return banned;
}

/* Words that the templates own all, in an order that no newsroom prints. */
static void
filler_is_refused(void **state)
{
	struct fail fail = FAIL_NONE;
	struct template_set *es = template_set_new("es", "us", &fail);

	(void)state;
	assert_string_equal(banned_in(set, "She was Apparently late"), "apparently");
	assert_string_equal(banned_in(set, "and it seems so"), "it seems");
	assert_null(banned_in(set, "viralised, unperhaps, it seemsly"));
	assert_non_null(es);
	assert_string_equal(banned_in(es, "y parece que sí"), "parece que");
	template_set_free(es);
}

/* As facts of an operator may have them: within a handle, and as a title. */
static void
filler_of_facts(void **state)
{
	static const struct {
		const char *value;
		bool good;
	} values[] = {{"Ann Gorgeous Lee", false}, {"a_gorgeous", false},
		      {"a__gorgeous", false},      {"gorgeous_b", true},
		      {"_gorgeous", false},        {"a_fans_are", true},
		      {"gorgeously", true},        {"the “Gorgeous” singer", true},
		      {"gorgeous2", true},         {"agorgeous_", true}};
	struct told *lede = &article.sentences[0].told, good = *lede;
	char reason[LINT_REASON_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct fact fact = {.kind = "work", .value = text_of(values[i].value)};

		lede->facts = refs_join(&arena, good.facts, article_fact(&article, &fact));
		lede->text = text_of(arena_printf(&arena, "%s %s", good.text.p, values[i].value));
		if (article_lint(&article, reason) != values[i].good)
			fail_msg("%s: %s", values[i].value, reason);
		*lede = good;
	}
}

/* Nobody chooses the words of a name: without them there would be no article at all. */
static void
filler_may_be_a_name(void **state)
{
	static const struct {
		const char *kind, *value;
		bool good;
	} values[] = {
	    {"person", "Viral Shah", true},          {"tag", "Iconic Ann", true},
	    {"account", "@its_stunning.ann", true},  {"place", "Perhaps Falls", true},
	    {"link", "iconic.example", true},        {"place", "Wait... What?? Bar", true},
	    {"person", "Ann Wait.., who", false},    {"epithet", "the viral singer", false},
	    {"person", "Viral Shah, perhaps", false}};
	struct told *lede = &article.sentences[0].told, good = *lede;
	char reason[LINT_REASON_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		const char *value = values[i].value;
		struct span name = {value, strcspn(value, ",")};
		struct fact fact = {.kind = values[i].kind,
				    .value = text_of(arena_text(&arena, name))};

		lede->facts = refs_join(&arena, good.facts, article_fact(&article, &fact));
		lede->text = text_of(arena_printf(&arena, "%s %s", good.text.p, value));
		if (article_lint(&article, reason) != values[i].good)
			fail_msg("%s: %s", value, reason);
		*lede = good;
	}
}

static void
a_changed_quote_is_refused(void **state)
{
	const struct quote good = article.quotes[0];

	assert_int_equal(article.quotes_n, 1);
	article.quotes[0].verbatim = text_of("Dreams came true.");
	expect_refused("a quote that is not in the caption");
	article.quotes[0].verbatim = text_of("come true.");
	expect_refused("a quote that stands elsewhere");
	article.quotes[0].start = 7;
	expect_refused("another piece of the caption than the text shows");
	article.quotes[0].start = 8;
	expect_refused("a quote beyond the caption's end");
	article.quotes[0] = good;
	what_was_composed_passes(state);
}

static void
texts_need_facts(void **state)
{
	(void)state;
	article.sentences[0].told.facts.n = 0;
	expect_refused("a sentence without facts");
}

static struct fact *
fact_of(const char *kind)
{
	for (size_t i = 0; i < article.facts_n; i++)
		if (strcmp(article.facts[i].kind, kind) == 0)
			return &article.facts[i];
	fail_msg("no fact of kind %s", kind);
	return NULL;
}

static void
wrong_ages_are_refused(void **state)
{
	static const char *const wrong[] = {"41", "43", "4", "forty-two", "42 months old"};
	struct fact *age = fact_of("age");

	(void)state;
	assert_memory_equal(age->value.p, "42", 2);
	for (size_t i = 0; i < COUNT(wrong) - 1; i++) {
		age->value = text_of(wrong[i]);
		expect_refused(wrong[i]);
	}
	age->value = text_of("42");
	ann.birth_precision = BIRTH_MONTH;
	expect_refused("an age out of a month");
	ann.birth_precision = BIRTH_DAY;
	what_was_composed_passes(state);
}

static void
wrong_days_are_refused(void **state)
{
	struct fact *weekday = fact_of("weekday"), *date = fact_of("date");
	struct fact good = *date;

	(void)state;
	weekday->value = text_of("Sunday");
	expect_refused("another weekday");
	weekday->value = text_of("Saturday");
	date->value = text_of("Monday, April 15");
	expect_refused("a weekday that the date does not have");
	*date = good;
	date->day.day++;
	expect_refused("another day than the story's");
	*date = good;
	what_was_composed_passes(state);
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
	article.headline.text = text_of(
	    arena_printf(&arena, "%s%s%s%s%s", "Ann Lee shares an Instagram Story ",
			 "Ann Lee shares an Instagram Story ", "Ann Lee shares an Instagram Story ",
			 "Ann Lee shares an Instagram Story ",
			 "Ann Lee shares an Instagram Story"));
	expect_refused("a long headline");
}

/* Looking for each among all before it would take minutes. */
static void
facts_are_kept_once_and_found_quickly(void **state)
{
	static const char *const kinds[] = {"media_type", "quote"};
	static struct story other;
	const size_t before = article.facts_n, n = 200000;
	struct fact fact = {.kind = "quote", .value = text_of("0"), .origin = ORIGIN_PEOPLE};

	(void)state;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < n; i++) {
			const struct fact one = {.kind = kinds[i % 2],
						 .value =
						     text_of(arena_printf(&arena, "%zu", i / 4)),
						 .story = (i & 2) != 0 ? &other : &story};
			struct refs refs = article_fact(&article, &one);

			assert_int_equal(refs.n, 1);
			assert_int_equal(refs.list[0], before + i);
		}
	assert_int_equal(article.facts_n, before + n);
	assert_int_equal(article_fact(&article, &fact).list[0], before + n);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, compose, drop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_was_composed_passes), TEST(uncovered_words_are_refused),
	    TEST(filler_is_refused),        TEST(filler_of_facts),
	    TEST(filler_may_be_a_name),     TEST(a_changed_quote_is_refused),
	    TEST(texts_need_facts),         TEST(wrong_ages_are_refused),
	    TEST(wrong_days_are_refused),   TEST(alt_and_caption_must_differ),
	    TEST(headlines_have_a_length),  TEST(facts_are_kept_once_and_found_quickly),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
