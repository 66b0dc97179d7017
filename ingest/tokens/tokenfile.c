#include "ingest/tokens/tokenfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/limits.h"

#define PATH_SIZE 4096 /* bytes */

/* The name without its folder. */
static const char *
base_name(const struct buf *path)
{
	const char *slash = strrchr(buf_text(path), '/');

	return slash != NULL ? slash + 1 : buf_text(path);
}

/* All links are followed: the file at their end is the one that is replaced. */
static int
find(struct token_file *file, const char *path, struct fail *fail)
{
	char *real = realpath(path, NULL);
	const char *slash;

	if (real == NULL)
		return fail_errno(fail, EX_NOPERM, "%s: cannot be found", path);
	slash = strrchr(real, '/');
	buf_puts(&file->path, real);
	buf_printf(&file->made, ".%s.new", slash + 1);
	buf_printf(&file->old, "%s.old", slash + 1);
	real[slash == real ? 1 : slash - real] = '\0';
	file->folder = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(real);
	return file->folder >= 0 ? 0 : fail_errno(fail, EX_CANTCREAT, "%s: its folder", path);
}

/* Whether the descriptor still is the file of that name: its holder may have renamed it. */
static bool
is_current(const struct token_file *file)
{
	struct stat opened, named;

	return fstat(file->fd, &opened) == 0 &&
	       fstatat(file->folder, buf_text(&file->made), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* As the old one: a service may own it while root refreshes it. */
static int
take_owner(const struct token_file *file)
{
	struct stat old;

	if (stat(buf_text(&file->path), &old) < 0 || fchmod(file->fd, 0600) < 0)
		return -1;
	return geteuid() == 0 ? fchown(file->fd, old.st_uid, old.st_gid) : 0;
}

/* What a dead run left behind is used again; the lock tells that it is dead. */
static int
make(struct token_file *file, struct fail *fail)
{
	const char *path = buf_text(&file->path);

	file->fd = openat(file->folder, buf_text(&file->made),
			  O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file->fd >= 0 && (flock(file->fd, LOCK_EX | LOCK_NB) < 0 || !is_current(file))) {
		close(file->fd);
		file->fd = -1;
		fail_set(fail, EX_TEMPFAIL, "%s: another run is refreshing it", path);
		return fail_hint(fail, "Nothing was changed; look again when it has ended.");
	}
	if (file->fd >= 0 && ftruncate(file->fd, 0) == 0 && take_owner(file) == 0)
		return 0;
	fail_errno(fail, EX_CANTCREAT, "%s: a new token cannot be stored beside it", path);
	return fail_hint(fail, "Nothing was asked. The folder must be writable; credentials that "
			       "systemd hands over are copies: refresh the files they come from.");
}

int
token_file_begin(struct token_file *file, const char *path, struct fail *fail)
{
	*file = (struct token_file){.path = BUF_MAX(PATH_SIZE),
				    .made = BUF_MAX(PATH_SIZE),
				    .old = BUF_MAX(PATH_SIZE),
				    .folder = -1,
				    .fd = -1};
	return find(file, path, fail) < 0 ? -1 : make(file, fail);
}

static int
write_token(const struct token_file *file, const char *token)
{
	char line[SECRET_MAX + 2];
	int n = snprintf(line, sizeof line, "%s\n", token);
	ssize_t written = pwrite(file->fd, line, (size_t)n, 0);

	explicit_bzero(line, sizeof line);
	return written == n && fsync(file->fd) == 0 ? 0 : -1;
}

/* Another name for the file that is about to be replaced; the one kept before goes. */
static int
keep_old(const struct token_file *file)
{
	const char *old = buf_text(&file->old);

	if (unlinkat(file->folder, old, 0) < 0 && errno != ENOENT)
		return -1;
	return linkat(file->folder, base_name(&file->path), file->folder, old, 0);
}

int
token_file_commit(struct token_file *file, const char *token, struct fail *fail)
{
	if (write_token(file, token) < 0 || keep_old(file) < 0 ||
	    renameat(file->folder, buf_text(&file->made), file->folder, base_name(&file->path)) < 0)
		return fail_errno(fail, EX_IOERR, "%s: the new token cannot be stored",
				  buf_text(&file->path));
	close(file->fd);
	file->fd = -1;
	if (fsync(file->folder) < 0)
		return fail_errno(fail, EX_IOERR, "%s: its folder", buf_text(&file->path));
	return 0;
}

void
token_file_close(struct token_file *file)
{
	if (file->fd >= 0) {
		(void)unlinkat(file->folder, buf_text(&file->made), 0);
		close(file->fd);
	}
	if (file->folder >= 0)
		close(file->folder);
	buf_release(&file->path);
	buf_release(&file->made);
	buf_release(&file->old);
}
