#include "ingest/import/values.h"

#include "ingest/import/seen.h"

#include "tests/unit/unit.h"

static void
every_spelling_of_a_time(void **state)
{
	static const struct {
		const char *json;
		enum fate fate, utc;
		int64_t ms;
	} cases[] = {
	    {"1681589560", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"\"1681589560\"", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"1681589560.75", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"\"2023-04-15T20:12:40Z\"", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"\"2023-04-15T20:12:40+0000\"", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"\"2023-04-15 20:12:40+00:00\"", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"\"2023-04-15T20:12:40.123456Z\"", ITEM_GOOD, ITEM_GOOD, 1681589560123},
	    {"\"2023-04-15T22:12:40+02:00\"", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"\"2023-04-15 20:12:40\"", REJECT_BAD_TIME, ITEM_GOOD, 1681589560000},
	    {"\"2023-04-15T20:12:40.5\"", REJECT_BAD_TIME, ITEM_GOOD, 1681589560500},
	    {"\"2023:04:15 20:12:40\"", REJECT_BAD_TIME, ITEM_GOOD, 1681589560000},
	    {"\"1681589560.75\"", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"\"1681589560.\"", ITEM_GOOD, ITEM_GOOD, 1681589560000},
	    {"\"1681589560.7x\"", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	    {"1470095999", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	    {"1470096000", ITEM_GOOD, ITEM_GOOD, 1470096000000},
	    {"\"1981-01-01 00:00:00\"", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	    {"0", REJECT_NO_TIME, REJECT_NO_TIME, 0},
	    {"0.0", REJECT_NO_TIME, REJECT_NO_TIME, 0},
	    {"null", REJECT_NO_TIME, REJECT_NO_TIME, 0},
	    {"\"\"", REJECT_NO_TIME, REJECT_NO_TIME, 0},
	    {"\"0\"", REJECT_NO_TIME, REJECT_NO_TIME, 0},
	    {"\"[Invalid DateTime]\"", REJECT_NO_TIME, REJECT_NO_TIME, 0},
	    {"1681589560000", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	    {"-5", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	    {"true", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	    {"\"2023-13-15T20:12:40Z\"", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	    {"\"2023-04-15\"", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	    {"\"yesterday\"", REJECT_BAD_TIME, REJECT_BAD_TIME, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		json_t *value = json_loads(cases[i].json, JSON_DECODE_ANY, NULL);
		when_ms ms = 0, utc = 0;

		assert_int_equal(time_of_json(value, &ms), cases[i].fate);
		assert_int_equal(time_of_json_utc(value, &utc), cases[i].utc);
		if (cases[i].fate == ITEM_GOOD)
			assert_true(ms == cases[i].ms);
		if (cases[i].utc == ITEM_GOOD)
			assert_true(utc == cases[i].ms);
		json_decref(value);
	}
}

static void
numbers_that_went_through_a_float(void **state)
{
	static const struct {
		const char *json;
		bool is;
	} cases[] = {
	    {"3.0e18", true},
	    {"\"3.15227E+18\"", true},
	    {"\"3152270944613957632.0\"", true},
	    {"3152270944613957641", false},
	    {"\"3152270944613957641\"", false},
	    {"\"3152270944613957641_55\"", false},
	    {"\"1.2.3\"", false},
	    {"\"CssfgRoPYAC\"", false},
	    {"\"31e\"", false},
	    {"null", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		json_t *value = json_loads(cases[i].json, JSON_DECODE_ANY, NULL);

		assert_int_equal(is_float_number(value), cases[i].is);
		json_decref(value);
	}
}

static void
what_was_seen_is_known_again(void **state)
{
	struct seen *seen = seen_new();
	char hash[DIGEST_HEX + 1];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5000; i++) {
			digest_of((struct span){(const char *)&i, sizeof i}, hash);
			assert_int_equal(seen_has(seen, hash), round == 1);
			assert_int_equal(seen_put(seen, hash), round == 1);
		}
	}
	seen_free(seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_spelling_of_a_time),
	    cmocka_unit_test(numbers_that_went_through_a_float),
	    cmocka_unit_test(what_was_seen_is_known_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
