#include "lib/mojibake.h"

#include "tests/unit/unit.h"

#include "lib/utf8.h"

static const struct {
	const char *text, *repaired; /* NULL: left alone */
} cases[] = {
    {"", NULL},
    {"plain ASCII", NULL},
    {"Caf\xc3\x83\xc2\xa9", "Café"},
    {"\xc3\xb0\xc2\x9f\xc2\x8e\xc2\x89"
     " gracias",
     "🎉 gracias"},
    {"it\xc3\xa2\xc2\x80\xc2\x99"
     "s",
     "it’s"},
    {"Kitap lansman\xc3\x84\xc2\xb1", "Kitap lansmanı"},
    {"already right: \u2728", NULL},
    {"mixed: \u2728 beside \xc3\x83\xc2\xa9", NULL},
    {"café", NULL},                                           /* no UTF-8 as bytes */
    {"\xc3\x80\xc2\x80", NULL},                               /* overlong */
    {"\xc3\xad\xc2\xa0\xc2\x80", NULL},                       /* a surrogate */
    {"\xc3\x83\xc2\x83\xc3\x82\xc2\xa9", "\xc3\x83\xc2\xa9"}, /* once only */
};

static void
known_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_MAX(100);

		assert_int_equal(mojibake_repair(&out, span_of(cases[i].text)),
				 cases[i].repaired != NULL);
		assert_string_equal(buf_text(&out),
				    cases[i].repaired != NULL ? cases[i].repaired : "");
		buf_release(&out);
	}
}

/* Whatever text is spoilt, the repair brings it back byte for byte. */
static void
every_character_comes_back(void **state)
{
	(void)state;
	for (uint32_t point = 0x80; point < 0x11000; point += 7) {
		char text[8], spoilt[16];
		size_t n = 0, m = 0;
		struct buf out = BUF_MAX(100);

		if (point >= 0xd800 && point < 0xe000)
			continue;
		if (point < 0x800)
			text[n++] = (char)(0xc0 | point >> 6);
		else if (point < 0x10000)
			text[n++] = (char)(0xe0 | point >> 12);
		else
			text[n++] = (char)(0xf0 | point >> 18);
		for (int shift = point < 0x800     ? 0
				 : point < 0x10000 ? 6
						   : 12;
		     shift >= 0; shift -= 6)
			text[n++] = (char)(0x80 | (point >> shift & 0x3f));
		for (size_t i = 0; i < n; i++) {
			spoilt[m++] = (char)(0xc0 | (uint8_t)text[i] >> 6);
			spoilt[m++] = (char)(0x80 | ((uint8_t)text[i] & 0x3f));
		}
		assert_true(utf8_valid((struct span){text, n}));
		assert_true(mojibake_repair(&out, (struct span){spoilt, m}));
		assert_int_equal(out.n, n);
		assert_memory_equal(out.p, text, n);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_texts),
	    cmocka_unit_test(every_character_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
