/* HTML that nests by itself, and texts that cannot be anything but texts. */
#include "tests/unit/unit.h"

#include "lib/mem.h"

#include "transform/preview/markup.h"

#define OUT_MAX 65536

static void
test_nests(void **unused)
{
	struct buf out = BUF_MAX(OUT_MAX);
	struct markup markup = MARKUP(&out);

	(void)unused;
	markup_open_class(&markup, "p", "a b");
	markup_attribute_int(&markup, "data-n", -3);
	markup_text(&markup, "one ");
	markup_put(&markup, "b", "two");
	markup_put(&markup, "i", "");
	markup_leaf(&markup, "img");
	markup_attribute(&markup, "alt", "");
	markup_foreign(&markup, "three");
	markup_close(&markup);
	assert_string_equal(buf_text(&out), "<p class=\"a b\" data-n=\"-3\">one <b>two</b>"
					    "<img alt=\"\"><bdi>three</bdi></p>\n");
	assert_int_equal(markup.depth, 0);
	buf_release(&out);
}

static const struct {
	const char *text, *escaped;
} escapes[] = {
    {"", ""},
    {"<script>&\"'</script>", "&lt;script&gt;&amp;&quot;'&lt;/script&gt;"},
    {"&amp;", "&amp;amp;"},
    {"tab\tfeed\n", "tab\tfeed\n"},
    {"bell\x07 escape\x1b[31m", "bell\xef\xbf\xbd escape\xef\xbf\xbd[31m"},
    {"turned \xe2\x80\xae"
     "around",
     "turned \xef\xbf\xbd"
     "around"},
    {"isolate \xe2\x81\xa6x", "isolate \xef\xbf\xbdx"},
    {"C1 \xc2\x9b"
     "31m",
     "C1 \xef\xbf\xbd"
     "31m"},
    {"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
     "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"},
};

static void
test_escapes(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT(escapes); i++) {
		struct buf out = BUF_MAX(OUT_MAX), want = BUF_MAX(OUT_MAX);
		struct markup markup = MARKUP(&out);

		markup_open(&markup, "a");
		markup_attribute(&markup, "href", escapes[i].text);
		markup_text(&markup, escapes[i].text);
		markup_close(&markup);
		buf_printf(&want, "<a href=\"%s\">%s</a>", escapes[i].escaped, escapes[i].escaped);
		assert_string_equal(buf_text(&out), buf_text(&want));
		buf_release(&out);
		buf_release(&want);
	}
}

static const struct {
	const char *text, *mixed;
} mixes[] = {
    {"plain, 42", "plain, 42"},
    {"\xd7\xa9\xd7\x9c, 33, wrote", "<bdi>\xd7\xa9\xd7\x9c</bdi>, 33, wrote"},
    {"by \xd7\xa9 \xd7\x9c.", "by <bdi>\xd7\xa9 \xd7\x9c</bdi>."},
    {"\xd9\x85<b>", "<bdi>\xd9\x85</bdi>&lt;b&gt;"},
    {"\xd7\xa9", "<bdi>\xd7\xa9</bdi>"},
    {"", ""},
};

static void
test_mixed(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT(mixes); i++) {
		struct buf out = BUF_MAX(OUT_MAX);
		struct markup markup = MARKUP(&out);

		markup_mixed(&markup, mixes[i].text);
		assert_string_equal(buf_text(&out), mixes[i].mixed);
		buf_release(&out);
	}
}

/* In a script element only "</script" and "<!--" are not data; without "<" there is neither. */
static void
test_json(void **unused)
{
	struct buf out = BUF_MAX(OUT_MAX);
	struct markup markup = MARKUP(&out);

	(void)unused;
	markup_json(&markup,
		    SPAN("{\"a\":\"</script><!--&\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\x99\"}"));
	assert_string_equal(buf_text(&out),
			    "{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u2029"
			    "\xe2\x80\x99\"}");
	buf_release(&out);
}

/* Whatever the bytes: no "<" of theirs, no control character, valid UTF-8. */
static void
test_any_bytes(void **unused)
{
	uint64_t state = 5;

	(void)unused;
	for (int round = 0; round < 3000; round++) {
		struct buf out = BUF_MAX(OUT_MAX);
		struct markup markup = MARKUP(&out);
		char text[48];

		for (size_t i = 0; i < sizeof text; i++) {
			state = state * 6364136223846793005U + 1442695040888963407U;
			text[i] = (char)(state >> 56);
		}
		text[sizeof text - 1] = '\0';
		markup_text(&markup, text);
		for (size_t i = 0; i < out.n; i++) {
			unsigned char c = (unsigned char)out.p[i];

			assert_true(c != '<' && c != '>' && c != '"');
			assert_true(c >= 0x20 || c == '\n' || c == '\t');
		}
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nests),     cmocka_unit_test(test_escapes),
	    cmocka_unit_test(test_mixed),     cmocka_unit_test(test_json),
	    cmocka_unit_test(test_any_bytes),
	};

	mem_init();
	return cmocka_run_group_tests_name("markup", tests, NULL, NULL);
}
