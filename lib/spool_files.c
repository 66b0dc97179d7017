/* The files of a spool: listed, read, moved, made in tmp/ and given their names. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/spool_private.h"

#define NAME_TRIES 1000 /* names in tmp/ that dead processes may have taken */
#define NAME_TIME 20    /* characters of the time at the start of a name */
#define NAME_HASH 16    /* hex digits of its hash at the end of a name's stem */

DIR *
spool_open_list(const struct spool *spool, enum spool_folder folder, struct fail *fail)
{
	int fd = openat(spool_folder_fd(spool, folder), ".",
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	if (dir == NULL) {
		fail_errno(fail, EX_IOERR, "%s/%s: cannot be listed", spool_path(spool),
			   spool_folder_name(folder));
		if (fd >= 0)
			close(fd);
	}
	return dir;
}

/* Names we make hold nothing else; a dot at the start would be a hidden file. */
static bool
is_segment(const char *name, enum spool_kind kind)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-";
	const char *suffix = spool_suffix(kind);
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
	return when_parse(span_of(text), &at) ? at : WHEN_NONE;
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
	DIR *dir = spool_open_list(spool, folder, fail);
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
		fail_errno(fail, EX_IOERR, "%s/%s: cannot be listed", spool_path(spool),
			   spool_folder_name(folder));
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
	int fd = openat(spool_folder_fd(spool, folder), name,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno != ELOOP)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s/%s: cannot be opened", spool_folder_name(folder), name);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	if (fd >= 0)
		close(fd);
	return fail_set(fail, EX_DATAERR, "%s/%s: not a file", spool_folder_name(folder), name);
}

int
spool_move(const struct spool *spool, enum spool_folder from, enum spool_folder to,
	   const char *name, struct fail *fail)
{
	/* a name carries the hash: what bears it in done/ already is the same */
	unsigned flags = to == SPOOL_DONE ? 0 : RENAME_NOREPLACE;

	if (renameat2(spool_folder_fd(spool, from), name, spool_folder_fd(spool, to), name,
		      flags) == 0 ||
	    errno == ENOENT)
		return 0;
	return fail_errno(fail, errno == EEXIST ? EX_CANTCREAT : EX_IOERR,
			  "%s/%s: cannot be moved to %s", spool_folder_name(from), name,
			  spool_folder_name(to));
}

int
spool_temporary(const struct spool *spool, char name[SPOOL_NAME_MAX], struct fail *fail)
{
	static unsigned counter;
	int fd = -1;

	errno = EEXIST;
	for (int tries = 0; fd < 0 && errno == EEXIST && tries < NAME_TRIES; tries++) {
		snprintf(name, SPOOL_NAME_MAX, "%08x%04x", (unsigned)getpid(), counter++ & 0xffff);
		fd = openat(spool_folder_fd(spool, SPOOL_TMP), name,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	}
	if (fd < 0)
		fail_errno(fail, EX_CANTCREAT, "%s/tmp: a file cannot be made", spool_path(spool));
	return fd;
}

int
spool_give_name(const struct spool *spool, const char *temporary, int folder, const char *name,
		unsigned flags, struct fail *fail)
{
	if (renameat2(spool_folder_fd(spool, SPOOL_TMP), temporary, folder, name, flags) < 0) {
		fail_errno(fail, EX_IOERR, "%s: %s: cannot be given its name", spool_path(spool),
			   name);
		(void)unlinkat(spool_folder_fd(spool, SPOOL_TMP), temporary, 0);
		return -1;
	}
	if (fsync(folder) < 0)
		return fail_errno(fail, EX_IOERR, "%s: %s: its folder cannot be made durable",
				  spool_path(spool), name);
	return 0;
}
