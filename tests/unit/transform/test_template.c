#include "lib/std.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "transform/template.h"

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

static void
optional_parts_need_their_slots(void **state)
{
	struct slots slots = {.n = 0};
	struct realised made;

	(void)state;
	slot_fact(slots_add(&slots, "poster", "Ann"), 3);
	slots_add(&slots, "stories", "Instagram Stories");
	made = template_realise(set, &arena, "headline", &slots, 0);
	assert_string_equal(made.text, "Ann shares Instagram Stories");
	slot_fact(slots_add(&slots, "place", "Rome"), 5);
	made = template_realise(set, &arena, "headline", &slots, 0);
	assert_string_equal(made.text, "Ann shares Instagram Stories from Rome");
	assert_int_equal(made.facts_n, 2);
	assert_int_equal(made.facts[1], 5);
}

static void
the_fullest_template_wins(void **state)
{
	struct slots slots = {.n = 0};

	(void)state;
	slots_add(&slots, "name", "Perry");
	slots_add(&slots, "captions", "two captions");
	assert_string_equal(template_realise(set, &arena, "person", &slots, 0).text,
			    "Perry is named in two captions.");
	slots_add(&slots, "age", "38");
	assert_string_equal(template_realise(set, &arena, "person", &slots, 7).text,
			    "Perry, 38, is named in two captions.");
}

static void
a_missing_slot_gives_no_text(void **state)
{
	struct slots slots = {.n = 0};

	(void)state;
	assert_null(template_realise(set, &arena, "headline", &slots, 0).text);
	slots_add(&slots, "poster", "");
	assert_null(template_realise(set, &arena, "headline", &slots, 0).text);
	assert_null(template_realise(set, &arena, "no such id", &slots, 0).text);
}

static void
a_quote_stops_once(void **state)
{
	static const char *const quotes[][2] = {{"Yes!", "Ann captioned a photo: “Yes!”"},
						{"So.", "Ann captioned a photo: “So.”"},
						{"Who?", "Ann captioned a photo: “Who?”"},
						{"Date night",
						 "Ann captioned a photo: “Date night”."}};

	(void)state;
	for (size_t i = 0; i < COUNT(quotes); i++) {
		struct slots slots = {.n = 0};

		slots_add(&slots, "speaker", "Ann");
		slots_add(&slots, "medium", "a photo");
		slots_add(&slots, "quote", quotes[i][0]);
		assert_string_equal(template_realise(set, &arena, "quote.first", &slots, 0).text,
				    quotes[i][1]);
	}
}

/* A slot's value is put in as it stands: braces and brackets of a caption mean nothing. */
static void
values_are_not_templates(void **state)
{
	struct slots slots = {.n = 0};

	(void)state;
	slots_add(&slots, "speaker", "Ann");
	slots_add(&slots, "medium", "a photo");
	slots_add(&slots, "quote", "{speaker} [x] %s ]");
	assert_string_equal(template_realise(set, &arena, "quote.first", &slots, 0).text,
			    "Ann captioned a photo: “{speaker} [x] %s ]”.");
}

static void
styles_replace_single_templates(void **state)
{
	struct fail fail = FAIL_NONE;
	struct template_set *uk = template_set_new("en", "uk", &fail);

	(void)state;
	assert_non_null(uk);
	assert_string_equal(template_word(uk, "date"), "{weekday} {day} {month}");
	assert_string_equal(template_word(set, "date"), "{weekday}, {month} {day}");
	assert_string_not_equal(template_set_name(uk), template_set_name(set));
	template_set_free(uk);
	assert_null(template_set_new("xx", "us", &fail));
	assert_int_equal(fail.status, EX_USAGE);
}

static bool
owns(const char *word)
{
	return template_owns_word(set, (struct span){word, strlen(word)});
}

static void
stated_values_are_nobodys_words(void **state)
{
	(void)state;
	assert_true(owns("captioned"));
	assert_true(owns("Photo"));
	assert_false(owns("Saturday"));
	assert_false(owns("April"));
	assert_false(owns("nine"));
	assert_false(owns("poster"));
	assert_false(owns(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(optional_parts_need_their_slots),
	    cmocka_unit_test(the_fullest_template_wins),
	    cmocka_unit_test(a_missing_slot_gives_no_text),
	    cmocka_unit_test(a_quote_stops_once),
	    cmocka_unit_test(values_are_not_templates),
	    cmocka_unit_test(styles_replace_single_templates),
	    cmocka_unit_test(stated_values_are_nobodys_words),
	};

	return cmocka_run_group_tests(tests, open_set, close_set);
}
