/* A spool below a temporary folder, for unit tests: made before each test, removed after it. */
#ifndef TESTS_SPOOL_PLACE_H
#define TESTS_SPOOL_PLACE_H

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/spool.h"
#include "tests/unit/unit.h"

static char place[] = "/tmp/story-spool.XXXXXX";
static char path[sizeof place + 8];

static inline void
remove_tree(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			remove_tree(fd, entry->d_name);
	if (dir != NULL)
		closedir(dir);
	if (unlinkat(parent, name, 0) < 0)
		(void)unlinkat(parent, name, AT_REMOVEDIR);
}

static inline int
setup(void **state)
{
	(void)state;
	memcpy(place + sizeof place - 7, "XXXXXX", 6);
	if (mkdtemp(place) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/spool", place);
	return setenv("STORYWIRE_NOW", "2026-01-02T03:04:05.678Z", 1);
}

static inline int
teardown(void **state)
{
	(void)state;
	remove_tree(AT_FDCWD, place);
	return 0;
}

static inline struct spool *
open_spool(void)
{
	struct fail fail = FAIL_NONE;
	struct spool *spool = NULL;

	assert_int_equal(spool_open(&spool, path, true, &fail), 0);
	return spool;
}

static inline size_t
count_files(const struct spool *spool, enum spool_folder folder)
{
	int fd = openat(spool_folder_fd(spool, folder), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fdopendir(fd);
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n - 2;
}

static inline void
put_file(const struct spool *spool, enum spool_folder folder, const char *name, const char *text)
{
	int fd = openat(spool_folder_fd(spool, folder), name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* The test with a spool of its own. */
#define SPOOL_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
