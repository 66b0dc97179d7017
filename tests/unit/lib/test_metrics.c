#include "lib/metrics.h"

#include <unistd.h>

#include "tests/unit/unit.h"

static char folder[] = "/tmp/story-metrics-XXXXXX";

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

/* Fails where something was left behind. */
static int
remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static void
writes_the_file_whole(void **state)
{
	static const struct metric metrics[] = {{"records", "Records read.", 12},
						{"seconds", "Time taken.", 0.25}};
	struct fail fail = FAIL_NONE;
	char path[64], text[1000];
	FILE *file;
	size_t n;

	(void)state;
	snprintf(path, sizeof path, "%s/a.prom", folder);
	for (int round = 0; round < 2; round++)
		assert_int_equal(metrics_write(path, "load", metrics, COUNT(metrics), &fail), 0);
	file = fopen(path, "r");
	assert_non_null(file);
	n = fread(text, 1, sizeof text - 1, file);
	text[n] = '\0';
	fclose(file);
	unlink(path);
	assert_string_equal(text, "# HELP storywire_records Records read.\n"
				  "# TYPE storywire_records gauge\n"
				  "storywire_records{stage=\"load\"} 12\n"
				  "# HELP storywire_seconds Time taken.\n"
				  "# TYPE storywire_seconds gauge\n"
				  "storywire_seconds{stage=\"load\"} 0.25\n");
}

static void
says_when_it_cannot(void **state)
{
	static const struct metric one = {"records", "Records read.", 1};
	struct fail fail = FAIL_NONE;
	char path[64];

	(void)state;
	assert_int_equal(metrics_write(NULL, "load", &one, 1, &fail), 0);
	assert_int_equal(metrics_write("/nonexistent/a.prom", "load", &one, 1, &fail), -1);
	assert_int_equal(fail.status, EX_CANTCREAT);
	fail = FAIL_NONE;
	snprintf(path, sizeof path, "%s/.", folder);
	assert_int_equal(metrics_write(path, "load", &one, 1, &fail), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_the_file_whole),
	    cmocka_unit_test(says_when_it_cannot),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
