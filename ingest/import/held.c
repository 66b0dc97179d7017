#include "ingest/import/held.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/mem.h"

#define HELD_MAX ((uint64_t)16 << 30) /* bytes; more than the temporary folder should lose */

struct held {
	int fd; /* -1: no file yet */
	uint64_t size;
};

/* What stands before the path and the bytes of each item. */
struct head {
	const struct format *format;
	int64_t position;
	struct owner owner;
	size_t path_n, bytes_n;
};

struct held *
held_new(void)
{
	struct held *held = must_calloc(1, sizeof *held);

	held->fd = -1;
	return held;
}

void
held_free(struct held *held)
{
	if (held == NULL)
		return;
	if (held->fd >= 0)
		close(held->fd);
	free(held);
}

uint64_t
held_mark(const struct held *held)
{
	return held->size;
}

static bool
open_file(struct held *held)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int n;

	if (held->fd >= 0)
		return true;
	n = snprintf(path, sizeof path, "%s/storywire-XXXXXX", folder != NULL ? folder : "/tmp");
	if (n < 0 || (size_t)n >= sizeof path)
		return false;
	held->fd = mkostemp(path, O_CLOEXEC);
	if (held->fd >= 0)
		unlink(path);
	return held->fd >= 0;
}

static bool
write_at(int fd, const void *bytes, size_t n, uint64_t at)
{
	const char *p = bytes;

	while (n != 0) {
		ssize_t done = pwrite(fd, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
		at += (uint64_t)done;
	}
	return true;
}

static bool
read_at(int fd, void *bytes, size_t n, uint64_t at)
{
	char *p = bytes;

	while (n != 0) {
		ssize_t done = pread(fd, p, n, (off_t)at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
		at += (uint64_t)done;
	}
	return true;
}

bool
held_put(struct held *held, const struct held_item *item)
{
	struct head head;
	uint64_t at = held->size;

	memset(&head, 0, sizeof head);
	head.format = item->format;
	head.position = item->position;
	head.owner = item->owner;
	head.path_n = strlen(item->path) + 1;
	head.bytes_n = item->bytes.n;
	if (at + sizeof head + head.path_n + head.bytes_n > HELD_MAX || !open_file(held) ||
	    !write_at(held->fd, &head, sizeof head, at) ||
	    !write_at(held->fd, item->path, head.path_n, at + sizeof head) ||
	    !write_at(held->fd, item->bytes.p, head.bytes_n, at + sizeof head + head.path_n))
		return false;
	held->size += sizeof head + head.path_n + head.bytes_n;
	return true;
}

/* Reads the item at *at and moves on; the text it lends is to be freed. */
static char *
read_item(const struct held *held, uint64_t *at, struct held_item *item)
{
	struct head head;
	char *text;

	if (!read_at(held->fd, &head, sizeof head, *at))
		return NULL;
	text = must_malloc(head.path_n + head.bytes_n + 1);
	if (!read_at(held->fd, text, head.path_n + head.bytes_n, *at + sizeof head)) {
		free(text);
		return NULL;
	}
	*item = (struct held_item){.format = head.format,
				   .path = text,
				   .position = head.position,
				   .owner = head.owner,
				   .bytes = {text + head.path_n, head.bytes_n}};
	*at += sizeof head + head.path_n + head.bytes_n;
	return text;
}

int
held_take(struct held *held, uint64_t mark,
	  void (*on_item)(void *context, const struct held_item *item), void *context,
	  struct fail *fail)
{
	uint64_t at = mark;

	while (at < held->size) {
		struct held_item item;
		char *text = read_item(held, &at, &item);

		if (text == NULL)
			return fail_errno(fail, EX_IOERR,
					  "items that wait for their owner: cannot be read again");
		on_item(context, &item);
		free(text);
	}
	held->size = mark;
	if (held->fd >= 0 && ftruncate(held->fd, (off_t)mark) < 0)
		return fail_errno(fail, EX_IOERR,
				  "items that wait for their owner: temporary file");
	return 0;
}
