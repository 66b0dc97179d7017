/*
 * Who a session's stickers and captions name, and by what: every rule of the search with a caption
 * that obeys it and one that does not.
 */
#include "tests/unit/transform/cast_scene.h"

static void
the_surest_way_of_a_place_counts(void **state)
{
	(void)state;
	expect("with @katy.perry!", "katy handle");
	expect("katy perry on stage", "katy full name");
	expect("so Katy sang", "katy alias");
	expect("so Kourtney sang", "kourtney first name");
	expect("so Kris sang", "kris first name"); /* the first word of the full name */
	expect("KATY PERRY and KATYYYY", "katy full name alias");
	expect("Katyyyyy Perry!!!", "katy full name");
	expect("\xe2\x9d\xa4\xef\xb8\x8fKaty\xe2\x9d\xa4\xef\xb8\x8f", "katy alias");
	expect("with 𝓚𝓪𝓽𝔂 𝓟𝓮𝓻𝓻𝔂", "katy full name");
	expect("@katy.perry, Katy Perry, Katy", "katy handle full name alias");
	expect("kourtney sang, so did katy", "");
	expect("#katyperry #kourtney #Katy", "");
	expect("https://example.org/@katy.perry", "");
	expect("Kim Kard here, Kim again", ""); /* the poster */
}

static void
handles_are_of_their_day(void **state)
{
	(void)state;
	expect_of(0, before, "@star", "anna handle");
	expect_of(0, (struct local_date){2019, 12, 31, 2}, "@star", "pink handle");
}

static void
tags_are_told_by_account_first(void **state)
{
	static const struct {
		const char *mentions, *expected;
	} cases[] = {
	    {"[{\"handle\":\"katy.perry\",\"ig_pk\":\"20\"}]", "katy tag"},
	    {"[{\"handle\":\"renamed\",\"ig_pk\":\"20\"}]", "katy tag"},
	    {"[{\"handle\":\"katy.perry\"}]", "katy tag"},
	    {"[{\"handle\":\"katy.perry\",\"ig_pk\":\"99\"}]", "unknown_tag: @katy.perry"},
	    {"[{\"handle\":\"kim\",\"ig_pk\":\"10\"}]", ""},
	    {"[{\"handle\":\"x\"},{\"handle\":\"x\"},{\"handle\":\"y\"}]",
	     "unknown_tag: @x; unknown_tag: @y"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *caption = NULL;
		struct scene *scene = scene_of(0, spring, &caption, 1);
		struct buf told = BUF_MAX(4096);

		scene->stories[0].cells[CELL(mentions)] =
		    (struct cell){.text = cases[i].mentions, .seen = true};
		scene_find(scene);
		tell(&scene->cast, &told);
		assert_string_equal(buf_text(&told), cases[i].expected);
		buf_release(&told);
		scene_free(scene);
	}
}

static void
common_words_need_capital_context_and_place(void **state)
{
	(void)state;
	expect("Katy Perry called North and her friends on stage!!!!",
	       "katy full name; north alias");
	expect("off to surprise North", "north alias");
	expect("we love you North's mom", "north alias");
	expect("North loves it", "north alias");
	expect("North and I are off", "north alias");
	expect("happy 10th birthday North", "north alias");
	expect("Happy Birthday North!", "north alias");
	expect("North West made my day", "north full name");
	expect("windy. North West loves it", "north full name");
	expect("heading north west", "");
	expect("North West", "ambiguous_name: North West");
	expect("Heading North West Again", "ambiguous_name: North West");
	expect("in the North West of it", "ambiguous_name: North West");
	expect_of(ANYBODY, spring, "so North West it is", "ambiguous_name: North West");
	expect("heading north", "");
	expect("North", "ambiguous_name: North");
	expect("North of the river", "ambiguous_name: North");
	expect("so cold. North wind today", "ambiguous_name: North");
	expect("windy \xf0\x9f\x98\x85 North it is", "ambiguous_name: North");
	expect("windy\nNorth it is", "ambiguous_name: North");
	expect("Heading North For The Summer", "ambiguous_name: North");
	expect("GO NORTH NOW", "ambiguous_name: NORTH");
	expect("to the North we go", "ambiguous_name: North");
	expect("driving through North Carolina", "ambiguous_name: North");
	expect("we met Oliver North there", "ambiguous_name: North");
	expect("the True-North again", "ambiguous_name: North");
	expect_of(4, spring, "off to surprise North", ""); /* Kourtney: no alias of hers */
	expect_of(ANYBODY, spring, "off to surprise North", "");
	expect("tonight Pink sang", "ambiguous_name: Pink"); /* nobody keeps her for Kim */
	expect_of(4, spring, "then P said so", "penelope alias");
	expect_of(4, spring, "P.S. so it is", "ambiguous_name: P");
}

static void
relations_name_the_only_one_who_fits(void **state)
{
	(void)state;
	expect("so proud of my daughter", "north relation");
	expect("So proud of My Beautiful Daughter!", "north relation");
	expect("mi hija y yo", "north relation");
	expect("Meine Tochter!", "north relation");
	expect("avec ma fille", "north relation");
	expect("a minha filha linda", "north relation");
	expect("la mia figlia", "north relation");
	expect("love you mom, my mom is the best", "kris relation");
	expect("my sister's birthday", "kourtney relation");
	expect("my baby girl", "north relation");
	expect("my son!", "minor_not_cleared: a minor without public_minor_ok is not named");
	expect("my husband", ""); /* no longer: the row has ended */
	expect_of(0, before, "my husband", "bob relation");
	expect("her daughter, the daughter, a daughter", "");
	expect("mi daughter, my hija", "");
	expect("my. Daughter", "");
	expect("my soon to be famous dog", "");
	expect("my friends daughter", "");
	expect("my mother in law, my mother-in-law", "");
	expect("my mom jeans", "");
	expect("my daughter Zoe", "");
	expect("my daughter North", "north alias");
	expect("my brother", "");
	expect("my daughter #repost @katy.perry", "katy handle");
	expect_of(ANYBODY, spring, "my daughter", "");
}

/* What somebody else is quoted with is no word of the poster's. */
static void
words_of_others_name_nobody(void **state)
{
	(void)state;
	expect("She said “my mom is the best” and left", "ambiguous_name: my mom");
	expect("she: \"my mom!\"", "ambiguous_name: my mom");
	expect("“never” is a word of my mom", "kris relation");
	expect("\"a\" my mom \"b\"", "kris relation");
	expect("‘I don’t know my mom’, they say", "ambiguous_name: my mom");
	expect("don’t tell my mom", "kris relation");
	expect("“no end, my mom", "kris relation");
	expect("«mi mamá», dice", "ambiguous_name: mi mamá");
	expect("„meine Mutter“, sagt er", "ambiguous_name: meine Mutter");
	expect("He said “North loves it”", "north alias"); /* a name is one, whoever says it */
}

/* An account that goes on after its owner's death is for an editor to look at. */
static void
the_dead_are_noted(void **state)
{
	static const struct local_date day_of_death = {2023, 4, 15, 6}, later = {2023, 4, 16, 0};

	(void)state;
	expect_of(0, day_of_death, "thinking of Robert Stone", "bob full name");
	expect_of(0, later, "thinking of Robert Stone",
		  "bob full name; has_died: Robert Stone died before that day");
	people[KIM].has_died = true;
	people[KIM].death = (struct local_date){2021, 4, 14, 3};
	expect_of(0, before, "hello", "has_died: Kim Kard died before that day");
	people[KIM].has_died = false;
}

static void
several_who_fit_are_nobody(void **state)
{
	static const struct local_date later = {2024, 6, 1, 6};
	const char *pronouns = people[SAINT].pronouns;

	(void)state;
	expect_of(0, later, "my daughter", "ambiguous_name: my daughter"); /* two by now */
	expect("my kid", "ambiguous_name: my kid");
	people[SAINT].pronouns = "";
	expect("my daughter", "ambiguous_name: my daughter"); /* Saint may be meant */
	people[SAINT].pronouns = pronouns;
}

static void
first_names_are_unique_in_the_circle_of_the_day(void **state)
{
	(void)state;
	expect("with Anna", "ambiguous_name: Anna"); /* two friends of that name */
	expect_of(0, before, "with Anna", "anna first name");
	expect_of(4, spring, "with Anna", "");
	expect_of(1, spring, "with Kourtney", "");
	expect_of(4, spring, "with Kim tonight", "kim first name");
	expect("with Kourtney Love", "ambiguous_name: Kourtney");
}

static void
nobody_is_named_before_birth(void **state)
{
	(void)state;
	expect("hello Chi", "");
	expect_of(0, (struct local_date){2024, 1, 1, 1}, "hello Chi", "baby alias");
	expect_of(0, before, "thinking of Robert Stone", "bob full name"); /* the dead are */
}

static void
minors_who_are_not_cleared_are_nowhere(void **state)
{
	static const char *const notes =
	    "minor_not_cleared: a caption that may name a minor is not quoted; "
	    "minor_not_cleared: a minor without public_minor_ok is not named";

	(void)state;
	expect("here is Saint West", notes);
	expect("Saint and me", notes);
	expect("me and my son Saint", notes);
}

/* "Hope" may be the niece, whoever else is called so. */
static void
the_alias_of_one_may_be_a_minor(void **state)
{
	(void)state;
	expect("with Hope tonight",
	       "minor_not_cleared: a caption that may name a minor is not quoted");
}

/* An account that nobody keeps may be a minor's by the name that its sticker shows. */
static void
tags_with_a_minors_name_are_not_noted(void **state)
{
	const char *caption = NULL;
	struct scene *scene = scene_of(0, spring, &caption, 1);

	(void)state;
	scene->stories[0].cells[CELL(mentions)] = (struct cell){
	    .text = "[{\"handle\":\"s.w_2015\",\"ig_pk\":\"77\",\"full_name\":\"Saint West\"}]",
	    .seen = true};
	scene_find(scene);
	assert_int_equal(scene->cast.n, 0);
	assert_int_equal(scene->cast.notes_n, 1);
	assert_string_equal(scene->cast.notes[0].reason, "minor_not_cleared");
	scene_free(scene);
}

static void
notes_on_minors_have_room(void **state)
{
	const char *captions[] = {"opening night", "here is Saint West"};
	struct scene *scene = scene_of(0, spring, captions, COUNT(captions));
	struct buf tags = BUF_MAX(16384);
	size_t minors = 0;

	(void)state;
	for (int i = 0; i < 300; i++)
		buf_printf(&tags, "%s{\"handle\":\"nobody%d\"}", i == 0 ? "[" : ",", i);
	buf_puts(&tags, "]");
	scene->stories[0].cells[CELL(mentions)] =
	    (struct cell){.text = buf_text(&tags), .seen = true};
	scene_find(scene);
	for (size_t i = 0; i < scene->cast.notes_n; i++)
		minors += strcmp(scene->cast.notes[i].reason, "minor_not_cleared") == 0;
	assert_int_equal(minors, 2);
	assert_int_equal(scene->cast.notes_n, 102);
	buf_release(&tags);
	scene_free(scene);
}

static void
doubts_are_noted_once(void **state)
{
	static const char *const captions[] = {"my daughter", "my daughter again", "with Kourtney",
					       "hello North West"};
	struct scene *scene = scene_of(0, spring, captions, COUNT(captions));
	size_t doubts = 0;

	(void)state;
	scene_find(scene);
	assert_int_equal(scene->cast.n, 2);
	for (size_t i = 0; i < scene->cast.notes_n; i++)
		doubts += strcmp(scene->cast.notes[i].reason, "low_confidence") == 0;
	assert_int_equal(doubts, 1); /* North is named in full as well */
	assert_string_equal(scene->cast.notes[0].detail, "Kourtney Kard: \"Kourtney\"");
	assert_string_equal(scene->cast.notes[0].story_id, "s3");
	for (size_t i = 0; i < scene->cast.n; i++)
		assert_int_equal(scene->cast.list[i].confidence,
				 scene->cast.list[i].person == &people[NORTH] ? 90 : 50);
	scene_free(scene);
}

int
main(void)
{
	int failed;

	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_surest_way_of_a_place_counts),
	    cmocka_unit_test(handles_are_of_their_day),
	    cmocka_unit_test(tags_are_told_by_account_first),
	    cmocka_unit_test(common_words_need_capital_context_and_place),
	    cmocka_unit_test(relations_name_the_only_one_who_fits),
	    cmocka_unit_test(words_of_others_name_nobody),
	    cmocka_unit_test(the_dead_are_noted),
	    cmocka_unit_test(several_who_fit_are_nobody),
	    cmocka_unit_test(first_names_are_unique_in_the_circle_of_the_day),
	    cmocka_unit_test(nobody_is_named_before_birth),
	    cmocka_unit_test(minors_who_are_not_cleared_are_nowhere),
	    cmocka_unit_test(the_alias_of_one_may_be_a_minor),
	    cmocka_unit_test(tags_with_a_minors_name_are_not_noted),
	    cmocka_unit_test(notes_on_minors_have_room),
	    cmocka_unit_test(doubts_are_noted_once),
	};

	mem_init();
	facts_index(&facts);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	facts_unindex(&facts);
	return failed;
}
