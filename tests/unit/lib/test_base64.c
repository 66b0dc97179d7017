#include "lib/base64.h"

#include "tests/unit/unit.h"

/* The vectors of RFC 4648, section 10. */
static const char *const vectors[][2] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static void
known_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		struct buf out = BUF_MAX(100), back = BUF_MAX(100);

		base64_encode(&out, span_of(vectors[i][0]));
		assert_string_equal(buf_text(&out), vectors[i][1]);
		assert_true(base64_decode(&back, buf_span(&out)));
		assert_string_equal(buf_text(&back), vectors[i][0]);
		buf_release(&out);
		buf_release(&back);
	}
}

static void
all_bytes_come_back(void **state)
{
	struct buf text = BUF_MAX(1 << 20), out = BUF_MAX(1 << 20), back = BUF_MAX(1 << 20);

	(void)state;
	for (size_t i = 0; i < 100003; i++)
		buf_putc(&text, (char)(i * 7 + i / 256));
	base64_encode(&out, buf_span(&text));
	assert_int_equal(out.n, (100003 + 2) / 3 * 4);
	assert_true(base64_decode(&back, buf_span(&out)));
	assert_int_equal(back.n, text.n);
	assert_memory_equal(back.p, text.p, text.n);
	buf_release(&text);
	buf_release(&out);
	buf_release(&back);
}

static void
other_texts_are_refused(void **state)
{
	static const char *const bad[] = {"Z", "Zg", "Zg=", "Zm9v!", "Zg==Zg", "====", "Zm9vYg"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct buf out = BUF_MAX(100);

		if (base64_decode(&out, span_of(bad[i])))
			fail_msg("'%s' was decoded", bad[i]);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_texts),
	    cmocka_unit_test(all_bytes_come_back),
	    cmocka_unit_test(other_texts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
