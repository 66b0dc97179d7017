/* A language is told where it is sure, by the words alone, and always the same. */
#include "tests/unit/unit.h"

#include <pthread.h>

#include "lib/mem.h"

#include "transform/cast/language.h"

static const struct {
	const char *text, *code; /* NULL: nobody can be sure */
} cases[] = {
    {"What a night, thank you all for coming", "en"},
    {"so grateful for everyone who was there", "en"},
    {"SO GRATEFUL FOR EVERYONE WHO WAS THERE!!!!", "en"},
    {"Gracias a todos por venir anoche", "es"},
    {"Feliz cumpleaños a mi hermosa hija", "es"},
    {"Danke an alle, die gestern dabei waren", "de"},
    {"Heute feiern wir meine Schwester", "de"},
    {"Merci à tous pour cette belle soirée", "fr"},
    {"On est bien arrivés à la maison", "fr"},
    {"Obrigada a todos pela festa de ontem", "pt"},
    {"Grazie a tutti per la bella serata", "it"},
    {"Tack alla som kom till festen igår kväll", "sv"},
    {"Selam canım, bugün çok güzel bir gündü", "tr"},
    {"Спасибо всем за этот прекрасный вечер", "ru"},
    {"今日はとても楽しかったです", "ja"},
    {"오늘 정말 행복했어요", "ko"},
    {"شكرا لكم جميعا على هذه الليلة", "ar"},
    {"תודה לכולם על הערב הנפלא", "he"},
    {"Gute Nacht", NULL},
    {"Je t'aime", NULL},
    {"lol", NULL},
    {"", NULL},
    {"2023 \xe2\x9d\xa4\xef\xb8\x8f 100%", NULL},
};

static const char *
code_of(const char *text)
{
	struct arena arena = ARENA_EMPTY;
	const char *code = language_of(&arena, text);

	arena_release(&arena);
	return code;
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void
languages_are_told_where_they_are_sure(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (!same(code_of(cases[i].text), cases[i].code))
			fail_msg("'%s' is '%s'", cases[i].text, code_of(cases[i].text));
}

/* English handles, tags and addresses around words of another language change nothing. */
static void
only_words_count(void **state)
{
	(void)state;
	assert_null(code_of("#thankyoueveryone #somuchfun @the.best.friends"));
	assert_null(code_of("https://example.org/this/is/in/english/and/very/long"));
	assert_string_equal(code_of("#thankyoueveryone Danke an alle, die dabei waren "
				    "https://example.org/this/is/english @the.best.friends"),
			    "de");
	assert_string_equal(code_of("Danke \xf0\x9f\x99\x8f\xf0\x9f\x8f\xbd an alle\n\n*** die "
				    "gestern 100% dabei waren!!!"),
			    "de");
}

static void
broken_and_long_texts_do_no_harm(void **state)
{
	enum {
		LONG = 200000
	};
	char *text = must_malloc(LONG + 1);

	(void)state;
	(void)code_of("\xff\xfe gr\xc3 \xe2\x82");
	memset(text, 'a', LONG);
	text[LONG] = '\0';
	(void)code_of(text);
	memset(text, '!', LONG);
	memcpy(text, cases[5].text, strlen(cases[5].text));
	assert_true(same(code_of(text), cases[5].code));
	free(text);
}

#define ROUNDS 50

/* Returns how many answers were other ones. */
static void *
ask_again(void *unused)
{
	uintptr_t wrong = 0;

	(void)unused;
	for (size_t i = 0; i < COUNT(cases) * ROUNDS; i++)
		wrong += !same(code_of(cases[i % COUNT(cases)].text), cases[i % COUNT(cases)].code);
	return (void *)wrong;
}

static void
threads_do_not_disturb_each_other(void **state)
{
	pthread_t threads[4];
	void *wrong;

	(void)state;
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_again, NULL), 0);
	for (size_t i = 0; i < COUNT(threads); i++) {
		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(languages_are_told_where_they_are_sure),
	    cmocka_unit_test(only_words_count),
	    cmocka_unit_test(broken_and_long_texts_do_no_harm),
	    cmocka_unit_test(threads_do_not_disturb_each_other),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
