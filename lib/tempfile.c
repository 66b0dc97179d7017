#include "lib/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/buf.h"

#define FOLDER_DEFAULT "/tmp"
#define PATH_MAX_BYTES 4096

static int
no_room(const char *what, struct fail *fail)
{
	fail_errno(fail, EX_IOERR, "%s", what);
	return fail_hint(fail, "What does not fit into memory goes there; make room, set TMPDIR "
			       "to a folder with more, or raise memory.");
}

/* Where the file system knows no files without names: with one, for a moment. */
static int
open_named(const char *folder)
{
	struct buf path = BUF_MAX(PATH_MAX_BYTES);
	int fd;

	buf_printf(&path, "%s/storywire.XXXXXX", folder);
	if (path.over) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path.p, O_CLOEXEC);
	if (fd >= 0)
		unlink(path.p);
	buf_release(&path);
	return fd;
}

int
tempfile_open(const char *folder, struct fail *fail)
{
	char what[PATH_MAX_BYTES];
	int fd;

	if (folder == NULL)
		folder = getenv("TMPDIR");
	if (folder == NULL || folder[0] == '\0')
		folder = FOLDER_DEFAULT;
	fd = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
		fd = open_named(folder);
	if (fd >= 0)
		return fd;
	snprintf(what, sizeof what, "%s: a temporary file cannot be made", folder);
	return no_room(what, fail);
}

int
tempfile_write(int fd, const void *bytes, size_t n, uint64_t at, struct fail *fail)
{
	const char *p = bytes;

	while (n != 0) {
		ssize_t done = pwrite(fd, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return no_room("a temporary file cannot be written", fail);
		p += done;
		at += (uint64_t)done;
		n -= (size_t)done;
	}
	return 0;
}

int
tempfile_read(int fd, void *bytes, size_t n, uint64_t at, struct fail *fail)
{
	char *p = bytes;

	while (n != 0) {
		ssize_t done = pread(fd, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return fail_errno(fail, EX_IOERR, "a temporary file cannot be read");
		if (done == 0)
			return fail_set(fail, EX_IOERR, "a temporary file has become shorter");
		p += done;
		at += (uint64_t)done;
		n -= (size_t)done;
	}
	return 0;
}

void
tempfile_forget(int fd, uint64_t from, uint64_t to)
{
	if (to > from)
		(void)fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)from,
				(off_t)(to - from));
}
