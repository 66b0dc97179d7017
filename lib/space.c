#include "lib/space.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Bytes: two segments of live records with an answer of the largest size each would not fit into
 * less, and nobody misses it. */
#define RESERVE_BYTES ((off_t)4 << 20)

/* The reserve is not made of the last of the room: this many times its size must be free. */
#define RESERVE_SHARE 4

#define RESERVE_NAME "reserve"

/* Empty files beside it, for a disk that has room but no inodes: segments, files of state. */
#define SPARES 7
#define SPARE_NAME "reserve.%d"

int
space_read(struct space *space, int folder, struct fail *fail)
{
	struct statvfs fs;
	uint64_t unit;

	*space = (struct space){.bytes = 0};
	if (fstatvfs(folder, &fs) < 0)
		return fail_errno(fail, EX_IOERR, "spool: its file system cannot be examined");
	unit = fs.f_frsize != 0 ? fs.f_frsize : fs.f_bsize;
	*space = (struct space){
	    .bytes = fs.f_bavail * unit,
	    .bytes_total = (fs.f_blocks - fs.f_bfree + fs.f_bavail) * unit,
	    .files = fs.f_favail,
	    .files_total = fs.f_files - fs.f_ffree + fs.f_favail,
	};
	return 0;
}

static unsigned
used_percent(uint64_t left, uint64_t total)
{
	if (total == 0)
		return 0;
	return left < total ? 100U - (unsigned)((double)left * 100 / (double)total) : 0;
}

unsigned
space_used_percent(const struct space *space)
{
	unsigned bytes = used_percent(space->bytes, space->bytes_total);
	unsigned files = used_percent(space->files, space->files_total);

	return bytes > files ? bytes : files;
}

static bool
has_room(int folder)
{
	struct fail ignored = FAIL_NONE;
	struct space space;

	return space_read(&space, folder, &ignored) == 0 &&
	       space.bytes > (uint64_t)RESERVE_BYTES * RESERVE_SHARE;
}

static bool
is_whole(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_blocks >= RESERVE_BYTES / 512;
}

static void
keep_spares(int state)
{
	char name[sizeof SPARE_NAME + 16];

	for (int i = 1; i <= SPARES; i++) {
		int fd;

		snprintf(name, sizeof name, SPARE_NAME, i);
		fd = openat(state, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
			    0600);
		if (fd >= 0)
			close(fd);
	}
}

static void
release_spares(int state)
{
	char name[sizeof SPARE_NAME + 16];

	for (int i = 1; i <= SPARES; i++) {
		snprintf(name, sizeof name, SPARE_NAME, i);
		(void)unlinkat(state, name, 0);
	}
}

bool
reserve_keep(const struct spool *spool)
{
	int state = spool_folder_fd(spool, SPOOL_STATE);
	int fd = openat(state, RESERVE_NAME,
			O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	bool kept = fd >= 0 && (is_whole(fd) ||
				(has_room(state) && posix_fallocate(fd, 0, RESERVE_BYTES) == 0));

	if (fd >= 0)
		close(fd);
	if (kept)
		keep_spares(state);
	else
		(void)unlinkat(state, RESERVE_NAME, 0);
	return kept;
}

bool
reserve_release(const struct spool *spool)
{
	int state = spool_folder_fd(spool, SPOOL_STATE);

	release_spares(state);
	return unlinkat(state, RESERVE_NAME, 0) == 0;
}
