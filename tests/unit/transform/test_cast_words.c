/*
 * What captions give signs of, in every language; that what is found has bounds, and does not hang
 * on the order of the operator's rows.
 */
#include "tests/unit/transform/cast_scene.h"

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
phrases_are_noted_whole(void **state)
{
	(void)state;
	expect("she passed away on Monday", "sensitive_words: passed away");
	expect("Rest in peace, my friend", "sensitive_words: Rest in peace");
	expect("R.I.P. old friend", "sensitive_words: R.I.P");
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
	    cmocka_unit_test(captions_give_signs),
	    cmocka_unit_test(every_language_has_its_words),
	    cmocka_unit_test(words_are_of_their_language),
	    cmocka_unit_test(phrases_are_noted_whole),
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
