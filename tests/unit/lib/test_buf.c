#include "lib/buf.h"

#include "tests/unit/unit.h"

static void
starts_empty(void **state)
{
	struct buf buf = BUF_MAX(10);
	char *taken;

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	assert_int_equal(buf_span(&buf).n, 0);
	assert_non_null(buf_span(&buf).p);
	taken = buf_take(&buf);
	assert_string_equal(taken, "");
	free(taken);
}

static void
gathers_bytes(void **state)
{
	struct buf buf = BUF_MAX(1000);

	(void)state;
	buf_puts(&buf, "one ");
	buf_putc(&buf, '2');
	buf_put(&buf, "\0x", 2);
	buf_put(&buf, NULL, 0);
	buf_printf(&buf, " %d%s", 3, "four");
	assert_int_equal(buf.n, 13);
	assert_memory_equal(buf.p, "one 2\0x 3four", 14);
	assert_false(buf.over);
	buf_clear(&buf);
	assert_string_equal(buf_text(&buf), "");
	buf_release(&buf);
	assert_null(buf.p);
	assert_int_equal(buf.max, 1000);
}

static void
stops_at_its_ceiling(void **state)
{
	struct buf buf = BUF_MAX(4);

	(void)state;
	buf_puts(&buf, "abcd");
	assert_false(buf.over);
	buf_putc(&buf, 'e');
	assert_true(buf.over);
	buf_put(&buf, NULL, 0);
	assert_string_equal(buf_text(&buf), "abcd");
	buf_clear(&buf);
	assert_false(buf.over);
	buf_puts(&buf, "ab");
	buf_puts(&buf, "xyz");
	buf_putc(&buf, 'c');
	assert_true(buf.over);
	assert_string_equal(buf_text(&buf), "ab");
	buf_clear(&buf);
	buf_put(&buf, "x", SIZE_MAX);
	assert_true(buf.over);
	buf_release(&buf);
}

/* Lengths around the size of the small buffer that buf_printf tries first. */
static void
prints_long_texts(void **state)
{
	char word[600];

	(void)state;
	for (size_t n = 500; n < sizeof word; n++) {
		struct buf buf = BUF_MAX(550);

		memset(word, 'w', n);
		word[n] = '\0';
		buf_printf(&buf, "%s", word);
		assert_int_equal(buf.over, n > 550);
		if (n <= 550)
			assert_string_equal(buf_text(&buf), word);
		else
			assert_int_equal(buf.n, 0);
		buf_release(&buf);
	}
}

static void
hands_its_bytes_over(void **state)
{
	struct buf buf = BUF_MAX(10000);
	char *taken;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_putc(&buf, (char)('a' + i % 26));
	taken = buf_take(&buf);
	assert_int_equal(strlen(taken), 1000);
	assert_int_equal(buf.n, 0);
	buf_puts(&buf, "again");
	assert_string_equal(buf_text(&buf), "again");
	free(taken);
	buf_release(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(starts_empty),         cmocka_unit_test(gathers_bytes),
	    cmocka_unit_test(stops_at_its_ceiling), cmocka_unit_test(prints_long_texts),
	    cmocka_unit_test(hands_its_bytes_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
