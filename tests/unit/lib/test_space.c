/* How much of a disk is in use, and the reserve. */
#include "lib/space.h"

#include "tests/unit/spool_place.h"

static void
test_percent(void **state)
{
	static const struct {
		struct space space;
		unsigned percent;
	} rows[] = {
	    {{.bytes = 100, .bytes_total = 100}, 0},
	    {{.bytes = 0, .bytes_total = 100}, 100},
	    {{.bytes = 10, .bytes_total = 100, .files = 50, .files_total = 100}, 90},
	    {{.bytes = 90, .bytes_total = 100, .files = 5, .files_total = 100}, 95},
	    {{.bytes = 90, .bytes_total = 100, .files = 0, .files_total = 0}, 10},
	    {{.bytes = 1, .bytes_total = UINT64_MAX}, 100},
	    {{.bytes = 0, .bytes_total = 0}, 0},
	    {{.bytes = 9, .bytes_total = 5}, 0}, /* others freed some in between */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(space_used_percent(&rows[i].space), rows[i].percent);
}

static void
test_reading(void **state)
{
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;
	struct space space;

	(void)state;
	assert_int_equal(space_read(&space, spool_folder_fd(spool, SPOOL_TMP), &fail), 0);
	assert_true(space.bytes_total >= space.bytes && space.bytes > 0);
	assert_int_equal(space_read(&space, -1, &fail), -1);
	assert_int_equal(fail.status, EX_IOERR);
	spool_close(spool);
}

static void
test_reserve(void **state)
{
	struct spool *spool = open_spool();
	int folder = spool_folder_fd(spool, SPOOL_STATE);
	struct stat st;

	(void)state;
	assert_false(reserve_release(spool));
	assert_true(reserve_keep(spool));
	assert_int_equal(fstatat(folder, "reserve", &st, 0), 0);
	assert_true(st.st_blocks * 512 >= 4 << 20);
	assert_true(reserve_keep(spool));
	assert_true(reserve_release(spool));
	assert_false(reserve_release(spool));
	/* what somebody put in its place is not followed, and not taken for room */
	assert_int_equal(symlinkat("/dev/null", folder, "reserve"), 0);
	assert_false(reserve_keep(spool));
	assert_true(reserve_keep(spool));
	spool_close(spool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_percent),
	    SPOOL_TEST(test_reading),
	    SPOOL_TEST(test_reserve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
