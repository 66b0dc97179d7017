#include "ingest/state/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/digest.h"
#include "lib/whole.h"

#define NAME_HEX 16 /* 64 bits: no two of a million accounts share a file */

int
folder_open(int root, const char *name, bool make)
{
	if (root < 0 || (make && mkdirat(root, name, 0700) < 0 && errno != EEXIST))
		return -1;
	return openat(root, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

void
folder_close(int folder)
{
	if (folder >= 0)
		close(folder);
}

DIR *
folder_list(int folder)
{
	int fd = folder >= 0 ? openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (dir == NULL && fd >= 0)
		close(fd);
	return dir;
}

void
folder_name(struct span account_id, const char *ending, char name[FOLDER_NAME_MAX])
{
	char hex[DIGEST_HEX + 1];

	digest_of(account_id, hex);
	snprintf(name, FOLDER_NAME_MAX, "%.*s%s", NAME_HEX, hex, ending);
}

bool
folder_read(int folder, const char *name, struct buf *out)
{
	int fd =
	    folder >= 0 ? openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK) : -1;
	bool good = fd >= 0 && whole_read(fd, out);

	if (fd >= 0)
		close(fd);
	return good && !out->over;
}

bool
folder_write(int folder, const char *name, struct span text)
{
	char temporary[FOLDER_NAME_MAX + 24];
	int fd, error;
	bool good;

	snprintf(temporary, sizeof temporary, ".%s.%ld", name, (long)getpid());
	fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	good = whole_write(fd, text);
	good = close(fd) == 0 && good;
	if (good && renameat(folder, temporary, folder, name) == 0)
		return true;
	error = errno;
	(void)unlinkat(folder, temporary, 0);
	errno = error;
	return false;
}
