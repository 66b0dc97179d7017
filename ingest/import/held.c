#include "ingest/import/held.h"

#include <unistd.h>

#include "lib/mem.h"
#include "lib/tempfile.h"

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

/* Where the item cannot wait it goes on without: why is of no account. */
bool
held_put(struct held *held, const struct held_item *item)
{
	struct fail ignored = FAIL_NONE;
	uint64_t at = held->size, path_at = at + sizeof(struct head), bytes_at;
	struct head head;

	memset(&head, 0, sizeof head);
	head.format = item->format;
	head.position = item->position;
	head.owner = item->owner;
	head.path_n = strlen(item->path) + 1;
	head.bytes_n = item->bytes.n;
	bytes_at = path_at + head.path_n;
	if (bytes_at + head.bytes_n > HELD_MAX)
		return false;
	if (held->fd < 0)
		held->fd = tempfile_open(NULL, &ignored);
	if (held->fd < 0 || tempfile_write(held->fd, &head, sizeof head, at, &ignored) < 0 ||
	    tempfile_write(held->fd, item->path, head.path_n, path_at, &ignored) < 0 ||
	    tempfile_write(held->fd, item->bytes.p, head.bytes_n, bytes_at, &ignored) < 0)
		return false;
	held->size = bytes_at + head.bytes_n;
	return true;
}

/* Reads the item at *at and moves on; the text it lends is to be freed. */
static char *
read_item(const struct held *held, uint64_t *at, struct held_item *item, struct fail *fail)
{
	struct head head;
	char *text;

	if (tempfile_read(held->fd, &head, sizeof head, *at, fail) < 0)
		return NULL;
	text = must_malloc(head.path_n + head.bytes_n + 1);
	if (tempfile_read(held->fd, text, head.path_n + head.bytes_n, *at + sizeof head, fail) <
	    0) {
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
		char *text = read_item(held, &at, &item, fail);

		if (text == NULL)
			return -1;
		on_item(context, &item);
		free(text);
	}
	held->size = mark;
	if (held->fd >= 0 && ftruncate(held->fd, (off_t)mark) < 0)
		return fail_errno(fail, EX_IOERR,
				  "items that wait for their owner: temporary file");
	return 0;
}
