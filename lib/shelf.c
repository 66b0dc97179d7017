#include "lib/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/whole.h"

/* The shelf's descriptor, made where it is missing and asked for. */
static int
open_shelf(const struct spool *spool, const char *shelf, bool make)
{
	int state = spool_folder_fd(spool, SPOOL_STATE);

	if (make && mkdirat(state, shelf, 0700) < 0 && errno != EEXIST)
		return -1;
	return openat(state, shelf, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int
shelf_write(const struct spool *spool, const char *shelf, const char *name, struct span text,
	    struct fail *fail)
{
	char temporary[SPOOL_NAME_MAX];
	int folder = open_shelf(spool, shelf, true), fd, result = -1;

	if (folder < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s/state/%s: cannot be made",
				  spool_path(spool), shelf);
	fd = spool_temporary(spool, temporary, fail);
	if (fd >= 0 && whole_write(fd, text) && fsync(fd) == 0) {
		result = spool_give_name(spool, temporary, folder, name, 0, fail);
	} else if (fd >= 0) {
		fail_errno(fail, EX_IOERR, "%s/state/%s: %s: cannot be written", spool_path(spool),
			   shelf, name);
		(void)unlinkat(spool_folder_fd(spool, SPOOL_TMP), temporary, 0);
	}
	if (fd >= 0)
		close(fd);
	close(folder);
	return result;
}

int
shelf_read(const struct spool *spool, const char *shelf, const char *name, struct buf *out,
	   struct fail *fail)
{
	int folder = open_shelf(spool, shelf, false);
	int fd = folder >= 0 ? openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
	int result = fd >= 0 && whole_read(fd, out) ? 0 : -1;

	if (result < 0 && errno != ENOENT)
		fail_errno(fail, EX_IOERR, "%s/state/%s: %s: cannot be read", spool_path(spool),
			   shelf, name);
	else
		result = result < 0 || out->over ? 0 : 1;
	if (fd >= 0)
		close(fd);
	if (folder >= 0)
		close(folder);
	return result;
}

int
shelf_list(const struct spool *spool, const char *shelf, struct spool_names *names,
	   struct fail *fail)
{
	int folder = open_shelf(spool, shelf, false);
	DIR *dir = folder >= 0 ? fdopendir(folder) : NULL;
	const struct dirent *entry;

	*names = (struct spool_names){.n = 0};
	if (dir == NULL && errno == ENOENT)
		return 0;
	if (dir == NULL)
		return fail_errno(fail, EX_IOERR, "%s/state/%s: cannot be listed",
				  spool_path(spool), shelf);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		names->list = mem_grow(names->list, names->n, &names->cap, sizeof *names->list);
		names->list[names->n++] = must_strdup(entry->d_name);
	}
	closedir(dir);
	return 0;
}

int
shelf_remove(const struct spool *spool, const char *shelf, const char *name, struct fail *fail)
{
	int folder = open_shelf(spool, shelf, false), result = 0;

	if (folder >= 0 && unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		result = fail_errno(fail, EX_IOERR, "%s/state/%s: %s: cannot be removed",
				    spool_path(spool), shelf, name);
	if (folder >= 0)
		close(folder);
	return result;
}
