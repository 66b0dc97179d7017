#include "ingest/secret.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/mem.h"

#define PATH_SIZE 4096 /* bytes */

static const char *
credentials_folder(void)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	return folder != NULL && folder[0] != '\0' ? folder : NULL;
}

char *
secret_path(const char *beside, const char *file)
{
	const char *credentials = credentials_folder();
	const char *slash = beside != NULL ? strrchr(beside, '/') : NULL;
	struct buf path = BUF_MAX(PATH_SIZE);
	char *text;

	if (file[0] != '/' && credentials != NULL)
		buf_printf(&path, "%s/", credentials);
	else if (file[0] != '/' && slash != NULL)
		buf_put(&path, beside, (size_t)(slash - beside) + 1);
	buf_puts(&path, file);
	text = must_strdup(buf_text(&path)); /* as long as it is: every account has one */
	buf_release(&path);
	return text;
}

static bool
is_ours(uid_t owner)
{
	return owner == geteuid() || owner == 0;
}

/*
 * The bits that may not be set. systemd shows the access list it sets on a credential as bits of
 * the group, in a folder that only the service may enter: there the group may read.
 */
static mode_t
forbidden_bits(const char *path)
{
	const char *credentials = credentials_folder();
	size_t n = credentials != NULL ? strlen(credentials) : 0;

	if (n != 0 && strncmp(path, credentials, n) == 0 && path[n] == '/')
		return S_IRWXO | S_IWGRP;
	return S_IRWXG | S_IRWXO;
}

static int
check_link(const char *path, const char *what, struct fail *fail)
{
	struct stat stat;

	if (lstat(path, &stat) < 0) {
		fail_errno(fail, EX_NOPERM, "%s: the %s cannot be read", path, what);
		return fail_hint(fail, "Put the %s there, mode 600.", what);
	}
	if (!S_ISLNK(stat.st_mode) || is_ours(stat.st_uid))
		return 0;
	fail_set(fail, EX_NOPERM, "%s: a symbolic link of another user", path);
	return fail_hint(fail, "Only you or root may say where the %s is: make the link anew.",
			 what);
}

static int
check_file(const char *path, const char *what, int fd, struct fail *fail)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return fail_errno(fail, EX_NOPERM, "%s: cannot be examined", path);
	if (!S_ISREG(stat.st_mode)) {
		fail_set(fail, EX_NOPERM, "%s: not a regular file", path);
		return fail_hint(fail, "Put the %s into a file of its own, mode 600.", what);
	}
	if ((stat.st_mode & forbidden_bits(path)) == 0)
		return 0;
	fail_set(fail, EX_NOPERM, "%s: the %s is open to others: mode %03o", path, what,
		 (unsigned)stat.st_mode & 07777U);
	return fail_hint(fail, "Run: chmod 600 '%s'; consider the %s known to them.", path, what);
}

/* Leaves the first line without the blanks at its ends; false where that can be no secret. */
static bool
trim(char *text, size_t n)
{
	const char *end = memchr(text, '\n', n);
	const char *first = text;

	n = end != NULL ? (size_t)(end - text) : n;
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	while (n > 0 && isspace((unsigned char)*first)) {
		first++;
		n--;
	}
	memmove(text, first, n);
	explicit_bzero(text + n, SECRET_MAX + 1 - n);
	for (size_t i = 0; i < n; i++)
		if (!isgraph((unsigned char)text[i]))
			return false;
	return n != 0;
}

static int
read_line(const char *path, const char *what, int fd, char secret[SECRET_MAX + 1],
	  struct fail *fail)
{
	ssize_t got = read(fd, secret, SECRET_MAX + 1);

	if (got < 0)
		return fail_errno(fail, EX_NOPERM, "%s: cannot be read", path);
	if (got <= SECRET_MAX && trim(secret, (size_t)got))
		return 0;
	fail_set(fail, EX_NOPERM, "%s: holds no %s", path, what);
	return fail_hint(fail, "The first line must be the %s and nothing else.", what);
}

int
secret_read(const char *path, const char *what, char secret[SECRET_MAX + 1], struct fail *fail)
{
	int fd, result = -1;

	explicit_bzero(secret, SECRET_MAX + 1);
	(void)mlock(secret, SECRET_MAX + 1);
	if (check_link(path, what, fail) < 0)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		fail_errno(fail, EX_NOPERM, "%s: the %s cannot be read", path, what);
		return fail_hint(fail,
				 "Put the %s there, mode 600, owned by the user who runs "
				 "this.",
				 what);
	}
	if (check_file(path, what, fd, fail) == 0)
		result = read_line(path, what, fd, secret, fail);
	if (result < 0)
		explicit_bzero(secret, SECRET_MAX + 1);
	close(fd);
	return result;
}

void
secret_wipe(char secret[SECRET_MAX + 1])
{
	explicit_bzero(secret, SECRET_MAX + 1);
	(void)munlock(secret, SECRET_MAX + 1);
}

void
secret_harden_process(void)
{
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
