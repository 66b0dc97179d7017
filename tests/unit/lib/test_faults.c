#include "lib/faults.h"

#include "tests/unit/unit.h"

static void
none_is_success(void **state)
{
	const struct faults faults = FAULTS_NONE;
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(faults_tell(&faults, "x", &fail), 0);
	assert_int_equal(fail.status, EX_OK);
}

static void
a_single_fault_is_the_fail(void **state)
{
	struct faults faults = FAULTS_NONE;
	struct fail fail = FAIL_NONE, *one = faults_next(&faults);

	(void)state;
	fail_set(one, EX_CONFIG, "100%% wrong");
	fail_hint(one, "Mend it.");
	assert_int_equal(faults_tell(&faults, "x", &fail), -1);
	assert_int_equal(fail.status, EX_CONFIG);
	assert_string_equal(fail.text, "100% wrong");
	assert_string_equal(fail.hint, "Mend it.");
	faults_release(&faults);
}

static void
beyond_the_ceiling_they_are_counted(void **state)
{
	struct faults faults = FAULTS_NONE;

	(void)state;
	for (int i = 0; i < FAULTS_MAX + 5; i++)
		fail_set(faults_next(&faults), EX_CONFIG, "fault %d", i);
	assert_int_equal(faults.n, FAULTS_MAX);
	assert_int_equal(faults.count, FAULTS_MAX + 5);
	assert_string_equal(faults.list[FAULTS_MAX - 1].text, "fault 49");
	faults_release(&faults);
	assert_int_equal(faults.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(none_is_success),
	    cmocka_unit_test(a_single_fault_is_the_fail),
	    cmocka_unit_test(beyond_the_ceiling_they_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
