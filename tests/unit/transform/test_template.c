/* The template engine, and what every template set must be able to tell. */
#include "lib/std.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "transform/article/template.h"

static struct template_set *set;
static struct arena arena;

static int
open_set(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	set = template_set_new("en", "us", &fail);
	return set != NULL ? 0 : -1;
}

static int
close_set(void **state)
{
	(void)state;
	template_set_free(set);
	arena_release(&arena);
	return 0;
}

/* Puts a text that rests on one fact. */
static void
put(struct slots *slots, enum slot_id id, const char *text, uint32_t fact)
{
	uint32_t *number = arena_alloc(&arena, sizeof *number);

	*number = fact;
	slots_put(slots, id, (struct slot){{text, strlen(text)}, {number, 1}});
}

static const char *
tell(const char *id, const struct slots *slots, uint64_t variant)
{
	return template_tell(set, &arena, id, slots, variant).text.p;
}

static void
optional_parts_need_their_slots(void **state)
{
	struct slots slots;
	struct told told;

	(void)state;
	SLOTS_NONE(&slots);
	put(&slots, SLOT_poster, "Ann", 3);
	put(&slots, SLOT_stories, "Instagram Stories", 3);
	assert_string_equal(tell("headline", &slots, 0), "Ann shares Instagram Stories");
	put(&slots, SLOT_place, "Rome", 5);
	told = template_tell(set, &arena, "headline", &slots, 0);
	assert_string_equal(told.text.p, "Ann shares Instagram Stories from Rome");
	assert_string_equal(told.template, "headline");
	assert_int_equal(told.facts.n, 2);
	assert_int_equal(told.facts.list[0], 3);
	assert_int_equal(told.facts.list[1], 5);
}

static void
the_fullest_template_wins(void **state)
{
	struct slots slots;

	(void)state;
	SLOTS_NONE(&slots);
	put(&slots, SLOT_name, "Perry", 1);
	put(&slots, SLOT_captions, "two captions", 2);
	assert_string_equal(tell("person", &slots, 0), "Perry is mentioned in two captions.");
	put(&slots, SLOT_age, "38", 3);
	assert_string_equal(tell("person", &slots, 7), "Perry, 38, is mentioned in two captions.");
}

static void
a_missing_slot_gives_no_text(void **state)
{
	struct slots slots;

	(void)state;
	SLOTS_NONE(&slots);
	assert_null(tell("headline", &slots, 0));
	put(&slots, SLOT_poster, "", 1);
	assert_null(tell("headline", &slots, 0));
	assert_null(tell("no such id", &slots, 0));
	put(&slots, SLOT_poster, "Ann", 1);
	put(&slots, SLOT_stories, "Instagram Stories", 1);
	assert_non_null(tell("headline", &slots, 0));
	slots_put(&slots, SLOT_poster, NO_SLOT);
	assert_null(tell("headline", &slots, 0));
}

/* Every variant, and none twice before all were used. */
static void
variants_are_all_used(void **state)
{
	struct slots slots;
	size_t seen = 0;

	(void)state;
	SLOTS_NONE(&slots);
	put(&slots, SLOT_poster, "Ann", 1);
	put(&slots, SLOT_media, "a photo", 2);
	put(&slots, SLOT_channel, "Instagram Stories", 2);
	put(&slots, SLOT_date, "Saturday, April 15", 3);
	put(&slots, SLOT_place, "Rome", 4);
	put(&slots, SLOT_placed, "two of them from Rome", 4);
	put(&slots, SLOT_tagged, "Bob", 5);
	for (uint64_t variant = 0; variant < 8; variant++)
		seen |= (size_t)1 << template_tell(set, &arena, "lede", &slots, variant).variant;
	assert_int_equal(seen, 0xff);
}

static void
a_text_stops_once(void **state)
{
	static const char *const names[][2] = {{"Robert Downey Jr.", "Robert Downey Jr."},
					       {"Wow!", "Wow!"},
					       {"Who?", "Who?"},
					       {"Rome", "Rome."}};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct slots slots;
		char want[64];

		SLOTS_NONE(&slots);
		put(&slots, SLOT_name, "Ann", 1);
		put(&slots, SLOT_turned, "9", 1);
		put(&slots, SLOT_birthday, names[i][0], 1);
		snprintf(want, sizeof want, "Ann turned 9 on %s", names[i][1]);
		assert_string_equal(tell("birthday.past", &slots, 0), want);
	}
}

/* A slot's value is put in as it stands: braces and brackets of a caption mean nothing. */
static void
values_are_not_templates(void **state)
{
	struct slots slots;

	(void)state;
	SLOTS_NONE(&slots);
	put(&slots, SLOT_speaker, "ann", 1);
	put(&slots, SLOT_medium, "a photo", 1);
	put(&slots, SLOT_quote, "{speaker} [x] %s ].", 1);
	assert_string_equal(tell("quote.closed", &slots, 0),
			    "Ann captioned a photo: “{speaker} [x] %s ].”");
}

static void
capitals_are_those_of_the_language(void **state)
{
	static const char *const words[][2] = {{"última", "Última"},
					       {"@ann", "@ann"},
					       {"9 photos", "9 photos"}};

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		struct slots slots;
		char want[64];

		SLOTS_NONE(&slots);
		put(&slots, SLOT_count, words[i][0], 1);
		snprintf(want, sizeof want, "%s not quoted here.", words[i][1]);
		assert_string_equal(tell("quotes.rest", &slots, 0), want);
	}
}

static const char *
word(const struct template_set *of, const char *first, const char *second, const char *third)
{
	return template_word(of, first, second, third).p;
}

static void
styles_replace_lines(void **state)
{
	struct fail fail = FAIL_NONE;
	struct template_set *uk = template_set_new("en", "uk", &fail);

	(void)state;
	assert_non_null(uk);
	assert_string_equal(word(uk, "date", NULL, NULL), "{weekday} {day} {month}");
	assert_string_equal(word(set, "date", NULL, NULL), "{weekday}, {month} {day}");
	assert_string_equal(word(set, "month_day", "9", NULL), "Sept.");
	assert_null(word(uk, "month_day", "9", NULL));
	assert_string_equal(word(set, "relation", "parent", "she"), "daughter");
	assert_null(word(set, "relation", "parent", "it"));
	assert_null(word(set, "relation", "parent", NULL));
	assert_string_not_equal(template_set_name(uk), template_set_name(set));
	template_set_free(uk);
	assert_null(template_set_new("xx", "us", &fail));
	assert_int_equal(fail.status, EX_USAGE);
}

static bool
owns(const char *word)
{
	return template_owns_word(set, span_of(word));
}

static void
stated_values_are_nobodys_words(void **state)
{
	(void)state;
	assert_true(owns("captioned"));
	assert_false(owns("Spanish"));
	assert_true(owns("Photo"));
	assert_false(owns("Saturday"));
	assert_false(owns("April"));
	assert_false(owns("nine"));
	assert_false(owns("poster"));
	assert_false(owns(""));
}

/* What an article cannot do without, whatever the language and style. */
static void
every_set_is_whole(void **state)
{
	static const char *const needed[] = {"headline",
					     "dek",
					     "lede",
					     "note",
					     "note.one",
					     "figure.alt",
					     "figure.caption",
					     "credit",
					     "section",
					     "stories.one",
					     "stories.many",
					     "channel",
					     "media.IMAGE.one",
					     "media.OTHER.many",
					     "kind.VIDEO",
					     "this.OTHER",
					     "medium.IMAGE.again",
					     "quote.closed",
					     "quote.open",
					     "quote.pair",
					     "earlier.closed",
					     "earlier.open",
					     "earlier.more.closed",
					     "earlier.more.open",
					     "quotes.rest",
					     "rest.one",
					     "rest.many",
					     "whose",
					     "whose.s",
					     "list.last",
					     "list.comma",
					     "names.others",
					     "weekday",
					     "date",
					     "full_date",
					     "weekday.0",
					     "weekday.6",
					     "month.1",
					     "month.12",
					     "number.9",
					     "subject.20000505",
					     "ban.word",
					     "with_epithet",
					     "placed.one",
					     "placed.many",
					     "promotion",
					     "paid.one"};
	static const char *const styles[] = {"us", "uk"};
	struct fail fail = FAIL_NONE;

	(void)state;
	for (const struct template_file *file = template_files; file->lang != NULL; file++)
		for (size_t style = 0; style < COUNT(styles); style++) {
			struct template_set *one =
			    template_set_new(file->lang, styles[style], &fail);

			assert_non_null(one);
			for (size_t i = 0; i < COUNT(needed); i++)
				if (template_word(one, needed[i], NULL, NULL).p == NULL)
					fail_msg("%s/%s: no template %s", file->lang, styles[style],
						 needed[i]);
			template_set_free(one);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(optional_parts_need_their_slots),
	    cmocka_unit_test(the_fullest_template_wins),
	    cmocka_unit_test(a_missing_slot_gives_no_text),
	    cmocka_unit_test(variants_are_all_used),
	    cmocka_unit_test(a_text_stops_once),
	    cmocka_unit_test(values_are_not_templates),
	    cmocka_unit_test(capitals_are_those_of_the_language),
	    cmocka_unit_test(styles_replace_lines),
	    cmocka_unit_test(stated_values_are_nobodys_words),
	    cmocka_unit_test(every_set_is_whole),
	};

	return cmocka_run_group_tests(tests, open_set, close_set);
}
