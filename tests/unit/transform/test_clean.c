/* The quick way to clean a text gives what the whole one gives. */
#include "transform/text/clean.h"

#include <utf8proc.h>

#include "lib/buf.h"
#include "tests/unit/unit.h"
#include "transform/text/hygiene.h"

#define TEXTS 200000

static struct arena arena;

/* Both ways give the same text, and of a steady one nothing is replaced. */
static void
expect_alike(struct span text)
{
	bool mended = false, mended_too = false;
	const char *clean = hygiene_clean(&arena, text, &mended);
	const char *quick = clean_text(&arena, text, &mended_too);

	if (strcmp(clean, quick) != 0 || mended != mended_too)
		fail_msg("'%.*s' is '%s' or '%s'", (int)text.n, text.p, clean, quick);
	if (mended && text_is_steady(text))
		fail_msg("taken for steady: '%.*s'", (int)text.n, text.p);
}

static size_t
put_point(char *out, int32_t point)
{
	return (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)out);
}

/* Every character between letters, after itself, and first and last in a text. */
static void
every_character(void **state)
{
	size_t steady = 0;

	(void)state;
	for (int32_t point = 1; point < 0x110000; point++) {
		char text[32];
		size_t n = 0;

		if (point >= 0xd800 && point < 0xe000)
			continue;
		n += put_point(text + n, point);
		text[n++] = 'e';
		n += put_point(text + n, point);
		n += put_point(text + n, point);
		text[n++] = 'e';
		n += put_point(text + n, point);
		expect_alike((struct span){text, n});
		steady += text_is_steady((struct span){text, n});
		arena_reset(&arena);
	}
	assert_true(steady > 36000);
}

static uint64_t random_state = 7;

static uint64_t
roll(uint64_t sides)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (random_state >> 33) % sides;
}

/* Pieces that do something to each other, in any order. */
static void
any_text(void **state)
{
	static const char *const pieces[] = {" ",
					     "\n",
					     "\t",
					     "\r",
					     "a",
					     "e",
					     "\x7f",
					     "\x1f",
					     "\xc2\xa0",
					     "\xcc\x81",
					     "\xe2\x80\x8d",
					     "\xef\xb8\x8f",
					     "é",
					     "日",
					     "😀",
					     "\xe2\x80\xa8",
					     "\xe2\x80\xae",
					     "\xe3\x82\x99",
					     "か",
					     "\xff",
					     "\xc0\x80",
					     "\xed\xa0\x80",
					     "ᄀ",
					     "가",
					     "ᆨ",
					     "Ω",
					     "\xe2\x84\xa6",
					     "plain words",
					     "“quoted”",
					     "\xf4\x90\x80\x80"};
	size_t steady = 0;

	(void)state;
	for (size_t i = 0; i < TEXTS; i++) {
		struct buf text = BUF_MAX(4096);
		size_t tame = roll(2) * 12;

		for (size_t n = roll(9); n > 0; n--)
			buf_puts(&text, pieces[tame != 0 && roll(8) != 0 ? 4 + roll(2) * 23
									 : roll(COUNT(pieces))]);
		expect_alike(buf_span(&text));
		steady += text_is_steady(buf_span(&text));
		arena_reset(&arena);
		buf_release(&text);
	}
	assert_true(steady > TEXTS / 10);
}

static void
both_ways_give_the_same(void **state)
{
	bool mended = false;

	(void)state;
	assert_string_equal(clean_text(&arena, SPAN(" a  b "), &mended), "a b");
	assert_string_equal(clean_text(&arena, SPAN("a b"), &mended), "a b");
	assert_string_equal(clean_text(&arena, SPAN(""), &mended), "");
	assert_false(mended);
	assert_string_equal(clean_text(&arena, SPAN("a\0b"), &mended), "a\xef\xbf\xbd"
								       "b");
	assert_true(mended);
}

static int
release(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_character),
	    cmocka_unit_test(any_text),
	    cmocka_unit_test(both_ways_give_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
