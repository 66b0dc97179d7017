#include "transform/preview/media.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/digest.h"
#include "lib/say.h"
#include "lib/whole.h"

#define PIECE ((size_t)128 << 10) /* bytes a read(2) */

static const struct {
	const char *type, *ending;
	enum media_kind kind;
} types[] = {
    {"image/jpeg", "jpg", MEDIA_PICTURE},  {"image/png", "png", MEDIA_PICTURE},
    {"image/webp", "webp", MEDIA_PICTURE}, {"image/avif", "avif", MEDIA_PICTURE},
    {"video/mp4", "mp4", MEDIA_FILM},
};

enum media_kind
media_address(const struct kept_media *media, char address[MEDIA_ADDRESS_MAX])
{
	for (size_t i = 0; media != NULL && i < COUNT(types); i++) {
		if (strcmp(types[i].type, media->seen_type) != 0)
			continue;
		snprintf(address, MEDIA_ADDRESS_MAX, MEDIA_FOLDER "/%.64s.%s", media->sha256,
			 types[i].ending);
		return types[i].kind;
	}
	return MEDIA_NONE;
}

bool
media_is_ours(const char *name)
{
	if (strspn(name, "0123456789abcdef") != DIGEST_HEX || name[DIGEST_HEX] != '.')
		return false;
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(name + DIGEST_HEX + 1, types[i].ending) == 0)
			return true;
	return false;
}

static int
open_kept(const struct spool *spool, const char *sha256)
{
	char name[DIGEST_HEX + 8];

	snprintf(name, sizeof name, "%.2s/%.64s", sha256, sha256);
	return openat(spool_folder_fd(spool, SPOOL_MEDIA), name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

/* 1 all of it is written and is what its name says, 0 it is not, -1 with errno set. */
static int
copy_bytes(int from, int to, const char *sha256)
{
	char piece[PIECE], found[DIGEST_HEX + 1];
	struct digest digest;
	ssize_t n;

	digest_init(&digest);
	while ((n = read(from, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || !whole_write(to, (struct span){piece, (size_t)n}))
			return -1;
		digest_add(&digest, piece, (size_t)n);
	}
	digest_hex(&digest, found);
	return strcmp(found, sha256) == 0;
}

static int
copy_to(int from, int site, const char *address, const char *sha256, struct fail *fail)
{
	int to = openat(site, address, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), got;

	if (to < 0 && errno == EEXIST)
		return 1; /* of another story, too */
	if (to < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s: cannot be made", address);
	got = copy_bytes(from, to, sha256);
	if (got < 0)
		fail_errno(fail, EX_IOERR, "%s: cannot be copied", address);
	if (close(to) < 0 && got >= 0)
		got = fail_errno(fail, EX_IOERR, "%s: cannot be written", address);
	if (got <= 0)
		unlinkat(site, address, 0);
	return got;
}

int
media_copy(const struct kept_media *media, const struct spool *spool, int site, struct fail *fail)
{
	char address[MEDIA_ADDRESS_MAX];
	int from, got;

	if (media_address(media, address) == MEDIA_NONE)
		return 0;
	from = open_kept(spool, media->sha256);
	if (from < 0) {
		say(SAY_WARNING, "media/%.2s/%s: of story %s: is not in the spool", media->sha256,
		    media->sha256, media->story_id);
		return 0;
	}
	got = copy_to(from, site, address, media->sha256, fail);
	close(from);
	if (got == 0)
		say(SAY_WARNING, "media/%.2s/%s: of story %s: is not what its name says",
		    media->sha256, media->sha256, media->story_id);
	return got;
}
