#include "lib/word.h"

#include "tests/unit/unit.h"

static void
trims_both_ends(void **state)
{
	char both[] = " \t a b \r\n", none[] = "x", blank[] = "  ", empty[] = "";

	(void)state;
	assert_string_equal(word_trim(both), "a b");
	assert_string_equal(word_trim(none), "x");
	assert_string_equal(word_trim(blank), "");
	assert_string_equal(word_trim(empty), "");
}

static void
finds_whole_words(void **state)
{
	static const char *const words[] = {"none", "url", "bytes"};

	(void)state;
	assert_int_equal(word_find(words, 3, "url"), 1);
	assert_int_equal(word_find(words, 3, "ur"), 3);
	assert_int_equal(word_find(words, 0, "url"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(trims_both_ends),
	    cmocka_unit_test(finds_whole_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
