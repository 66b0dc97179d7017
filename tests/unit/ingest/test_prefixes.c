/* Every file of the samples, cut anywhere: the items that are whole, one message, no crash. */
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

#include "tests/unit/unit.h"

#include "tests/unit/ingest/importing.h"

#define CUTS 200         /* a file */
#define FILE_SIZE 200000 /* bytes; larger ones would take the test too long */

static const char *const folders[] = {"tests/data", "tests/filter/ingest",
				      "../shared/fixtures/archives", "../shared/fixtures/graph"};
static size_t files;
static char fault[512]; /* the first; said once the output is back */

static char *
read_whole(const char *path, size_t n)
{
	FILE *file = fopen(path, "rb");
	char *bytes = malloc(n + 1);

	if (file == NULL || bytes == NULL || fread(bytes, 1, n, file) != n)
		abort();
	fclose(file);
	return bytes;
}

/* The heap must see a read past the end, so each prefix has memory of its own. */
static struct imported
import_prefix(const char *bytes, size_t n, const char *path)
{
	char *copy = malloc(n + 1);
	struct imported imported;

	memcpy(copy, bytes, n);
	copy = realloc(copy, n != 0 ? n : 1);
	imported = import_bytes((struct span){copy, n}, path);
	free(copy);
	return imported;
}

static void
fault_at(const char *path, size_t cut, const char *what)
{
	if (fault[0] == '\0')
		snprintf(fault, sizeof fault, "%s: cut %zu of %d: %s", path, cut, CUTS, what);
}

/* What tests expect is no archive. */
static bool
is_sample(const char *path)
{
	static const char *const others[] = {"cmd", "out", "err", "status", "accounts.csv"};
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(slash + 1, others[i]) == 0)
			return false;
	return files_wants(path) && strstr(path, "expected") == NULL;
}

static int
cut_file(const char *path, const struct stat *info, int type, struct FTW *place)
{
	size_t size = (size_t)info->st_size;
	const char *ending = strrchr(path, '.');
	bool is_table = ending != NULL && strcmp(ending, ".csv") == 0;
	uint64_t before = 0;
	char *bytes;

	(void)place;
	if (type != FTW_F || size == 0 || size > FILE_SIZE || !is_sample(path))
		return 0;
	files++;
	bytes = read_whole(path, size);
	for (size_t cut = 0; cut <= CUTS; cut++) {
		struct imported imported = import_prefix(bytes, size * cut / CUTS, path);
		uint64_t whole = imported.tally.counts[ITEM_GOOD];

		if (!is_balanced(&imported.tally))
			fault_at(path, cut, "the counts do not add up");
		/*
		 * What was whole in a shorter prefix is whole in a longer one; but a table's last
		 * line need not end, so that one cut before its last cell looks whole.
		 */
		if (whole + (is_table ? 1 : 0) < before &&
		    imported.tally.counts[ITEM_DUPLICATE] == 0)
			fault_at(path, cut, "fewer items than of a shorter prefix");
		before = whole;
	}
	free(bytes);
	return 0;
}

static void
any_prefix_is_handled(void **state)
{
	int out = dup(STDOUT_FILENO);
	FILE *err = stderr;

	(void)state;
	import_quietly();
	for (size_t i = 0; i < COUNT(folders); i++)
		if (access(folders[i], R_OK) == 0 && nftw(folders[i], cut_file, 16, FTW_PHYS) != 0)
			fault_at(folders[i], 0, "cannot be walked");
	dup2(out, STDOUT_FILENO);
	fclose(stderr);
	stderr = err;
	assert_string_equal(fault, "");
	assert_true(files > 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_prefix_is_handled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
