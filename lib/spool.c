#include "lib/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/mem.h"

#define LOCKS_MAX 1024               /* a process is one stage, or works on the whole spool */
#define LEFTOVER_AGE ((time_t)86400) /* s; no run lasts that long */
#define NAME_TRIES 1000              /* names in tmp/ that dead processes may have taken */
#define NAME_TIME 20                 /* characters of the time at the start of a name */
#define NAME_HASH 16                 /* hex digits of its hash at the end of a name's stem */
#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

struct spool {
	char *path;
	int root;
	int folders[SPOOL_FOLDERS];
	int *locks;
	size_t locks_n, locks_cap;
};

static const char *const folder_names[SPOOL_FOLDERS] = {
    [SPOOL_RAW] = "raw",     [SPOOL_RECORDS] = "records", [SPOOL_QUARANTINE] = "quarantine",
    [SPOOL_MEDIA] = "media", [SPOOL_STATE] = "state",     [SPOOL_DONE] = "done",
    [SPOOL_TMP] = "tmp",
};

static const struct {
	enum spool_folder pending;
	const char *suffix;
} kinds[] = {
    [SPOOL_KIND_RAW] = {SPOOL_RAW, ".raw.ndjson"},
    [SPOOL_KIND_RECORDS] = {SPOOL_RECORDS, ".records.ndjson"},
    [SPOOL_KIND_ANY] = {SPOOL_FOLDERS, ""},
};

const char *
spool_path(const struct spool *spool)
{
	return spool->path;
}

const char *
spool_folder_name(enum spool_folder folder)
{
	return folder_names[folder];
}

int
spool_folder_fd(const struct spool *spool, enum spool_folder folder)
{
	return spool->folders[folder];
}

enum spool_folder
spool_pending(enum spool_kind kind)
{
	return kinds[kind].pending;
}

const char *
spool_suffix(enum spool_kind kind)
{
	return kinds[kind].suffix;
}

/* Whether nobody but us can change what is in the folder. */
static int
check_owner(const struct stat *st, const char *path, struct fail *fail)
{
	if (st->st_uid != geteuid()) {
		fail_set(fail, EX_NOPERM, "%s: the spool belongs to another user", path);
		return fail_hint(fail, "Run every stage as the spool's owner.");
	}
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		fail_set(fail, EX_NOPERM, "%s: others may write to the spool", path);
		return fail_hint(fail, "Run: chmod go-w '%s'", path);
	}
	return 0;
}

static int
cannot_open(const char *path, bool make, struct fail *fail)
{
	if (errno == ENOENT && !make)
		return fail_errno(fail, EX_NOINPUT, "%s: no spool", path);
	if (errno == ELOOP || errno == ENOTDIR) {
		fail_set(fail, EX_CANTCREAT, "%s: not a folder", path);
		return fail_hint(fail, "Name the folder itself; symbolic links are not followed.");
	}
	return fail_errno(fail, errno == EACCES || errno == EPERM ? EX_NOPERM : EX_CANTCREAT,
			  "%s: cannot be opened", path);
}

static int
open_root(struct spool *spool, bool make, struct fail *fail)
{
	struct stat st;

	if (make && mkdir(spool->path, 0700) < 0 && errno != EEXIST) {
		fail_errno(fail, EX_CANTCREAT, "%s: the spool cannot be made", spool->path);
		return fail_hint(fail, "Make its parent folder, or name another with --spool.");
	}
	spool->root = open(spool->path, OPEN_DIR);
	if (spool->root < 0)
		return cannot_open(spool->path, make, fail);
	if (fstat(spool->root, &st) < 0)
		return fail_errno(fail, EX_IOERR, "%s: cannot be examined", spool->path);
	return check_owner(&st, spool->path, fail);
}

/* Renaming between folders must not copy: they share one file system. */
static int
check_device(const struct spool *spool, const struct stat *st, const char *path, struct fail *fail)
{
	struct stat root;

	if (fstat(spool->root, &root) < 0)
		return fail_errno(fail, EX_IOERR, "%s: cannot be examined", spool->path);
	if (root.st_dev == st->st_dev)
		return 0;
	fail_set(fail, EX_CANTCREAT, "%s: lies on another file system than the spool", path);
	return fail_hint(fail, "Put the whole spool on one file system.");
}

static int
open_folder(struct spool *spool, enum spool_folder folder, bool make, struct fail *fail)
{
	const char *name = folder_names[folder];
	char path[FAIL_TEXT_MAX / 2];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s", spool->path, name);
	if (make && mkdirat(spool->root, name, 0700) < 0 && errno != EEXIST)
		return fail_errno(fail, EX_CANTCREAT, "%s: cannot be made", path);
	spool->folders[folder] = openat(spool->root, name, OPEN_DIR);
	if (spool->folders[folder] < 0)
		return cannot_open(path, make, fail);
	if (fstat(spool->folders[folder], &st) < 0)
		return fail_errno(fail, EX_IOERR, "%s: cannot be examined", path);
	if (check_device(spool, &st, path, fail) < 0)
		return -1;
	return check_owner(&st, path, fail);
}

int
spool_open(struct spool **spool, const char *path, bool make, struct fail *fail)
{
	struct spool *s = must_calloc(1, sizeof *s);
	int result;

	s->path = must_strdup(path);
	s->root = -1;
	for (size_t i = 0; i < SPOOL_FOLDERS; i++)
		s->folders[i] = -1;
	result = open_root(s, make, fail);
	for (size_t i = 0; i < SPOOL_FOLDERS && result == 0; i++)
		result = open_folder(s, (enum spool_folder)i, make, fail);
	if (result < 0) {
		spool_close(s);
		return -1;
	}
	*spool = s;
	return 0;
}

void
spool_close(struct spool *spool)
{
	if (spool == NULL)
		return;
	for (size_t i = 0; i < SPOOL_FOLDERS; i++)
		if (spool->folders[i] >= 0)
			close(spool->folders[i]);
	for (size_t i = 0; i < spool->locks_n; i++)
		close(spool->locks[i]);
	free(spool->locks);
	if (spool->root >= 0)
		close(spool->root);
	free(spool->path);
	free(spool);
}

/* The folder for reading its names; a duplicate, since closedir() closes it. */
static DIR *
list_folder(const struct spool *spool, enum spool_folder folder, struct fail *fail)
{
	int fd = openat(spool->folders[folder], ".", OPEN_DIR);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (dir == NULL) {
		fail_errno(fail, EX_IOERR, "%s/%s: cannot be listed", spool->path,
			   folder_names[folder]);
		if (fd >= 0)
			close(fd);
	}
	return dir;
}

/* Housekeeping: what cannot be removed today is tried again tomorrow. */
static void
clear_leftovers(const struct spool *spool, time_t age)
{
	struct fail ignored = FAIL_NONE;
	DIR *dir = list_folder(spool, SPOOL_TMP, &ignored);
	int tmp = spool->folders[SPOOL_TMP];
	const struct dirent *entry;
	struct stat st;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (fstatat(tmp, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && st.st_mtime <= time(NULL) - age)
			(void)unlinkat(tmp, entry->d_name, 0);
	if (dir != NULL)
		closedir(dir);
}

static int
is_locked(const struct spool *spool, const char *what, struct fail *fail)
{
	fail_set(fail, EX_TEMPFAIL, "%s: %s: locked: another run is at work", spool->path, what);
	return fail_hint(fail, "Nothing was changed; the run that holds the lock, or the next one, "
			       "does the work.");
}

int
spool_lock(struct spool *spool, const char *what, struct fail *fail)
{
	char name[SPOOL_NAME_MAX];
	int fd;

	if (spool->locks_n == LOCKS_MAX)
		return fail_set(fail, EX_SOFTWARE, "%s: %s: too many locks", spool->path, what);
	snprintf(name, sizeof name, "lock.%s", what);
	fd = openat(spool->folders[SPOOL_STATE], name,
		    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	if (fd < 0)
		return fail_errno(fail, EX_CANTCREAT, "%s/state/%s: cannot be made", spool->path,
				  name);
	spool->locks =
	    mem_grow(spool->locks, spool->locks_n, &spool->locks_cap, sizeof *spool->locks);
	spool->locks[spool->locks_n++] = fd;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK
			   ? is_locked(spool, what, fail)
			   : fail_errno(fail, EX_OSERR, "%s/state/%s: cannot be locked",
					spool->path, name);
	clear_leftovers(spool, LEFTOVER_AGE);
	return 0;
}

/* The locks of shards are known by their files only. */
static int
lock_shards(struct spool *spool, struct fail *fail)
{
	DIR *dir = list_folder(spool, SPOOL_STATE, fail);
	const struct dirent *entry;
	int result = dir != NULL ? 0 : -1;

	while (result == 0 && (entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, "lock.", 5) == 0 &&
		    strchr(entry->d_name + 5, '.') != NULL)
			result = spool_lock(spool, entry->d_name + 5, fail);
	if (dir != NULL)
		closedir(dir);
	return result;
}

int
spool_lock_stages(struct spool *spool, struct fail *fail)
{
	static const char *const stages[] = {"ingest", "import", "transform", "load"};

	for (size_t i = 0; i < COUNT(stages); i++)
		if (spool_lock(spool, stages[i], fail) < 0)
			return -1;
	if (lock_shards(spool, fail) < 0)
		return -1;
	clear_leftovers(spool, 0);
	return 0;
}

int
spool_enter(struct spool **spool, const struct settings *settings, const char *stage,
	    struct fail *fail)
{
	bool dry = settings_flag(settings, SET_dry_run);
	char name[SPOOL_NAME_MAX];
	uint64_t index, count;

	if (settings_shard(settings, &index, &count))
		snprintf(name, sizeof name, "%s.%" PRIu64 "-%" PRIu64, stage, index, count);
	else
		snprintf(name, sizeof name, "%s", stage);
	if (spool_open(spool, settings_text(settings, SET_spool), !dry, fail) < 0)
		return -1;
	if (dry || spool_lock(*spool, name, fail) == 0)
		return 0;
	spool_close(*spool);
	*spool = NULL;
	return -1;
}

int
spool_takes_whole(const struct settings *settings, size_t words, struct fail *fail)
{
	size_t accounts;

	(void)settings_list(settings, SET_account, &accounts);
	if (words != 0) {
		fail_set(fail, EX_USAGE, "spool: files cannot be named along with it");
		return fail_hint(fail, "With a spool the input is what waits in it. Where the "
				       "settings name one, --config /dev/null reads files.");
	}
	if (accounts == 0 && settings_text(settings, SET_since) == NULL &&
	    settings_text(settings, SET_until) == NULL && !settings_flag(settings, SET_no_end))
		return 0;
	fail_set(fail, EX_USAGE, "spool: --account, --since, --until and --no-end cannot go along");
	return fail_hint(fail, "Segments are taken whole; name files of done/ to work on a part.");
}

/* Names we make hold nothing else; a dot at the start would be a hidden file. */
static bool
is_segment(const char *name, enum spool_kind kind)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-";
	const char *suffix = kinds[kind].suffix;
	size_t n = strlen(name), end = strlen(suffix);

	return n > end && n < SPOOL_NAME_MAX && name[0] != '.' && name[0] != '-' &&
	       strspn(name, allowed) == n && strcmp(name + n - end, suffix) == 0;
}

/* 20260102T030405.678Z-... was published at 2026-01-02T03:04:05.678Z. */
when_ms
spool_published_at(const char *name)
{
	char text[WHEN_TEXT_MAX];
	when_ms at;

	if (strlen(name) < NAME_TIME)
		return WHEN_NONE;
	snprintf(text, sizeof text, "%.4s-%.2s-%.2sT%.2s:%.2s:%.6sZ", name, name + 4, name + 6,
		 name + 9, name + 11, name + 13);
	return when_parse((struct span){text, strlen(text)}, &at) ? at : WHEN_NONE;
}

bool
spool_hash_of(const char *name, struct span *hash)
{
	const char *dash = strrchr(name, '-');

	if (dash == NULL || strspn(dash + 1, "0123456789abcdef") != NAME_HASH)
		return false;
	*hash = (struct span){dash + 1, NAME_HASH};
	return true;
}

static int
by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

int
spool_list(const struct spool *spool, enum spool_folder folder, enum spool_kind kind,
	   struct spool_names *names, struct fail *fail)
{
	DIR *dir = list_folder(spool, folder, fail);
	const struct dirent *entry;

	*names = (struct spool_names){.n = 0};
	if (dir == NULL)
		return -1;
	for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
		if (!is_segment(entry->d_name, kind))
			continue;
		names->list = mem_grow(names->list, names->n, &names->cap, sizeof *names->list);
		names->list[names->n++] = must_strdup(entry->d_name);
	}
	if (errno != 0) {
		fail_errno(fail, EX_IOERR, "%s/%s: cannot be listed", spool->path,
			   folder_names[folder]);
		spool_names_release(names);
	}
	closedir(dir);
	if (names->n != 0)
		qsort(names->list, names->n, sizeof *names->list, by_name);
	return fail->status == EX_OK ? 0 : -1;
}

void
spool_names_release(struct spool_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
	*names = (struct spool_names){.n = 0};
}

int
spool_read(const struct spool *spool, enum spool_folder folder, const char *name, struct fail *fail)
{
	int fd =
	    openat(spool->folders[folder], name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno != ELOOP)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s/%s: cannot be opened", folder_names[folder], name);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	if (fd >= 0)
		close(fd);
	return fail_set(fail, EX_DATAERR, "%s/%s: not a file", folder_names[folder], name);
}

int
spool_move(const struct spool *spool, enum spool_folder from, enum spool_folder to,
	   const char *name, struct fail *fail)
{
	/* a name carries the hash: what bears it in done/ already is the same */
	unsigned flags = to == SPOOL_DONE ? 0 : RENAME_NOREPLACE;

	if (renameat2(spool->folders[from], name, spool->folders[to], name, flags) == 0 ||
	    errno == ENOENT)
		return 0;
	return fail_errno(fail, errno == EEXIST ? EX_CANTCREAT : EX_IOERR,
			  "%s/%s: cannot be moved to %s", folder_names[from], name,
			  folder_names[to]);
}

int
spool_temporary(const struct spool *spool, char name[SPOOL_NAME_MAX], struct fail *fail)
{
	static unsigned counter;
	int fd = -1;

	errno = EEXIST;
	for (int tries = 0; fd < 0 && errno == EEXIST && tries < NAME_TRIES; tries++) {
		snprintf(name, SPOOL_NAME_MAX, "%08x%04x", (unsigned)getpid(), counter++ & 0xffff);
		fd = openat(spool->folders[SPOOL_TMP], name,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	}
	if (fd < 0)
		fail_errno(fail, EX_CANTCREAT, "%s/tmp: a file cannot be made", spool->path);
	return fd;
}
