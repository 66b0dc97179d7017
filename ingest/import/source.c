#include "ingest/import/source.h"

#include <errno.h>
#include <unistd.h>

static ssize_t
read_fd(struct source *source, void *bytes, size_t n, struct fail *fail)
{
	struct source_fd *file = (struct source_fd *)source;
	ssize_t got;

	do
		got = read(file->fd, bytes, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		fail_errno(fail, EX_IOERR, "%s: cannot be read", file->name);
	file->taken += got > 0 ? (uint64_t)got : 0;
	return got;
}

static int64_t
seek_fd(struct source *source, int64_t offset, int whence)
{
	return lseek(((const struct source_fd *)source)->fd, offset, whence);
}

struct source_fd
source_of_fd(int fd, const char *name)
{
	bool seeks = fd >= 0 && lseek(fd, 0, SEEK_CUR) >= 0;

	return (struct source_fd){{read_fd, seeks ? seek_fd : NULL}, fd, name, 0};
}

static ssize_t
read_span(struct source *source, void *bytes, size_t n, struct fail *fail)
{
	struct source_span *from = (struct source_span *)source;

	(void)fail;
	if (n > from->rest.n)
		n = from->rest.n;
	if (n != 0)
		memcpy(bytes, from->rest.p, n);
	from->rest.p += n;
	from->rest.n -= n;
	return (ssize_t)n;
}

struct source_span
source_of_span(struct span bytes)
{
	return (struct source_span){{read_span, NULL}, bytes};
}
