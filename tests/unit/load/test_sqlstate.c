#include "load/sqlstate.h"

#include <sysexits.h>

#include "tests/unit/unit.h"

static void
codes_have_a_meaning(void **state)
{
	static const struct {
		const char *code;
		int status;
	} cases[] = {
	    {NULL, EX_TEMPFAIL},    {"", EX_TEMPFAIL},      {"57P03", EX_TEMPFAIL},
	    {"53300", EX_TEMPFAIL}, {"40001", EX_TEMPFAIL}, {"40P01", EX_TEMPFAIL},
	    {"57014", EX_TEMPFAIL}, {"55P03", EX_TEMPFAIL}, {"25006", EX_TEMPFAIL},
	    {"28P01", EX_NOPERM},   {"28000", EX_NOPERM},   {"42501", EX_NOPERM},
	    {"3D000", EX_CONFIG},   {"42P01", EX_CONFIG},   {"3F000", EX_CONFIG},
	    {"23505", EX_DATAERR},  {"22P05", EX_DATAERR},  {"42601", EX_SOFTWARE},
	    {"25P02", EX_SOFTWARE}, {"XX000", EX_SOFTWARE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(sqlstate_meaning(cases[i].code)->status, cases[i].status);
}

static void
rows_are_blamed_for_data_only(void **state)
{
	(void)state;
	assert_true(sqlstate_blames_row("22P05"));
	assert_true(sqlstate_blames_row("23514"));
	assert_true(sqlstate_blames_row("54000"));
	assert_false(sqlstate_blames_row("42P01"));
	assert_false(sqlstate_blames_row("57014"));
}

static void
what_may_succeed_soon_is_tried_again(void **state)
{
	static const char *const soon[] = {"40001", "40P01", "40003", "08006", "57P01",
					   "57P02", "57P03", "53300", "55P03", NULL};
	static const char *const not_soon[] = {"57014", "57P04", "53100", "25006", "42501",
					       "23505", "22P05", "28P01", "XX000"};

	(void)state;
	for (size_t i = 0; i < COUNT(soon); i++)
		assert_true(sqlstate_meaning(soon[i])->again);
	for (size_t i = 0; i < COUNT(not_soon); i++)
		assert_false(sqlstate_meaning(not_soon[i])->again);
}

static void
codes_are_found_in_messages(void **state)
{
	char code[SQLSTATE_LENGTH + 1];

	(void)state;
	assert_true(sqlstate_find("connection to server failed: FATAL:  28P01: password\n", code));
	assert_string_equal(code, "28P01");
	assert_true(sqlstate_find("a failed: x:  no\nb failed: FATAL:  57P03: wait\n", code));
	assert_string_equal(code, "57P03");
	assert_false(sqlstate_find("could not connect: Connection refused", code));
	assert_false(sqlstate_find("FATAL:  2800: short", code));
	assert_false(sqlstate_find("FATAL:  28000", code));
	assert_false(sqlstate_find("", code));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(codes_have_a_meaning),
	    cmocka_unit_test(rows_are_blamed_for_data_only),
	    cmocka_unit_test(what_may_succeed_soon_is_tried_again),
	    cmocka_unit_test(codes_are_found_in_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
