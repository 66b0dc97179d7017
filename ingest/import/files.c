#include "ingest/import/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/limits.h"
#include "lib/mem.h"
#include "lib/say.h"

#define PATH_SIZE 4096                /* bytes; the ceiling of raw's member file */
#define NAMES_MAX ((size_t)256 << 20) /* bytes of names in one folder: some eight million */

/* What lies beside the JSON of an archive and needs no word. */
static const char *const quiet[] = {
    ".jpg",  ".jpeg", ".png", ".webp", ".heic", ".avif", ".gif", ".mp4", ".mov",
    ".webm", ".m4a",  ".mp3", ".srt",  ".txt",  ".html", ".css", ".js",
};

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

/* The names in a folder, one after the other with their NULs; a folder may hold a million. */
struct names {
	struct buf text;
	size_t *at;
	size_t n, cap;
};

static int
by_name(const void *a, const void *b, void *text)
{
	return strcmp((const char *)text + *(const size_t *)a,
		      (const char *)text + *(const size_t *)b);
}

static void
names_release(struct names *names)
{
	buf_release(&names->text);
	free(names->at);
}

/* All but the hidden ones, sorted; -1 with errno. */
static int
names_read(struct names *names, const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	*names = (struct names){.text = BUF_MAX(NAMES_MAX)};
	if (dir == NULL)
		return -1;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		names->at = mem_grow(names->at, names->n, &names->cap, sizeof *names->at);
		names->at[names->n++] = names->text.n;
		buf_put(&names->text, entry->d_name, strlen(entry->d_name) + 1);
	}
	closedir(dir);
	if (names->n != 0)
		qsort_r(names->at, names->n, sizeof *names->at, by_name, names->text.p);
	return names->text.over ? -1 : 0;
}

static void
passed_over(const struct files_visit *visit, const char *path, const char *why)
{
	if (!visit->quiet)
		say(SAY_WARNING, "%s: %s: skipped", path, why);
}

/* These call each other, at most FOLDERS_MAX levels deep. NOLINTBEGIN(misc-no-recursion) */
static void walk_folder(const struct files_visit *visit, const char *folder, int depth);

static void
walk_entry(const struct files_visit *visit, const char *folder, const char *name, int depth)
{
	struct buf path = BUF_MAX(PATH_SIZE - 1);
	struct stat info;

	buf_printf(&path, "%s/%s", folder, name);
	if (path.over || lstat(buf_text(&path), &info) < 0)
		passed_over(visit, buf_text(&path), "cannot be reached");
	else if (S_ISDIR(info.st_mode))
		walk_folder(visit, buf_text(&path), depth + 1);
	else if (!S_ISREG(info.st_mode))
		passed_over(visit, buf_text(&path), "not a regular file");
	else if (!is_quiet(name))
		visit->on_file(visit->context,
			       &(struct file){buf_text(&path), false, (uint64_t)info.st_size});
	buf_release(&path);
}

static void
walk_folder(const struct files_visit *visit, const char *folder, int depth)
{
	struct names names;

	if (depth > FOLDERS_MAX) {
		passed_over(visit, folder, "folders are nested too deep");
		return;
	}
	if (names_read(&names, folder) < 0)
		passed_over(visit, folder, "cannot be listed");
	for (size_t i = 0; i < names.n && !*visit->stop; i++)
		walk_entry(visit, folder, names.text.p + names.at[i], depth);
	names_release(&names);
}
/* NOLINTEND(misc-no-recursion) */

int
files_check(const char *const *words, size_t n, struct fail *fail)
{
	struct stat info;

	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], "-") != 0 && stat(words[i], &info) < 0)
			return fail_errno(fail, EX_NOINPUT, "%s: cannot be read", words[i]);
	return 0;
}

void
files_walk(const struct files_visit *visit, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n && !*visit->stop; i++) {
		struct stat info = {.st_size = 0};
		bool piped = strcmp(words[i], "-") == 0;

		if (!piped && stat(words[i], &info) == 0 && S_ISDIR(info.st_mode))
			walk_folder(visit, words[i], 0);
		else
			visit->on_file(visit->context,
				       &(struct file){words[i], true, (uint64_t)info.st_size});
	}
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
