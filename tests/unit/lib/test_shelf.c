/* Files of state: they appear whole or not at all, and are replaced whole. */
#include "lib/shelf.h"

#include <signal.h>
#include <sys/resource.h>

#include "tests/unit/spool_place.h"

static void
test_read_and_replace(void **state)
{
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;
	struct buf text = BUF_MAX(8);

	(void)state;
	assert_int_equal(shelf_read(spool, "index", "a", &text, &fail), 0);
	assert_int_equal(shelf_write(spool, "index", "a", SPAN("one"), &fail), 0);
	assert_int_equal(shelf_write(spool, "index", "a", SPAN("second"), &fail), 0);
	assert_int_equal(shelf_read(spool, "index", "b", &text, &fail), 0);
	assert_int_equal(shelf_read(spool, "index", "a", &text, &fail), 1);
	assert_string_equal(buf_text(&text), "second");
	buf_clear(&text);
	assert_int_equal(shelf_write(spool, "index", "a", SPAN("larger than"), &fail), 0);
	assert_int_equal(shelf_read(spool, "index", "a", &text, &fail), 0);
	assert_int_equal(fail.status, EX_OK);
	assert_int_equal(count_files(spool, SPOOL_TMP), 0);
	buf_release(&text);
	spool_close(spool);
}

static void
test_list_and_remove(void **state)
{
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;
	struct spool_names names;

	(void)state;
	assert_int_equal(shelf_list(spool, "none", &names, &fail), 0);
	assert_int_equal(names.n, 0);
	assert_int_equal(shelf_remove(spool, "none", "a", &fail), 0);
	assert_int_equal(shelf_write(spool, "index", "a", SPAN("one"), &fail), 0);
	assert_int_equal(shelf_list(spool, "index", &names, &fail), 0);
	assert_int_equal(names.n, 1);
	assert_string_equal(names.list[0], "a");
	spool_names_release(&names);
	assert_int_equal(shelf_remove(spool, "index", "a", &fail), 0);
	assert_int_equal(shelf_remove(spool, "index", "a", &fail), 0);
	assert_int_equal(shelf_list(spool, "index", &names, &fail), 0);
	assert_int_equal(names.n, 0);
	spool_close(spool);
}

static void
test_full_disk(void **state)
{
	static const struct rlimit small = {1000, RLIM_INFINITY},
				   all = {RLIM_INFINITY, RLIM_INFINITY};
	struct spool *spool = open_spool();
	struct fail fail = FAIL_NONE;
	char text[2000];

	(void)state;
	memset(text, 'x', sizeof text);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(shelf_write(spool, "index", "x", (struct span){text, sizeof text}, &fail),
			 -1);
	assert_int_equal(fail.status, EX_IOERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_int_equal(count_files(spool, SPOOL_TMP), 0);
	spool_close(spool);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    SPOOL_TEST(test_read_and_replace),
	    SPOOL_TEST(test_list_and_remove),
	    SPOOL_TEST(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
