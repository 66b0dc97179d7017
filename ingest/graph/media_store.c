#include "ingest/graph/media_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_SIZE ((size_t)64 << 10)
#define KEY_DIGITS 32 /* of the hash that a part is named by: 128 bits */

int
media_part_measure(struct media_part *part, struct fail *fail)
{
	off_t end = lseek(part->fd, 0, SEEK_END);

	if (end < 0)
		return fail_errno(fail, EX_IOERR, "media: tmp/%s: cannot be measured", part->name);
	part->have = (uint64_t)end;
	return 0;
}

int
media_part_open(struct media_part *part, const struct spool *spool, const char *key,
		struct fail *fail)
{
	int tmp = spool_folder_fd(spool, SPOOL_TMP);

	snprintf(part->name, sizeof part->name, "media-%.*s", KEY_DIGITS, key);
	part->fd =
	    openat(tmp, part->name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (part->fd < 0)
		return fail_errno(fail, EX_IOERR, "media: tmp/%s: cannot be made", part->name);
	if (flock(part->fd, LOCK_EX | LOCK_NB) < 0) {
		close(part->fd);
		part->fd = -1;
		return 0;
	}
	return media_part_measure(part, fail) < 0 ? -1 : 1;
}

int
media_part_empty(struct media_part *part, struct fail *fail)
{
	if (ftruncate(part->fd, 0) < 0)
		return fail_errno(fail, EX_IOERR, "media: tmp/%s: cannot be emptied", part->name);
	return media_part_measure(part, fail);
}

void
media_part_drop(struct media_part *part, const struct spool *spool)
{
	(void)unlinkat(spool_folder_fd(spool, SPOOL_TMP), part->name, 0);
	if (part->fd >= 0)
		close(part->fd);
	part->fd = -1;
}

void
media_part_close(struct media_part *part, const struct spool *spool)
{
	struct stat st;

	if (part->fd >= 0 && fstat(part->fd, &st) == 0 && st.st_size == 0) {
		media_part_drop(part, spool);
		return;
	}
	if (part->fd >= 0)
		close(part->fd);
	part->fd = -1;
}

int
media_part_read(const struct media_part *part, struct media_content *content, struct fail *fail)
{
	unsigned char bytes[READ_SIZE];
	struct digest digest;
	ssize_t n;

	*content = (struct media_content){.bytes = 0};
	digest_init(&digest);
	while ((n = pread(part->fd, bytes, sizeof bytes, (off_t)content->bytes)) > 0) {
		if (content->bytes == 0)
			content->seen_type = media_type_of_bytes(bytes, (size_t)n);
		digest_add(&digest, bytes, (size_t)n);
		content->bytes += (uint64_t)n;
	}
	digest_hex(&digest, content->sha256);
	return n < 0 ? fail_errno(fail, EX_IOERR, "media: tmp/%s: cannot be read", part->name) : 0;
}

/* The folder of the hash, made durable where it is new. */
static int
open_shelf(const struct spool *spool, const char *sha256, struct fail *fail)
{
	int media = spool_folder_fd(spool, SPOOL_MEDIA), fd;
	char name[3] = {sha256[0], sha256[1], '\0'};
	bool made = mkdirat(media, name, 0700) == 0;

	if (!made && errno != EEXIST)
		return fail_errno(fail, EX_IOERR, "media/%s: cannot be made", name);
	if (made && fsync(media) < 0)
		return fail_errno(fail, EX_IOERR, "media/%s: cannot be made durable", name);
	fd = openat(media, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 ? fd : fail_errno(fail, EX_IOERR, "media/%s: cannot be opened", name);
}

static int
give_name(const struct media_part *part, const struct spool *spool, int shelf, const char *sha256,
	  struct fail *fail)
{
	int tmp = spool_folder_fd(spool, SPOOL_TMP);

	if (renameat2(tmp, part->name, shelf, sha256, RENAME_NOREPLACE) < 0) {
		if (errno != EEXIST)
			return fail_errno(fail, EX_IOERR, "media: %s: cannot be given its name",
					  sha256);
		(void)unlinkat(tmp, part->name, 0);
	}
	if (fsync(shelf) < 0)
		return fail_errno(fail, EX_IOERR, "media: %s: its folder cannot be made durable",
				  sha256);
	return 0;
}

int
media_part_keep(struct media_part *part, const struct spool *spool,
		const struct media_content *content, struct fail *fail)
{
	int shelf, result;

	if (fsync(part->fd) < 0)
		return fail_errno(fail, EX_IOERR, "media: %s: cannot be made durable",
				  content->sha256);
	shelf = open_shelf(spool, content->sha256, fail);
	if (shelf < 0)
		return -1;
	result = give_name(part, spool, shelf, content->sha256, fail);
	close(shelf);
	if (result == 0) {
		close(part->fd);
		part->fd = -1;
	}
	return result;
}
