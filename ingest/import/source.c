#include "ingest/import/source.h"

#include <errno.h>
#include <unistd.h>

static ssize_t
read_fd(struct source *source, void *bytes, size_t n, struct fail *fail)
{
	const struct source_fd *file = (const struct source_fd *)source;
	ssize_t got;

	do
		got = read(file->fd, bytes, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		fail_errno(fail, EX_IOERR, "%s: cannot be read", file->name);
	return got;
}

struct source_fd
source_of_fd(int fd, const char *name)
{
	return (struct source_fd){{read_fd}, fd, name};
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
	return (struct source_span){{read_span}, bytes};
}
