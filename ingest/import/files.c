#include "ingest/import/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/limits.h"
#include "lib/mem.h"
#include "lib/say.h"

#define PATH_SIZE 4096 /* bytes; the ceiling of raw's member file */

/* What lies beside the JSON of an archive and needs no word. */
static const char *const quiet[] = {
    ".jpg",  ".jpeg", ".png", ".webp", ".heic", ".avif", ".gif", ".mp4", ".mov",
    ".webm", ".m4a",  ".mp3", ".srt",  ".txt",  ".html", ".css", ".js",
};

static void
add(struct files *files, const char *path, bool named)
{
	files->list = mem_grow(files->list, files->n, &files->cap, sizeof *files->list);
	files->list[files->n++] = (struct file){must_strdup(path), named};
}

/* Meta's export as HTML holds stories that nobody can read from it: that needs a word. */
static bool
is_stories_page(const char *name)
{
	const char *last = strrchr(name, '/');

	last = last != NULL ? last + 1 : name;
	return strncmp(last, "stories", 7) == 0 && strstr(last, ".html") != NULL;
}

static bool
is_quiet(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (is_stories_page(name))
		return false;
	for (size_t i = 0; dot != NULL && i < COUNT(quiet); i++)
		if (strcasecmp(dot, quiet[i]) == 0)
			return true;
	return false;
}

/* Made by the systems that packed an archive, for themselves. */
static bool
is_hidden(const char *name)
{
	const char *last = strrchr(name, '/');

	return *(last != NULL ? last + 1 : name) == '.' || strstr(name, "__MACOSX/") != NULL;
}

bool
files_wants(const char *name)
{
	return !is_quiet(name) && !is_hidden(name);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* These call each other, at most FOLDERS_MAX levels deep. NOLINTBEGIN(misc-no-recursion) */
static int find_in(struct files *files, const char *folder, int depth, struct fail *fail);

static int
find_entry(struct files *files, const char *folder, const char *name, int depth, struct fail *fail)
{
	struct buf path = BUF_MAX(PATH_SIZE - 1);
	struct stat stat;
	int result = 0;

	buf_printf(&path, "%s/%s", folder, name);
	if (path.over || lstat(buf_text(&path), &stat) < 0)
		say(SAY_WARNING, "%s: %.80s: cannot be reached: skipped", folder, name);
	else if (S_ISDIR(stat.st_mode))
		result = find_in(files, buf_text(&path), depth + 1, fail);
	else if (!S_ISREG(stat.st_mode))
		say(SAY_WARNING, "%s: not a regular file: skipped", buf_text(&path));
	else if (!is_quiet(name))
		add(files, buf_text(&path), false);
	buf_release(&path);
	return result;
}

static int
find_in(struct files *files, const char *folder, int depth, struct fail *fail)
{
	struct dirent **entries = NULL;
	int n, result = 0;

	if (depth > FOLDERS_MAX)
		return fail_set(fail, EX_DATAERR, "%s: folders are nested deeper than %d", folder,
				FOLDERS_MAX);
	n = scandir(folder, &entries, is_visible, by_name);
	if (n < 0)
		return fail_errno(fail, EX_NOINPUT, "%s: cannot be listed", folder);
	for (int i = 0; i < n; i++) {
		if (result == 0)
			result = find_entry(files, folder, entries[i]->d_name, depth, fail);
		free(entries[i]);
	}
	free(entries);
	return result;
}

/* NOLINTEND(misc-no-recursion) */

int
files_find(struct files *files, const char *const *words, size_t n, struct fail *fail)
{
	struct stat info;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(words[i], "-") == 0) {
			add(files, words[i], true);
			continue;
		}
		if (stat(words[i], &info) < 0)
			return fail_errno(fail, EX_NOINPUT, "%s: cannot be read", words[i]);
		if (!S_ISDIR(info.st_mode))
			add(files, words[i], true);
		else if (find_in(files, words[i], 0, fail) < 0)
			return -1;
	}
	return 0;
}

void
files_release(struct files *files)
{
	for (size_t i = 0; i < files->n; i++)
		free(files->list[i].path);
	free(files->list);
	*files = (struct files){.n = 0};
}

int
file_open(const char *path, bool named, struct fail *fail)
{
	int fd;

	if (strcmp(path, "-") == 0)
		return STDIN_FILENO;
	fd = open(path, O_RDONLY | O_CLOEXEC | (named ? 0 : O_NOFOLLOW));
	if (fd < 0)
		return fail_errno(fail, EX_NOINPUT, "%s: cannot be opened", path);
	return fd;
}

void
file_close(int fd)
{
	if (fd > STDERR_FILENO)
		close(fd);
}
