#include "ingest/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "tests/unit/unit.h"

static char folder[] = "/tmp/storywire-secret-XXXXXX";

static const char *
file_with(const char *bytes, size_t n, mode_t mode)
{
	static char path[64];
	int fd;

	snprintf(path, sizeof path, "%s/secret", folder);
	(void)unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), (ssize_t)n);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
	return path;
}

/* What is read from such a file; "" where it is refused. */
static const char *
read_of(const char *bytes, size_t n, mode_t mode)
{
	static char secret[SECRET_MAX + 1];
	struct fail fail = FAIL_NONE;

	if (secret_read(file_with(bytes, n, mode), "token", secret, &fail) < 0) {
		assert_int_equal(fail.status, EX_NOPERM);
		assert_true(fail.hint[0] != '\0');
	}
	return secret;
}

static void
the_first_line(void **state)
{
	static const char *const texts[][2] = {
	    {"abc", "abc"},
	    {"abc\n", "abc"},
	    {" \tabc \r\n", "abc"},
	    {"abc\nanother line\n", "abc"},
	    {"", ""},
	    {"\n", ""},
	    {"\nabc\n", ""},
	    {"a b\n", ""},
	    {"a\tb", ""},
	    {"abc\x7f\n", ""},
	    {"caf\xc3\xa9\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_string_equal(read_of(texts[i][0], strlen(texts[i][0]), 0600), texts[i][1]);
	assert_string_equal(read_of("a\0b\n", 4, 0600), "");
}

static void
of_a_bounded_size(void **state)
{
	static char large[SECRET_MAX + 2];

	(void)state;
	memset(large, 'x', sizeof large);
	assert_int_equal(strlen(read_of(large, SECRET_MAX, 0600)), SECRET_MAX);
	assert_string_equal(read_of(large, SECRET_MAX + 1, 0600), "");
}

static void
closed_to_others(void **state)
{
	(void)state;
	assert_string_equal(read_of("abc", 3, 0600), "abc");
	assert_string_equal(read_of("abc", 3, 0400), "abc");
	for (mode_t bit = 1; bit < 0100; bit <<= 1)
		assert_string_equal(read_of("abc", 3, 0600 | bit), "");
}

static void
as_systemd_hands_it_over(void **state)
{
	(void)state;
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
	assert_string_equal(read_of("abc", 3, 0440), "abc");
	assert_string_equal(read_of("abc", 3, 0400), "abc");
	assert_string_equal(read_of("abc", 3, 0460), "");
	assert_string_equal(read_of("abc", 3, 0404), "");
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	assert_string_equal(read_of("abc", 3, 0440), "");
}

static void
where_it_is(void **state)
{
	static const struct {
		const char *credentials, *beside, *file, *path;
	} cases[] = {
	    {NULL, "/etc/x/accounts.csv", "t", "/etc/x/t"},
	    {NULL, "accounts.csv", "t", "t"},
	    {NULL, NULL, "d/t", "d/t"},
	    {"", "x/accounts.csv", "t", "x/t"},
	    {"/run/c", "/etc/x/accounts.csv", "t", "/run/c/t"},
	    {"/run/c", NULL, "t", "/run/c/t"},
	    {"/run/c", "/etc/x/accounts.csv", "/t", "/t"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *path;

		if (cases[i].credentials != NULL)
			assert_int_equal(setenv("CREDENTIALS_DIRECTORY", cases[i].credentials, 1),
					 0);
		path = secret_path(cases[i].beside, cases[i].file);
		assert_string_equal(path, cases[i].path);
		free(path);
		assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	}
}

static void
through_a_link_of_ours_only(void **state)
{
	char link[64], secret[SECRET_MAX + 1];
	const char *path = file_with("abc", 3, 0600);
	struct fail fail = FAIL_NONE;

	(void)state;
	snprintf(link, sizeof link, "%s/link", folder);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(secret_read(link, "token", secret, &fail), 0);
	assert_string_equal(secret, "abc");
	if (lchown(link, 65534, 65534) == 0) {
		assert_int_equal(secret_read(link, "token", secret, &fail), -1);
		assert_string_equal(secret, "");
		assert_int_equal(fail.status, EX_NOPERM);
	} else {
		print_message("not root: no link of another user is tried\n");
	}
	assert_int_equal(unlink(link), 0);
}

static void
nothing_else_than_a_file(void **state)
{
	char path[64], secret[SECRET_MAX + 1];
	struct fail fail = FAIL_NONE;

	(void)state;
	assert_int_equal(secret_read(folder, "token", secret, &fail), -1);
	fail = FAIL_NONE;
	snprintf(path, sizeof path, "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(secret_read(path, "token", secret, &fail), -1); /* and does not wait */
	assert_int_equal(unlink(path), 0);
	fail = FAIL_NONE;
	assert_int_equal(secret_read(path, "token", secret, &fail), -1);
	assert_int_equal(fail.status, EX_NOPERM);
}

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	(void)unlink(file_with("", 0, 0600));
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_line),
	    cmocka_unit_test(of_a_bounded_size),
	    cmocka_unit_test(closed_to_others),
	    cmocka_unit_test(as_systemd_hands_it_over),
	    cmocka_unit_test(where_it_is),
	    cmocka_unit_test(through_a_link_of_ours_only),
	    cmocka_unit_test(nothing_else_than_a_file),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
