#include "transform/preview/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/record.h"
#include "lib/whole.h"

#include "transform/preview/index_page.h"
#include "transform/preview/media.h"
#include "transform/preview/page.h"

#define MARKER ".storywire-preview"
#define MARKER_TEXT "A preview made by story-transform; the next one replaces it.\n"
#define ATTEMPTS 100 /* names tried for the new folder; others are left by killed runs */

static bool
is_page(const char *name)
{
	size_t n = strlen(name), ending = strlen(FOLDER_PAGE_ENDING);

	return n > ending && strcmp(name + n - ending, FOLDER_PAGE_ENDING) == 0 &&
	       field_text_good(FIELD_UUID, (struct span){name, n - ending});
}

static bool
is_ours(const char *name)
{
	static const char *const names[] = {MARKER, PAGE_INDEX, PAGE_ACCOUNTS, PAGE_STYLE,
					    MEDIA_FOLDER};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return is_page(name) || listing_is_part(name);
}

static bool
is_dot(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static DIR *
open_folder(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (dir == NULL && fd >= 0)
		close(fd);
	return dir;
}

/* The first name that `ours` does not know, for the caller to free; NULL where there is none. */
static char *
find_stranger(DIR *dir, bool (*ours)(const char *name))
{
	const struct dirent *entry;

	while ((entry = readdir(dir)) != NULL) /* NOLINT(concurrency-mt-unsafe): one thread */
		if (!is_dot(entry->d_name) && !ours(entry->d_name))
			return must_strdup(entry->d_name);
	return NULL;
}

static int
refuse(const char *path, const char *name, struct fail *fail)
{
	fail_set(fail, EX_CANTCREAT, "%s: holds '%.80s', which is no part of a preview", path,
		 name);
	return fail_hint(fail, "Name a new directory, or move that away: what a preview replaces "
			       "is removed.");
}

static bool
has_marker(DIR *dir)
{
	struct stat status;

	return fstatat(dirfd(dir), MARKER, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(status.st_mode);
}

static bool
is_nothing(const char *name)
{
	(void)name;
	return false;
}

static int
check_media(DIR *dir, const char *path, struct fail *fail)
{
	DIR *media = open_folder(dirfd(dir), MEDIA_FOLDER);
	char *stranger;

	if (media == NULL && errno == ENOENT)
		return 0;
	stranger = media != NULL ? find_stranger(media, media_is_ours) : must_strdup(MEDIA_FOLDER);
	if (media != NULL)
		closedir(media);
	if (stranger != NULL)
		refuse(path, stranger, fail);
	free(stranger);
	return stranger != NULL ? -1 : 0;
}

/* What is there may be replaced: nothing, an empty folder, a preview. */
static int
check_place(const char *path, struct fail *fail)
{
	DIR *dir = open_folder(AT_FDCWD, path);
	char *stranger;
	int result = 0;

	if (dir == NULL && errno == ENOENT)
		return 0;
	if (dir == NULL)
		return fail_errno(fail, EX_CANTCREAT, "%s: is no directory to replace", path);
	stranger = find_stranger(dir, has_marker(dir) ? is_ours : is_nothing);
	if (stranger != NULL)
		result = refuse(path, stranger, fail);
	else
		result = check_media(dir, path, fail);
	free(stranger);
	closedir(dir);
	return result;
}

static int
make_beside(struct folder *folder, struct fail *fail)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		if (asprintf(&folder->made, "%s.new-%d-%d", folder->path, (int)getpid(), i) < 0)
			folder->made = NULL;
		if (folder->made == NULL)
			return fail_errno(fail, EX_OSERR, "%s: has no name", folder->path);
		if (mkdir(folder->made, 0777) == 0)
			break;
		if (errno != EEXIST)
			return fail_errno(fail, EX_CANTCREAT, "%s: cannot be made", folder->made);
		free(folder->made);
		folder->made = NULL;
	}
	if (folder->made == NULL)
		return fail_set(fail, EX_CANTCREAT, "%s: all names beside it are taken",
				folder->path);
	folder->fd = open(folder->made, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder->fd < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s: cannot be opened", folder->made);
	return 0;
}

int
folder_begin(struct folder *folder, const char *path, struct fail *fail)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	*folder = (struct folder){.path = must_strndup(path, n), .fd = -1};
	if (check_place(folder->path, fail) < 0 || make_beside(folder, fail) < 0)
		return -1;
	if (mkdirat(folder->fd, MEDIA_FOLDER, 0777) < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s/%s: cannot be made", folder->made,
				  MEDIA_FOLDER);
	return folder_write(folder, MARKER, (struct span){MARKER_TEXT, sizeof MARKER_TEXT - 1},
			    fail);
}

int
folder_write(const struct folder *folder, const char *name, struct span text, struct fail *fail)
{
	int fd = openat(folder->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool written;

	if (fd < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s/%s: cannot be made", folder->made, name);
	written = whole_write(fd, text);
	if (close(fd) < 0 || !written)
		return fail_errno(fail, EX_IOERR, "%s/%s: cannot be written", folder->made, name);
	return 0;
}

static void
remove_names(DIR *dir, bool (*ours)(const char *name))
{
	const struct dirent *entry;

	while ((entry = readdir(dir)) != NULL) /* NOLINT(concurrency-mt-unsafe): one thread */
		if (ours(entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
}

/* Removes a preview and nothing else: what is no part of one stays, and its folder with it. */
static void
remove_preview(const char *path)
{
	DIR *dir = open_folder(AT_FDCWD, path);
	DIR *media = dir != NULL ? open_folder(dirfd(dir), MEDIA_FOLDER) : NULL;

	if (media != NULL) {
		remove_names(media, media_is_ours);
		unlinkat(dirfd(dir), MEDIA_FOLDER, AT_REMOVEDIR);
	}
	if (dir != NULL)
		remove_names(dir, is_ours);
	rmdir(path);
}

/* Where the file system cannot exchange two names: for a moment there is none. */
static int
put_in_place(const struct folder *folder)
{
	char *old = NULL;
	int result;

	if (asprintf(&old, "%s.old", folder->made) < 0)
		return -1;
	result = rename(folder->path, old);
	if (result == 0 && rename(folder->made, folder->path) < 0) {
		(void)rename(old, folder->path);
		result = -1;
	}
	if (result == 0)
		remove_preview(old);
	free(old);
	return result;
}

int
folder_finish(struct folder *folder, struct fail *fail)
{
	int result = renameat2(AT_FDCWD, folder->made, AT_FDCWD, folder->path, RENAME_EXCHANGE);

	if (result == 0)
		remove_preview(folder->made);
	else if (errno == ENOENT)
		result = rename(folder->made, folder->path);
	else if (errno == EINVAL || errno == ENOSYS)
		result = put_in_place(folder);
	if (result < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s: cannot be put in its place",
				  folder->path);
	free(folder->made);
	folder->made = NULL;
	return 0;
}

void
folder_drop(struct folder *folder)
{
	if (folder->fd >= 0)
		close(folder->fd);
	if (folder->made != NULL)
		remove_preview(folder->made);
	free(folder->made);
	free(folder->path);
	*folder = (struct folder){.fd = -1};
}
