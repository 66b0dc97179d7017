#include "ingest/quota/quota_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/say.h"
#include "lib/whole.h"

#define FOLDER "quota"
#define LOCK "lock"
#define FRESH_SUFFIX ".new"

/* Bytes read at a time, and of one file; 10,000 accounts of a token take about 2 MB. */
#define READ_SIZE 65536
#define FILE_SIZE_MAX ((size_t)64 << 20)

/* Written anew from this size on, when it is so many times what the budget needs. */
#define COMPACT_SIZE 65536
#define COMPACT_TIMES 4
#define LINE_SIZE 100 /* bytes of a usual line, for the guess of that need */

/* s after which the file of a token that nobody brings any more is removed. */
#define LEFTOVER_AGE ((time_t)7 * 86400)

#define OPEN_FILE (O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)

static void
give_up(struct quota_file *file, const char *what)
{
	struct fail fail = FAIL_NONE;

	if (file->broken)
		return;
	file->broken = true;
	fail_errno(&fail, EX_IOERR, "state/" FOLDER ": %s", what);
	fail_hint(&fail, "This run keeps what it learns of the server's budgets to itself.");
	say_warning(&fail);
}

static int
open_folder(struct quota_file *file, int state_dir_fd, struct fail *fail)
{
	if (mkdirat(state_dir_fd, FOLDER, 0700) < 0 && errno != EEXIST)
		return fail_errno(fail, EX_CANTCREAT, "state/" FOLDER ": cannot be made");
	file->dir = openat(state_dir_fd, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (file->dir < 0)
		return fail_errno(fail, EX_CANTCREAT, "state/" FOLDER ": cannot be opened");
	file->lock = openat(file->dir, LOCK, O_RDWR | O_CREAT | OPEN_FILE, 0600);
	if (file->lock < 0)
		return fail_errno(fail, EX_CANTCREAT,
				  "state/" FOLDER "/" LOCK ": cannot be opened");
	return 0;
}

/* Files of tokens that were not used for a week. */
static void
remove_leftovers(const struct quota_file *file)
{
	int copy = fcntl(file->dir, F_DUPFD_CLOEXEC, 0);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *entry;
	struct stat stat;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strspn(entry->d_name, "0123456789abcdef") < 16 ||
		    fstatat(file->dir, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(stat.st_mode) || stat.st_mtime > time(NULL) - LEFTOVER_AGE)
			continue;
		(void)unlinkat(file->dir, entry->d_name, 0);
	}
	if (dir != NULL)
		closedir(dir);
	else if (copy >= 0)
		close(copy);
}

int
quota_file_open(struct quota_file *file, int state_dir_fd, struct fail *fail)
{
	*file = (struct quota_file){.dir = -1, .lock = -1};
	if (open_folder(file, state_dir_fd, fail) < 0) {
		quota_file_close(file);
		return -1;
	}
	quota_file_lock(file);
	remove_leftovers(file);
	quota_file_unlock(file);
	return 0;
}

void
quota_file_close(struct quota_file *file)
{
	if (file->dir >= 0)
		close(file->dir);
	if (file->lock >= 0)
		close(file->lock);
	file->dir = file->lock = -1;
}

void
quota_file_lock(const struct quota_file *file)
{
	while (flock(file->lock, LOCK_EX) < 0 && errno == EINTR)
		;
}

void
quota_file_unlock(const struct quota_file *file)
{
	(void)flock(file->lock, LOCK_UN);
}

/* The whole lines of the bytes; returns how many bytes they are. */
static size_t
take_lines(struct budget *budget, struct span bytes)
{
	size_t used = 0;
	const char *end;

	while (used < bytes.n && (end = memchr(bytes.p + used, '\n', bytes.n - used)) != NULL) {
		size_t n = (size_t)(end - bytes.p) - used;

		/* what is no line of ours costs only itself */
		if (!budget_take_line(budget, (struct span){bytes.p + used, n}))
			say(SAY_DEBUG, "quota: a line of the state is passed over");
		used += n + 1;
	}
	return used;
}

static void
read_on(struct quota_file *file, int fd, struct quota_place *place, struct budget *budget)
{
	char block[READ_SIZE];
	ssize_t got;
	size_t used;

	while ((got = pread(fd, block, sizeof block, place->read)) > 0) {
		used = take_lines(budget, (struct span){block, (size_t)got});
		if (used == 0 && (size_t)got == sizeof block)
			used = sizeof block; /* no line of ours is that long */
		place->read += (off_t)used;
		if (used == 0)
			return;
	}
	if (got < 0)
		give_up(file, "cannot be read");
}

void
quota_file_catch_up(struct quota_file *file, const char *key, struct quota_place *place,
		    struct budget *budget)
{
	struct stat stat;
	int fd;

	if (file->broken || fstatat(file->dir, key, &stat, AT_SYMLINK_NOFOLLOW) < 0 ||
	    (stat.st_ino == place->inode && stat.st_size == place->read))
		return;
	fd = openat(file->dir, key, O_RDONLY | OPEN_FILE);
	if (fd < 0 || fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode) ||
	    stat.st_size > (off_t)FILE_SIZE_MAX) {
		give_up(file, "cannot be read");
	} else {
		/* files only grow: a shorter one is another, which was given the same number */
		if (stat.st_ino != place->inode || stat.st_size < place->read)
			*place = (struct quota_place){.inode = stat.st_ino};
		read_on(file, fd, place, budget);
	}
	if (fd >= 0)
		close(fd);
}

/* All that is known, as lines. */
static void
put_budget(struct buf *out, const struct budget *budget)
{
	for (size_t i = 0; i < budget->pools_n; i++)
		budget_put_pool(out, budget->pools[i]);
	for (size_t i = 0; i < budget->members_n; i++)
		for (size_t k = 0; k < budget->members[i].pools_n; k++)
			budget_put_link(out, budget->members[i].account.text,
					budget->members[i].pools[k]);
}

/* A new file in the place of the old one; who reads the old one sees that it is another. */
static bool
write_anew(const struct quota_file *file, const char *key, struct quota_place *place,
	   const struct budget *budget)
{
	struct buf out = BUF_MAX(FILE_SIZE_MAX);
	char name[64];
	struct stat stat;
	bool good = false;
	int fd;

	snprintf(name, sizeof name, "%s" FRESH_SUFFIX, key);
	fd = openat(file->dir, name, O_WRONLY | O_CREAT | O_TRUNC | OPEN_FILE, 0600);
	put_budget(&out, budget);
	if (fd >= 0)
		good = whole_write(fd, buf_span(&out)) && fstat(fd, &stat) == 0 &&
		       renameat(file->dir, name, file->dir, key) == 0;
	if (good)
		*place = (struct quota_place){stat.st_ino, stat.st_size};
	if (fd >= 0)
		close(fd);
	buf_release(&out);
	return good;
}

static bool
is_worn(const struct budget *budget, off_t size)
{
	size_t need = budget->pools_n + budget->members_n * 2;

	return size > COMPACT_SIZE && (size_t)size > need * LINE_SIZE * COMPACT_TIMES;
}

/* Behind the last line; what a killed process left of one is closed with a line feed. */
static bool
append(int fd, struct quota_place *place, struct span lines)
{
	struct stat stat;
	bool good = fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode);

	if (good && stat.st_size > place->read)
		good = whole_write(fd, (struct span){"\n", 1});
	good = good && whole_write(fd, lines) && fstat(fd, &stat) == 0;
	if (good)
		*place = (struct quota_place){stat.st_ino, stat.st_size};
	return good;
}

void
quota_file_add(struct quota_file *file, const char *key, struct quota_place *place,
	       const struct budget *budget, struct span lines)
{
	bool good;
	int fd;

	if (file->broken || lines.n == 0)
		return;
	if (is_worn(budget, place->read) && write_anew(file, key, place, budget))
		return;
	fd = openat(file->dir, key, O_WRONLY | O_APPEND | O_CREAT | OPEN_FILE, 0600);
	good = fd >= 0 && append(fd, place, lines);
	if (!good)
		give_up(file, "cannot be written");
	if (fd >= 0)
		close(fd);
}
