/* Spellings that are taken for a name, and those that are not; and the table of words. */
#include "tests/unit/unit.h"

#include "lib/mem.h"

#include "transform/cast/letter.h"
#include "transform/cast/lexicon.h"

static struct spelling
spelled(const char *text, const char *name)
{
	return spelling_of(text, strlen(text), name);
}

static void
case_and_drawn_out_letters_make_no_name_another(void **state)
{
	static const char *const same[][2] = {
	    {"Katy", "Katy"},     {"katy", "Katy"},     {"KATY", "Katy"},
	    {"Katyyy", "Katy"},   {"Annnna", "Anna"},   {"ÉLODIE", "Élodie"},
	    {"éloDie", "Élodie"}, {"O’Neil", "O'Neil"}, {"𝓚𝓪𝓽𝔂", "Katy"},
	    {"ＫＡＴＹ", "Katy"}, {"МАША", "Маша"},     {"Kaaaatyyyyy Perrry", "Katy Perry"}};
	static const char *const other[][2] = {{"Kat", "Katy"},     {"Katyy", "Katy"},
					       {"Ana", "Anna"},     {"soon", "son"},
					       {"Pppp", "P"},       {"", "P"},
					       {"Katy", ""},        {"20000", "20"},
					       {"Elodie", "Élodie"}};

	(void)state;
	for (size_t i = 0; i < COUNT(same); i++)
		if (!spelled(same[i][0], same[i][1]).same)
			fail_msg("'%s' is not '%s'", same[i][0], same[i][1]);
	for (size_t i = 0; i < COUNT(other); i++)
		if (spelled(other[i][0], other[i][1]).same)
			fail_msg("'%s' is '%s'", other[i][0], other[i][1]);
}

static void
spellings_tell_how(void **state)
{
	(void)state;
	assert_true(spelled("Katyyy", "Katy").exact);
	assert_false(spelled("KATY", "Katy").exact);
	assert_true(spelled("KATY", "Katy").shouted);
	assert_false(spelled("K", "K").shouted);
	assert_false(spelled("Katy", "Katy").shouted);
	assert_true(spelled("KATY", "Katy").capital);
	assert_false(spelled("pink", "Pink").capital);
	assert_true(spelled("will.i.am", "will.i.am").capital);
	assert_true(spelled("𝓚𝓪𝓽𝔂", "Katy").exact);
	assert_false(letter_at("\xef\xb8\x8f").word); /* of an emoji */
	assert_true(letter_at("\xcc\x81").word);      /* of a letter */
}

/* The letter that a hash took last is not taken again: one hash for all ways to draw a name out. */
static void
hashes_do_not_see_drawn_out_letters(void **state)
{
	static const char *const texts[] = {"Katy", "kaTTTTy", "KATYYYYYY"};
	uint64_t first = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct letter_hash hash = LETTER_HASH;

		for (const char *p = texts[i]; *p != '\0'; p++)
			letter_hash_add(&hash, letter_at(p).folded);
		first = i == 0 ? hash.hash : first;
		assert_true(hash.hash == first);
	}
}

static const struct {
	enum lexicon_kind kind;
	enum lexicon_language language;
	const char *words;
} rows[] = {
#define WORDS(kind, language, words) {LEXICON_##kind, LEXICON_##language, words},
#include "transform/cast/lexicon.def"
#undef WORDS
};

/* Whether the entry is found by its kind and language where a text ends with it. */
static bool
is_found(const char *text, enum lexicon_kind kind, enum lexicon_language language)
{
	struct lexicon_reader reader = LEXICON_READER(text);
	bool found = false;

	while (lexicon_step(&reader)) {
		struct lexicon_hits hits = lexicon_look(&reader);

		found = false;
		for (size_t i = 0; i < hits.n; i++)
			found = found || (hits.list[i].kind == kind &&
					  (hits.list[i].languages & 1U << language) != 0);
	}
	return found;
}

static void
every_word_of_the_table_is_found(void **state)
{
	bool kinds[LEXICON_KINDS][LEXICON_LANGUAGES] = {{false}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *list = must_strdup(rows[i].words), *rest = list, *word;

		kinds[rows[i].kind][rows[i].language] = true;
		while ((word = strsep(&rest, ",")) != NULL) {
			char text[128];

			snprintf(text, sizeof text, "xyz, %s", word);
			if (word[0] == '\0' || !is_found(text, rows[i].kind, rows[i].language))
				fail_msg("'%s' is not found", word);
		}
		free(list);
	}
	for (size_t kind = 0; kind < LEXICON_KINDS; kind++)
		for (size_t i = 0; i < LEXICON_LANGUAGES; i++)
			if (kind != LEXICON_CHILD && !kinds[kind][i])
				fail_msg("language %zu has no words of kind %zu", i, kind);
}

static void
other_words_are_not_found(void **state)
{
	(void)state;
	assert_false(is_found("soon", LEXICON_SON, LEXICON_en));
	assert_false(is_found("Sohn", LEXICON_SON, LEXICON_en));
	assert_false(is_found("in peace", LEXICON_SENSITIVE, LEXICON_en));
	assert_false(is_found("rehabs", LEXICON_SENSITIVE, LEXICON_en));
	assert_true(lexicon_begins(", and me", LEXICON_PERSONAL));
	assert_true(lexicon_begins(" Loves it", LEXICON_PERSONAL));
	assert_false(lexicon_begins(" who loves", LEXICON_PERSONAL));
	assert_false(lexicon_begins("", LEXICON_PERSONAL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(case_and_drawn_out_letters_make_no_name_another),
	    cmocka_unit_test(spellings_tell_how),
	    cmocka_unit_test(hashes_do_not_see_drawn_out_letters),
	    cmocka_unit_test(every_word_of_the_table_is_found),
	    cmocka_unit_test(other_words_are_not_found),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
