#include "lib/fail.h"

#include <errno.h>

#include "tests/unit/unit.h"

static void
first_failure_wins(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(fail_set(&fail, EX_NOINPUT, "%s: missing", "a.csv"), -1);
	assert_int_equal(fail_hint(&fail, "Make %s.", "one"), -1);
	assert_int_equal(fail_set(&fail, EX_IOERR, "b.csv: worse"), -1);
	errno = EACCES;
	assert_int_equal(fail_errno(&fail, EX_IOERR, "c.csv"), -1);
	assert_int_equal(fail_hint(&fail, "Do something else."), -1);
	assert_int_equal(fail.status, EX_NOINPUT);
	assert_string_equal(fail.text, "a.csv: missing");
	assert_string_equal(fail.hint, "Make one.");
}

static void
errno_is_explained(void **state)
{
	struct fail fail = FAIL_NONE;

	(void)state;
	errno = ENOSPC;
	fail_errno(&fail, EX_IOERR, "out: cannot be written");
	assert_string_equal(fail.text, "out: cannot be written: No space left on device");
}

static void
long_texts_are_cut(void **state)
{
	struct fail fail = FAIL_NONE;
	char path[FAIL_TEXT_MAX * 2];

	(void)state;
	memset(path, 'p', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	errno = ENOENT;
	fail_errno(&fail, EX_NOINPUT, "%s", path);
	fail_hint(&fail, "%s", path);
	assert_int_equal(strlen(fail.text), FAIL_TEXT_MAX - 1);
	assert_int_equal(strlen(fail.hint), FAIL_HINT_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(first_failure_wins),
	    cmocka_unit_test(errno_is_explained),
	    cmocka_unit_test(long_texts_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
