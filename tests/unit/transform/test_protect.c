#include "transform/cast/protect.h"

#include "lib/mem.h"

#include "tests/unit/unit.h"

/*
 * A poster, her sister, and the sister's child of eight whom nobody cleared. Their brother, known
 * by their mother only, has a child too, without a short_name; the poster has a husband.
 */
static struct person people[] = {
    {.id = "ann", .full_name = "Ann Hidden", .short_name = "Ann", .last_name = "Hidden"},
    {.id = "sis", .full_name = "Sis Hidden", .short_name = "Sis", .last_name = "Hidden"},
    {.id = "zoe",
     .full_name = "Zoë O'Neil-Hidden",
     .short_name = "Zo",
     .last_name = "Hidden",
     .birth = {2015, 1, 1, 4},
     .has_birth = true,
     .birth_precision = BIRTH_YEAR},
    {.id = "bro", .full_name = "Bro Hidden", .short_name = "Bro", .last_name = "Hidden"},
    {.id = "mum", .full_name = "Mum Hidden", .short_name = "Mum", .last_name = "Hidden"},
    {.id = "kit",
     .full_name = "Kitt Hidden",
     .short_name = "",
     .last_name = "Hidden",
     .birth = {2016, 1, 1, 5},
     .has_birth = true},
    {.id = "max", .full_name = "Max Wed", .short_name = "Max", .last_name = "Wed"},
    {.id = "pal", .full_name = "Pal Far", .short_name = "Pal", .last_name = "Far"},
    {.id = "jor",
     .full_name = "Jørn Äon Hidden",
     .short_name = "Jørn",
     .last_name = "Hidden",
     .birth = {2016, 1, 1, 5},
     .has_birth = true},
};
static struct handle handles[] = {
    {.person = &people[0], .account_id = "1", .ig_pk = "", .handle = "ann"},
    {.person = &people[2], .account_id = "", .ig_pk = "", .handle = "zo.ho"},
    {.person = &people[6], .account_id = "2", .ig_pk = "", .handle = "max"},
    {.person = &people[7], .account_id = "3", .ig_pk = "", .handle = "pal"},
};
static struct relation relations[] = {
    {.from = &people[1], .to = &people[2], .kind = RELATION_PARENT},
    {.from = &people[0], .to = &people[1], .kind = RELATION_SIBLING},
    {.from = &people[4], .to = &people[0], .kind = RELATION_PARENT},
    {.from = &people[3], .to = &people[4], .kind = RELATION_CHILD},
    {.from = &people[3], .to = &people[5], .kind = RELATION_PARENT},
    {.from = &people[6], .to = &people[0], .kind = RELATION_SPOUSE},
    {.from = &people[7], .to = &people[6], .kind = RELATION_FRIEND},
    {.from = &people[0], .to = &people[8], .kind = RELATION_PARENT},
};
static struct facts_dir facts = {.people = people,
				 .people_n = COUNT(people),
				 .handles = handles,
				 .handles_n = COUNT(handles),
				 .relations = relations,
				 .relations_n = COUNT(relations)};
static const struct session session = {.day = {2023, 4, 15, 6}, .poster = &handles[0]};

static void
no_spelling_shows_a_protected_name(void **state)
{
	static const char *const texts[] = {
	    "with Zoë O'Neil-Hidden",
	    "ZOË O’NEIL HIDDEN!",
	    "zoe oneil hidden",
	    "Zoe\xcc\x88 O'Neil\xe2\x80\x91Hidden",
	    "Zo\xc2\xad\xc3\xab O'Neil\xc2\xa0Hidden",
	    "#zoeoneilhidden",
	    "Zoë\nO'Neil\nHidden",
	    "❤️Zoë O'Neil-Hidden❤️",
	    "_Zoë O'Neil-Hidden_",
	    "happy birthday Zo!",
	    "hello @zo.ho",
	    "ZOOOO!",
	    "zooooë oneil hiddddden",
	    "Kitt is one",
	    "kiiitt is one",
	    "J\xc3\xb8rn",
	    "Jorn is one",
	    "JOERN is one",
	    "Jörn is one",
	    "#JoernAeon",
	    "loved by jornaonshop",
	    "Z.O. is one",
	    "z-o",
	    "to z o",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (!protect_hides_text(&facts, &session, texts[i]))
			fail_msg("shown: %s", texts[i]);
}

/* Letters of other scripts, and signs, that are drawn like those of a name. */
static void
no_letters_that_look_alike_show_a_protected_name(void **state)
{
	static const char *const texts[] = {
	    "Кitt is one",    /* one Cyrillic letter */
	    "ΚΙΤΤ is one",    /* Greek */
	    "КІТТ is one",    /* Cyrillic */
	    "Jоrn",           /* o is Cyrillic */
	    "ᴋɪᴛᴛ is one",    /* small capitals */
	    "🅚🅘🅣🅣 is one",    /* in black circles */
	    "🅺🅸🆃🆃 is one",    /* in black squares */
	    "Kiտt is one",    /* an Armenian letter like none of ours */
	    "someone’s ꓗitt", /* Lisu */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (!protect_hides_text(&facts, &session, texts[i]))
			fail_msg("shown: %s", texts[i]);
}

/* Letters of two scripts in one word only matter while there is somebody to protect. */
static void
scripts_may_mix_when_all_are_grown_up(void **state)
{
	const struct session late = {.day = {2040, 4, 15, 0}, .poster = &handles[0]};

	(void)state;
	assert_false(protect_hides_text(&facts, &late, "Kiտt is 24, Jоrn too"));
}

static void
other_words_are_free(void **state)
{
	(void)state;
	assert_false(protect_hides_text(&facts, &session, "Zorro and the zoo"));
	assert_false(protect_hides_text(&facts, &session, "Ann and Sis Hidden"));
	assert_false(protect_hides_text(&facts, &session, ""));
	assert_false(protect_hides_text(&facts, &session, "the kit, 1000 zoos, woooo"));
	assert_false(protect_hides_text(&facts, &session, "Привет, мир! Καλημέρα, fun at 5"));
	assert_false(protect_hides_text(&facts, &session, "A.B.C. of 東京tower"));
}

static void
first_names_are_hidden_from_the_family_only(void **state)
{
	const struct session in_law = {.day = {2023, 4, 15, 6}, .poster = &handles[2]};
	const struct session friend = {.day = {2023, 4, 15, 6}, .poster = &handles[3]};
	const struct session stranger = {.day = {2023, 4, 15, 6}};

	(void)state;
	assert_true(protect_hides_text(&facts, &in_law, "Kitt is one"));
	assert_true(protect_hides_text(&facts, &in_law, "Zo is eight"));
	assert_false(protect_hides_text(&facts, &friend, "Kitt is one"));
	assert_false(protect_hides_text(&facts, &stranger, "Kitt is one"));
	assert_true(protect_hides_text(&facts, &stranger, "Kitt Hidden is one"));
}

static void
a_protected_poster_is_hidden(void **state)
{
	const struct session own = {.day = {2023, 4, 15, 6}, .poster = &handles[1]};

	(void)state;
	assert_true(protect_hides_poster(&facts, &own));
	assert_false(protect_hides_poster(&facts, &session));
}

int
main(void)
{
	int failed;

	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_spelling_shows_a_protected_name),
	    cmocka_unit_test(no_letters_that_look_alike_show_a_protected_name),
	    cmocka_unit_test(scripts_may_mix_when_all_are_grown_up),
	    cmocka_unit_test(other_words_are_free),
	    cmocka_unit_test(first_names_are_hidden_from_the_family_only),
	    cmocka_unit_test(a_protected_poster_is_hidden),
	};

	mem_init();
	facts_index(&facts);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	facts_unindex(&facts);
	return failed;
}
