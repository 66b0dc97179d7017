#include "lib/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/spool_private.h"

#define LOCKS_MAX 1024               /* a process is one stage, or works on the whole spool */
#define LEFTOVER_AGE ((time_t)86400) /* s; no run lasts that long */
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

/* Housekeeping: what cannot be removed today is tried again tomorrow. */
static void
clear_leftovers(const struct spool *spool, time_t age)
{
	struct fail ignored = FAIL_NONE;
	DIR *dir = spool_open_list(spool, SPOOL_TMP, &ignored);
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
	DIR *dir = spool_open_list(spool, SPOOL_STATE, fail);
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
