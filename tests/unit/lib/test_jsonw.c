#include "lib/jsonw.h"

#include <jansson.h>

#include "tests/unit/unit.h"

static void
sets_commas(void **state)
{
	struct buf out = BUF_MAX(1000);

	(void)state;
	jsonw_open(&out, '{');
	jsonw_member_word(&out, "a", "x");
	jsonw_key(&out, "list");
	jsonw_open(&out, '[');
	jsonw_int(&out, INT64_MIN);
	jsonw_bool(&out, true);
	jsonw_open(&out, '[');
	jsonw_close(&out, ']');
	jsonw_open(&out, '{');
	jsonw_close(&out, '}');
	jsonw_real(&out, 0.5);
	jsonw_json(&out, SPAN("{\"z\":null}"));
	jsonw_close(&out, ']');
	jsonw_member_int(&out, "n", 7);
	jsonw_close(&out, '}');
	assert_string_equal(buf_text(&out),
			    "{\"a\":\"x\",\"list\":[-9223372036854775808,true,[],{},"
			    "0.5,{\"z\":null}],\"n\":7}");
	buf_release(&out);
}

/* A value that ends in a bracket or colon must not be taken for an opening one. */
static void
text_cannot_confuse_commas(void **state)
{
	struct buf out = BUF_MAX(1000);

	(void)state;
	jsonw_open(&out, '[');
	jsonw_word(&out, "{");
	jsonw_word(&out, ":");
	jsonw_word(&out, "");
	jsonw_word(&out, "[");
	jsonw_close(&out, ']');
	assert_string_equal(buf_text(&out), "[\"{\",\":\",\"\",\"[\"]");
	buf_release(&out);
}

static void
escapes_what_must_be(void **state)
{
	struct buf out = BUF_MAX(1000);

	(void)state;
	jsonw_text(&out, SPAN("a\"b\\c/\b\t\n\f\r\x01\x1f\x7f\0</script>"));
	assert_string_equal(buf_text(&out), "\"a\\\"b\\\\c/\\b\\t\\n\\f\\r\\u0001\\u001f\\u007f"
					    "\\u0000</script>\"");
	buf_release(&out);
}

/* Texts are looked through in pieces: each byte is told in each place of a text of any length. */
static void
every_byte_anywhere(void **state)
{
	char text[40];

	(void)state;
	for (size_t n = 1; n <= sizeof text; n++) {
		for (size_t at = 0; at < n; at++) {
			for (int c = 0; c < 0x80; c++) {
				struct buf out = BUF_MAX(1000);
				json_t *back;

				memset(text, 'x', n);
				text[at] = (char)c;
				jsonw_text(&out, (struct span){text, n});
				back = json_loadb(out.p, out.n, JSON_DECODE_ANY | JSON_ALLOW_NUL,
						  NULL);
				assert_int_equal(json_string_length(back), n);
				assert_memory_equal(json_string_value(back), text, n);
				assert_null(strchr(out.p, 0x7f));
				json_decref(back);
				buf_release(&out);
			}
		}
	}
}

/* Every code point but the surrogates comes back from jansson as it went. */
static void
all_of_unicode_comes_back(void **state)
{
	(void)state;
	for (unsigned first = 0; first < 0x110000; first += 0x100) {
		struct buf text = BUF_MAX(2000), out = BUF_MAX(10000);
		json_t *back;

		if (first >= 0xd800 && first < 0xe000)
			continue;
		for (unsigned c = first; c < first + 0x100; c++) {
			if (c >= 0x10000)
				buf_putc(&text, (char)(0xf0 | c >> 18));
			if (c >= 0x800)
				buf_putc(&text,
					 (char)((c >= 0x10000 ? 0x80 : 0xe0) | (c >> 12 & 0x3f)));
			if (c >= 0x80)
				buf_putc(&text,
					 (char)((c >= 0x800 ? 0x80 : 0xc0) | (c >> 6 & 0x3f)));
			buf_putc(&text, (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c));
		}
		jsonw_text(&out, buf_span(&text));
		back = json_loadb(out.p, out.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		assert_non_null(back);
		assert_int_equal(json_string_length(back), text.n);
		assert_memory_equal(json_string_value(back), text.p, text.n);
		json_decref(back);
		buf_release(&text);
		buf_release(&out);
	}
}

static void
numbers_come_back(void **state)
{
	static const double reals[] = {0, 0.1, -36.1147, 1e300, 5e-324, 115.17284};

	(void)state;
	for (size_t i = 0; i < COUNT(reals); i++) {
		struct buf out = BUF_MAX(100);

		jsonw_real(&out, reals[i]);
		assert_true(strtod(buf_text(&out), NULL) == reals[i]);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sets_commas),          cmocka_unit_test(text_cannot_confuse_commas),
	    cmocka_unit_test(escapes_what_must_be), cmocka_unit_test(all_of_unicode_comes_back),
	    cmocka_unit_test(numbers_come_back),    cmocka_unit_test(every_byte_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
