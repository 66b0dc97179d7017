#include "lib/std.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "transform/text/hygiene.h"

static void
expect_clean(const char *from, size_t n, const char *to, bool mended)
{
	struct arena arena = ARENA_EMPTY;
	bool was_mended = false;

	assert_string_equal(hygiene_clean(&arena, (struct span){from, n}, &was_mended), to);
	assert_int_equal(was_mended, mended);
	arena_release(&arena);
}

#define CLEAN(from, to) expect_clean(from, sizeof(from) - 1, to, false)
#define MENDED(from, to) expect_clean(from, sizeof(from) - 1, to, true)

static void
cleans_what_cannot_be_shown(void **state)
{
	(void)state;
	CLEAN("plain", "plain");
	CLEAN("", "");
	CLEAN("a\r\nb\rc\xe2\x80\xa8"
	      "d",
	      "a\nb\nc\nd");
	CLEAN("  a \t b\xc2\xa0 c  ", "a b c");
	CLEAN("a  \n  b", "a\nb");
	CLEAN("\x1b]0;owned\x07", "]0;owned");
	CLEAN("a\xe2\x80\xae"
	      "b\xe2\x81\xa6"
	      "c\xe2\x80\x8b\xef\xbb\xbf",
	      "abc");
	CLEAN("e\xcc\x81", "\xc3\xa9");
	MENDED("a\0b", "a\xef\xbf\xbd"
		       "b");
	MENDED("a\xff", "a\xef\xbf\xbd");
}

/* What tells a direction to its neighbours stays where letters are read from right to left. */
static void
keeps_direction_marks_in_right_to_left_text(void **state)
{
	(void)state;
	CLEAN("\xd7\xa9 C++\xe2\x80\x8e \xd7\xa9", "\xd7\xa9 C++\xe2\x80\x8e \xd7\xa9");
	CLEAN("\xe2\x80\x8f\xe2\x80\x8f\xd8\xb4!", "\xe2\x80\x8f\xd8\xb4!");
	CLEAN("a\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c"
	      "b",
	      "ab");
	CLEAN("\xd7\xa9\xe2\x80\xae\xe2\x81\xa7\xe2\x80\xab\xd7\xa9", "\xd7\xa9\xd7\xa9");
}

/* Tag characters say which flag it is; anywhere else they are a text that nobody sees. */
static void
drops_hidden_text(void **state)
{
	static const char england[] = "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0"
				      "\x81\xa5\xf3\xa0\x81\xae\xf3\xa0\x81\xa7\xf3\xa0\x81\xbf";

	(void)state;
	CLEAN("\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xa5\xf3\xa0\x81\xae"
	      "\xf3\xa0\x81\xa7\xf3\xa0\x81\xbf",
	      england);
	assert_int_equal(hygiene_length(england), 1);
	assert_int_equal(hygiene_cut(england, sizeof england - 2), 0);
	CLEAN("hi\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2 you", "hi you");
	CLEAN("\xf0\x9f\x8f\xb4 \xf3\xa0\x81\xa7", "\xf0\x9f\x8f\xb4");
	CLEAN("a\x0b"
	      "b\x0c"
	      "c\xc2\x85"
	      "d",
	      "a\nb\nc\nd");
}

static void
graphemes_are_whole(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} cases[] = {
	    {"1\xef\xb8\x8f\xe2\x83\xa3", 1},                                        /* keycap */
	    {"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xab\xf0\x9f\x87\xb7", 2}, /* flags */
	    {"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 1},                                 /* skin tone */
	    {"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", 1},
	    {"\xe0\xa4\x95\xe0\xa5\x8d\xe0\xa4\xb7", 2}, /* conjunct */
	    {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 1}, /* Hangul */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t n = strlen(cases[i].text);

		assert_int_equal(hygiene_length(cases[i].text), cases[i].length);
		assert_int_equal(hygiene_cut(cases[i].text, n), n);
		for (size_t max = 0; max < n; max++)
			assert_int_equal(hygiene_cut(cases[i].text, max),
					 cases[i].length == 2 &&
						 max >= hygiene_cut(cases[i].text, n - 1)
					     ? hygiene_cut(cases[i].text, n - 1)
					     : 0);
	}
}

static void
keeps_emoji_whole(void **state)
{
	static const char family[] = "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7";
	static const char heart[] = "\xe2\x9d\xa4\xef\xb8\x8f";

	(void)state;
	CLEAN("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", family);
	CLEAN("\xe2\x9d\xa4\xef\xb8\x8f", heart);
	assert_int_equal(hygiene_length(family), 1);
	assert_int_equal(hygiene_length("a\xcc\x81z"), 2);
	assert_int_equal(hygiene_cut(family, 7), 0);
	assert_int_equal(hygiene_cut(family, 11), 11);
	assert_int_equal(hygiene_cut("abc", 2), 2);
}

/* Cleaning what is clean changes nothing. */
static void
is_idempotent(void **state)
{
	static const char *const texts[] = {
	    "a\r\n\tb  c",           "\xe2\x80\xae x \xe2\x80\xac",
	    "e\xcc\x81\xcc\x81",     "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa ok",
	    "a\xff\xfe b",           "\xd7\xa9 \xe2\x80\x8f\xe2\x80\x8e \xe2\x80\x8f \n",
	    "\xe2\x80\x8f \xd7\xa9", "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena arena = ARENA_EMPTY;
		bool mended = false;
		const char *once = hygiene_clean(&arena, span_of(texts[i]), &mended);
		const char *twice = hygiene_clean(&arena, span_of(once), &mended);

		assert_string_equal(once, twice);
		arena_release(&arena);
	}
}

#define TEXTS 20000
#define PIECES 12 /* of a text, at most */

static uint64_t random_state = 1;

static size_t
roll(size_t sides)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(random_state >> 33) % sides;
}

/* Out of pieces that meet in bad ways. */
static const char *
some_text(struct arena *arena)
{
	static const char *const pieces[] = {"a",
					     " ",
					     "\n",
					     "\r\n",
					     "\t",
					     "e\xcc\x81",
					     "\xcc\x81",
					     "\xff",
					     "\xe2\x80",
					     "\xc2\x85",
					     "\xd7\xa9",
					     "\xe2\x80\x8f",
					     "\xe2\x80\x8e",
					     "\xe2\x80\xae",
					     "\xe2\x80\x8d",
					     "\xd8\x9c",
					     "\x01",
					     "\xef\xbb\xbf",
					     "\xc2\xa0",
					     "\xf0\x9f\x8f\xb4",
					     "Q",
					     "\xf3\xa0\x81\xa7",
					     "\xe1\x84\x92",
					     "\xe1\x85\xa1"};
	const char *text = "";

	for (size_t i = roll(PIECES); i > 0; i--)
		text = arena_printf(arena, "%s%s", text, pieces[roll(COUNT(pieces))]);
	return text;
}

static const char *
cleaned(struct arena *arena, const char *text)
{
	bool mended = false;

	return hygiene_clean(arena, span_of(text), &mended);
}

/* Whatever comes in: what comes out is valid UTF-8, composed, clean, and stays as it is. */
static void
clean_texts_stay_clean(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXTS; i++) {
		struct arena arena = ARENA_EMPTY;
		const char *once = cleaned(&arena, some_text(&arena));
		utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)once);

		if (nfc == NULL || strcmp((const char *)nfc, once) != 0 ||
		    strcmp(cleaned(&arena, once), once) != 0)
			fail_msg("text %zu: '%s' is not clean", i, once);
		assert_null(strstr(once, "\xe2\x80\xae"));
		assert_null(strstr(once, "  "));
		assert_null(strpbrk(once, "\r\t\x01"));
		free(nfc);
		arena_release(&arena);
	}
}

/* The short way for plain ASCII gives what the long way gives, which another letter forces. */
static void
plain_texts_are_no_exception(void **state)
{
	(void)state;
	for (size_t i = 0; i < TEXTS; i++) {
		struct arena arena = ARENA_EMPTY;
		char text[9] = "";

		for (size_t n = roll(sizeof text); n > 0; n--)
			text[n - 1] = (char)(roll(3) == 0 ? ' ' : 1 + roll(0x7f));
		assert_string_equal(arena_printf(&arena, "%s\xc3\xa9",
						 cleaned(&arena,
							 arena_printf(&arena, "x%sx", text))),
				    cleaned(&arena, arena_printf(&arena, "x%sx\xc3\xa9", text)));
		arena_release(&arena);
	}
}

static void
makes_slugs(void **state)
{
	struct arena arena = ARENA_EMPTY;

	(void)state;
	assert_string_equal(hygiene_slug(&arena, "Kim’s “Roar” — in Zürich!", 80),
			    "kims-roar-in-zurich");
	assert_string_equal(hygiene_slug(&arena, "Straße Øre", 80), "strasse-ore");
	assert_string_equal(hygiene_slug(&arena, "one two three", 9), "one-two");
	assert_string_equal(hygiene_slug(&arena, "Łódź Þór Ħal ŋ ẞ", 80), "lodz-thor-hal-ng-ss");
	assert_string_equal(hygiene_slug(&arena, "  --a--b  ", 80), "a-b");
	assert_string_equal(hygiene_slug(&arena, "Donaudampfschiffahrt", 9), "donaudamp");
	assert_string_equal(hygiene_slug(&arena, "日本", 80), "");
	arena_release(&arena);
}

/* The short way for ASCII gives what the long way gives: a letter beyond ASCII forces that one. */
static void
keys_of_ascii_are_keys(void **state)
{
	char text[] = "..Zo.Ho..\xc3\xa9", plain[sizeof text - 2];

	(void)state;
	for (int c = 1; c < 0x80; c++) {
		for (size_t at = 0; at < 9; at += 4) {
			struct arena arena = ARENA_EMPTY;
			const char *key;

			memcpy(text, "..Zo.Ho..", 9);
			text[at] = (char)c;
			snprintf(plain, sizeof plain, "%.9s", text);
			for (int words = 0; words < 2; words++) {
				key = arena_printf(&arena, "%se",
						   hygiene_key(&arena, plain, words != 0));
				assert_string_equal(key, hygiene_key(&arena, text, words != 0));
			}
			arena_release(&arena);
		}
	}
}

static void
squeezes_what_is_drawn_out(void **state)
{
	static const struct {
		const char *key, *squeezed;
		bool drawn;
	} keys[] = {
	    {"annna", "ana", true},   {"anna", "ana", false},      {"maaaax", "max", true},
	    {"1000", "10", false},    {"ёёёж", "ёж", true},        {"", "", false},
	    {"aabbcc", "abc", false}, {"xx1000xxx", "x10x", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++) {
		char key[16];

		snprintf(key, sizeof key, "%s", keys[i].key);
		assert_int_equal(hygiene_is_drawn_out(key), keys[i].drawn);
		hygiene_squeeze(key);
		assert_string_equal(key, keys[i].squeezed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cleans_what_cannot_be_shown),
	    cmocka_unit_test(keeps_direction_marks_in_right_to_left_text),
	    cmocka_unit_test(drops_hidden_text),
	    cmocka_unit_test(graphemes_are_whole),
	    cmocka_unit_test(keeps_emoji_whole),
	    cmocka_unit_test(is_idempotent),
	    cmocka_unit_test(clean_texts_stay_clean),
	    cmocka_unit_test(plain_texts_are_no_exception),
	    cmocka_unit_test(makes_slugs),
	    cmocka_unit_test(keys_of_ascii_are_keys),
	    cmocka_unit_test(squeezes_what_is_drawn_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
