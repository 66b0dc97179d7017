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

static void
knows_what_is_mistyped(void **state)
{
	char long_word[WORD_NEAR_MAX + 2];

	(void)state;
	memset(long_word, 'a', sizeof long_word);
	long_word[sizeof long_word - 1] = '\0';
	assert_int_equal(word_distance("", ""), 0);
	assert_int_equal(word_distance("", "abc"), 3);
	assert_int_equal(word_distance("abc", ""), 3);
	assert_int_equal(word_distance("status", "statsu"), 2);
	assert_int_equal(word_distance("spol", "spool"), 1);
	assert_true(word_distance(long_word, "a") == SIZE_MAX);
	assert_true(word_distance("a", long_word) == SIZE_MAX);
	assert_true(word_is_near("statsu", "status"));
	assert_true(word_is_near("gap", "gaps"));
	assert_false(word_is_near("wish", "facts"));
	assert_false(word_is_near("", "run"));
	assert_false(word_is_near(long_word, long_word));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(trims_both_ends),
	    cmocka_unit_test(finds_whole_words),
	    cmocka_unit_test(knows_what_is_mistyped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
