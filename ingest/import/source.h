/* Bytes that come once and in order: of a file, of standard input, of an entry of a container. */
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H

#include <sys/types.h>

#include "lib/fail.h"

struct source {
	/* At most n bytes; 0 at the end, -1 where reading failed. */
	ssize_t (*read)(struct source *source, void *bytes, size_t n, struct fail *fail);
	/* As lseek(2), -1 where that fails; NULL where the source can only be read on. */
	int64_t (*seek)(struct source *source, int64_t offset, int whence);
};

/* The descriptor stays the caller's; `name` is for messages and lent. */
struct source_fd {
	struct source source;
	int fd;
	const char *name;
	uint64_t taken; /* bytes so far */
};

struct source_fd source_of_fd(int fd, const char *name);

/* Bytes in memory, lent. */
struct source_span {
	struct source source;
	struct span rest;
};

struct source_span source_of_span(struct span bytes);

#endif
