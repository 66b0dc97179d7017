#include "lib/std.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "transform/hygiene.h"

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
	static const char *const texts[] = {"a\r\n\tb  c", "\xe2\x80\xae x \xe2\x80\xac",
					    "e\xcc\x81\xcc\x81",
					    "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa ok", "a\xff\xfe b"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena arena = ARENA_EMPTY;
		bool mended = false;
		const char *once =
		    hygiene_clean(&arena, (struct span){texts[i], strlen(texts[i])}, &mended);
		const char *twice =
		    hygiene_clean(&arena, (struct span){once, strlen(once)}, &mended);

		assert_string_equal(once, twice);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cleans_what_cannot_be_shown),
	    cmocka_unit_test(keeps_emoji_whole),
	    cmocka_unit_test(is_idempotent),
	    cmocka_unit_test(makes_slugs),
	    cmocka_unit_test(keys_of_ascii_are_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
