/*
 * Who a session's stickers and captions name, and by what: every rule of the search with a caption
 * that obeys it and one that does not.
 */
#include "tests/unit/unit.h"

#include "lib/buf.h"
#include "lib/mem.h"

#include "transform/cast/cast.h"

enum {
	KIM,
	NORTH,
	SAINT,
	KATY,
	KOURTNEY,
	PENELOPE,
	PINK,
	KRIS,
	BOB,
	ANNA,
	ANNE,
	TWIN,
	BABY,
	PEOPLE,
};

#define BORN(year, month, day) \
	.birth = {year, month, day, 0}, .has_birth = true, .birth_precision = BIRTH_DAY
#define NAMED(key, full, first, last, pronoun)                                        \
	.id = (key), .full_name = (full), .short_name = (first), .last_name = (last), \
	.pronouns = (pronoun)

/* Kim posts; her circle: children North and Saint, sister Kourtney, mother Kris. */
static struct person people[PEOPLE] = {
    [KIM] = {NAMED("kim", "Kim Kard", "Kim", "Kard", "she/her"), BORN(1980, 10, 21)},
    [NORTH] = {NAMED("north", "North West", "North", "West", "she/her"), BORN(2013, 6, 15),
	       .minor_ok = true},
    [SAINT] = {NAMED("saint", "Saint West", "Saint", "West", "he/him"), BORN(2015, 12, 5)},
    [KATY] = {NAMED("katy", "Katy Perry", "Katy", "Perry", "she/her"), .priority = 95},
    [KOURTNEY] = {NAMED("kourtney", "Kourtney Kard", "Kourtney", "Kard", "she/her")},
    [PENELOPE] = {NAMED("penelope", "Penelope D", "Penelope", "D", "she/her"), BORN(2012, 7, 8),
		  .minor_ok = true},
    [PINK] = {NAMED("pink", "Pink", "", "", "she/her")},
    [KRIS] = {NAMED("kris", "Kris Jenner", "", "Jenner", "she/her")},
    [BOB] = {NAMED("bob", "Robert Stone", "Bobby", "Stone", "he/him"), .has_died = true,
	     .death = {2023, 4, 15, 6}},
    [ANNA] = {NAMED("anna", "Anna Lee", "Anna", "Lee", "she/her")},
    [ANNE] = {NAMED("anne", "Anna Ray", "Anna", "Ray", "she/her")},
    [TWIN] = {NAMED("twin", "Sam Kard", "Sam", "Kard", "")},
    [BABY] = {NAMED("baby", "Chicago West", "Chicago", "West", "she/her"), BORN(2024, 1, 1),
	      .minor_ok = true},
};

static struct handle handles[] = {
    {.person = &people[KIM], .account_id = "1", .ig_pk = "10", .handle = "kim"},
    {.person = &people[KATY], .account_id = "2", .ig_pk = "20", .handle = "katy.perry"},
    {.person = &people[PINK],
     .account_id = "",
     .ig_pk = "",
     .handle = "star",
     .when = {.has_to = true, .to = {2020, 1, 1, 0}}},
    {.person = &people[ANNA],
     .account_id = "3",
     .ig_pk = "30",
     .handle = "star",
     .when = {.has_from = true, .from = {2020, 1, 1, 0}}},
    {.person = &people[KOURTNEY], .account_id = "4", .ig_pk = "40", .handle = "kourt"},
};

static struct alias aliases[] = {
    {&people[NORTH], "North", &people[KIM]},
    {&people[KATY], "Katy", NULL},
    {&people[PENELOPE], "P", &people[KOURTNEY]},
    {&people[BABY], "Chi", &people[KIM]},
};

static struct relation relations[] = {
    {&people[KIM], &people[NORTH], RELATION_PARENT, {.has_from = false}},
    {&people[SAINT], &people[KIM], RELATION_CHILD, {.has_from = false}},
    {&people[KIM], &people[BABY], RELATION_PARENT, {.has_from = false}},
    {&people[KOURTNEY], &people[KIM], RELATION_SIBLING, {.has_from = false}},
    {&people[KOURTNEY], &people[PENELOPE], RELATION_PARENT, {.has_from = false}},
    {&people[KRIS], &people[KIM], RELATION_PARENT, {.has_from = false}},
    {&people[KIM],
     &people[BOB],
     RELATION_SPOUSE,
     {.has_from = true, .from = {2010, 1, 1, 0}, .has_to = true, .to = {2022, 1, 1, 0}}},
    {&people[KIM], &people[ANNA], RELATION_FRIEND, {.has_from = false}},
    {&people[KIM], &people[ANNE], RELATION_FRIEND, {.has_from = true, .from = {2023, 1, 1, 0}}},
};

static struct facts_dir facts = {
    .people = people,
    .people_n = PEOPLE,
    .handles = handles,
    .handles_n = COUNT(handles),
    .aliases = aliases,
    .aliases_n = COUNT(aliases),
    .relations = relations,
    .relations_n = COUNT(relations),
};

#define STORIES_MAX 4

/* A session of the poster in handles[], on a day. */
struct scene {
	struct session session;
	struct story stories[STORIES_MAX];
	struct cast cast;
	struct arena arena;
};

static struct scene *
scene_of(size_t poster, struct local_date day, const char *const captions[], size_t n)
{
	struct scene *scene = must_calloc(1, sizeof *scene);

	scene->session =
	    (struct session){.stories = scene->stories,
			     .n = n,
			     .day = day,
			     .zone = "UTC",
			     .poster = poster < COUNT(handles) ? &handles[poster] : NULL};
	for (size_t i = 0; i < n; i++) {
		scene->stories[i].account_id = "1";
		scene->stories[i].story_id = (const char *const[]){"s1", "s2", "s3", "s4"}[i];
		scene->stories[i].cells[CELL(caption)] =
		    (struct cell){.text = captions[i], .seen = true};
	}
	return scene;
}

static void
scene_find(struct scene *scene)
{
	cast_find(&scene->cast, &scene->session, &facts, &scene->arena);
}

static void
scene_free(struct scene *scene)
{
	cast_release(&scene->cast);
	arena_release(&scene->arena);
	free(scene);
}

/* "katy full name, alias 'Katy'; ambiguous_name North" */
static void
tell(const struct cast *cast, struct buf *out)
{
	for (size_t i = 0; i < cast->n; i++) {
		const struct cast_member *member = &cast->list[i];

		buf_printf(out, "%s%s", out->n != 0 ? "; " : "", member->person->id);
		for (size_t bit = 0; bit < EVIDENCE_KINDS; bit++)
			if ((member->evidence & 1U << bit) != 0)
				buf_printf(out, " %s", evidence_names[bit]);
	}
	for (size_t i = 0; i < cast->notes_n; i++)
		if (strcmp(cast->notes[i].reason, "low_confidence") != 0)
			buf_printf(out, "%s%s: %s", out->n != 0 ? "; " : "", cast->notes[i].reason,
				   cast->notes[i].detail);
}

static const struct local_date spring = {2023, 4, 15, 6}, before = {2021, 4, 15, 4};

static void
expect_of(size_t poster, struct local_date day, const char *caption, const char *expected)
{
	struct scene *scene = scene_of(poster, day, &caption, 1);
	struct buf told = BUF_MAX(4096);

	scene_find(scene);
	tell(&scene->cast, &told);
	if (strcmp(buf_text(&told), expected) != 0)
		fail_msg("'%s' tells '%s', not '%s'", caption, buf_text(&told), expected);
	buf_release(&told);
	scene_free(scene);
}

#define ANYBODY SIZE_MAX /* an account of which the operator keeps nothing */

static void
expect(const char *caption, const char *expected)
{
	expect_of(0, spring, caption, expected);
}

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

static void
captions_give_signs(void **state)
{
	static const char *const captions[] = {"HAPPY BIRTHDAYYY!", "Repost https://a.example/x",
					       "after the funeral, rest in peace",
					       "restaurant in peace"};
	struct scene *scene = scene_of(0, spring, captions, COUNT(captions));
	const struct story_signs *signs;

	(void)state;
	scene->stories[3].cells[CELL(paid_partnership)] =
	    (struct cell){.text = "true", .seen = true};
	scene->stories[3].cells[CELL(links)] =
	    (struct cell){.text = "[{\"url\":\"https://b\"}]", .seen = true};
	scene_find(scene);
	signs = scene->cast.signs;
	assert_true(signs[0].birthday && !signs[0].sensitive && !signs[0].link);
	assert_true(signs[1].reshare && signs[1].link && !signs[1].birthday);
	assert_true(signs[2].sensitive && !signs[2].reshare);
	assert_true(!signs[3].sensitive && signs[3].paid && signs[3].link);
	assert_int_equal(scene->cast.notes_n, 3);
	assert_string_equal(scene->cast.notes[0].reason, "sensitive_words");
	assert_string_equal(scene->cast.notes[0].detail, "funeral");
	assert_string_equal(scene->cast.notes[2].reason, "paid_partnership");
	scene_free(scene);
}

static void
every_language_has_its_words(void **state)
{
	static const char *const sensitive[] = {"the hospital",     "el hospital", "im Krankenhaus",
						"à l'hôpital",      "no velório",  "in ospedale",
						"IM KRANKENHAUS",   "#hospital",   "rumor has it",
						"según los rumores"};
	static const char *const birthdays[] = {"happy bday",
						"feliz cumpleaños",
						"Alles Gute zum Geburtstag",
						"Joyeux anniversaire",
						"Feliz Aniversário",
						"Buon compleanno",
						"b-day"};

	(void)state;
	for (size_t i = 0; i < COUNT(sensitive) + COUNT(birthdays); i++) {
		bool sad = i < COUNT(sensitive);
		const char *caption = sad ? sensitive[i] : birthdays[i - COUNT(sensitive)];
		struct scene *scene = scene_of(ANYBODY, spring, &caption, 1);

		scene_find(scene);
		if (scene->cast.signs[0].sensitive != sad || scene->cast.signs[0].birthday == sad)
			fail_msg("'%s' is taken for something else", caption);
		scene_free(scene);
	}
}

/* "tot" is dead in German, and a child in English; English words stand in all captions. */
static void
words_are_of_their_language(void **state)
{
	(void)state;
	expect("my little tot is the happiest tot in the whole world tonight", "");
	expect("der alte Hund von nebenan ist leider tot und wir sind traurig",
	       "sensitive_words: tot");
	expect("tot", "sensitive_words: tot");
	expect("ich bin heute wieder in der rehab und es geht mir schon besser",
	       "sensitive_words: rehab");
}

static void
notes_are_bounded(void **state)
{
	struct cast cast = {.n = 0};
	char detail[300][8];

	(void)state;
	for (size_t i = 0; i < COUNT(detail); i++) {
		snprintf(detail[i], sizeof detail[i], "%zu", i);
		cast_note(&cast, "unknown_tag", detail[i], NULL);
		cast_note(&cast, "unknown_tag", detail[i], NULL);
	}
	assert_int_equal(cast.notes_n, 100);
	cast_release(&cast);
}

/* A caption as long as may be that names somebody at every word: nobody twice, notes bounded. */
static void
long_captions_are_read(void **state)
{
	enum {
		WORDS = 10000
	};
	struct buf text = BUF_MAX(WORDS * 8);
	const char *caption;
	struct scene *scene;

	(void)state;
	for (size_t i = 0; i < WORDS; i++)
		buf_puts(&text, i % 2 == 0 ? "North " : "my kid ");
	caption = buf_text(&text);
	scene = scene_of(0, spring, &caption, 1);
	scene_find(scene);
	assert_int_equal(scene->cast.n, 1);
	assert_int_equal(scene->cast.list[0].named_n, 1);
	scene_free(scene);
	buf_release(&text);
}

#define CAPTIONS 2000
#define PIECES 10 /* of a caption, at most */

static uint64_t random_state = 7;

static size_t
roll(size_t sides)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(random_state >> 33) % sides;
}

static void
put_caption(struct buf *out)
{
	static const char *const pieces[] = {"North",      "NORTH",    "Saint West", "Katy",
					     "Katy Perry", "Kourtney", "Anna",       "P",
					     "my",         "daughter", "mom",        "beautiful",
					     "mi hija",    "our kid",  "the",        "loves",
					     "@star",      "#North",   "@kim",       "birthday",
					     "funeral",    "Repost",   "and me",     "Chi",
					     "North West", "Pink",     "with",       "Carolina",
					     "jeans"};
	static const char *const gaps[] = {" ", " ", " ", " ", ", ", ". ", "\n", "-", "! "};

	for (size_t i = 1 + roll(PIECES); i > 0; i--)
		buf_printf(out, "%s%s", pieces[roll(COUNT(pieces))], gaps[roll(COUNT(gaps))]);
}

static void
shuffle(void *rows, size_t n, size_t size)
{
	char spare[256];

	assert_true(size <= sizeof spare);
	for (size_t i = n; i > 1; i--) {
		char *a = (char *)rows + (i - 1) * size, *b = (char *)rows + roll(i) * size;

		memcpy(spare, a, size);
		memmove(a, b, size);
		memcpy(b, spare, size);
	}
	facts_unindex(&facts);
	facts_index(&facts);
}

static void
tell_of(const char *caption, const struct person *poster, struct buf *told)
{
	size_t row = 0;
	struct scene *scene;

	while (handles[row].person != poster)
		row++;
	scene = scene_of(row, spring, &caption, 1);
	scene_find(scene);
	tell(&scene->cast, told);
	scene_free(scene);
}

/* What a caption tells does not hang on the order in which the operator wrote the rows. */
static void
the_order_of_rows_makes_no_difference(void **state)
{
	struct handle handles_kept[COUNT(handles)];
	size_t told_of = 0;

	(void)state;
	memcpy(handles_kept, handles, sizeof handles);
	for (size_t i = 0; i < CAPTIONS; i++) {
		struct buf caption = BUF_MAX(4096), first = BUF_MAX(4096), second = BUF_MAX(4096);
		const struct person *poster = &people[roll(3) == 0 ? KOURTNEY : KIM];

		put_caption(&caption);
		tell_of(buf_text(&caption), poster, &first);
		shuffle(aliases, COUNT(aliases), sizeof *aliases);
		shuffle(relations, COUNT(relations), sizeof *relations);
		shuffle(handles, COUNT(handles), sizeof *handles);
		tell_of(buf_text(&caption), poster, &second);
		if (strcmp(buf_text(&first), buf_text(&second)) != 0)
			fail_msg("'%s' tells '%s', then '%s'", buf_text(&caption), buf_text(&first),
				 buf_text(&second));
		told_of += first.n != 0;
		buf_release(&caption);
		buf_release(&first);
		buf_release(&second);
	}
	assert_true(told_of > CAPTIONS / 2);
	memcpy(handles, handles_kept, sizeof handles); /* other tests know them by their place */
	facts_unindex(&facts);
	facts_index(&facts);
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
	    cmocka_unit_test(doubts_are_noted_once),
	    cmocka_unit_test(captions_give_signs),
	    cmocka_unit_test(every_language_has_its_words),
	    cmocka_unit_test(words_are_of_their_language),
	    cmocka_unit_test(notes_are_bounded),
	    cmocka_unit_test(long_captions_are_read),
	    cmocka_unit_test(the_order_of_rows_makes_no_difference),
	};

	mem_init();
	facts_index(&facts);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	facts_unindex(&facts);
	return failed;
}
