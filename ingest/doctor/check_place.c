/* This machine: the disk, the spool, and how near the next loss is. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "ingest/doctor/checks.h"

/* Percent of a disk in use. */
#define DISK_WARN 90
#define DISK_BAD 99

/* ms: what waits longer than this in the spool has nobody who takes it. */
#define PENDING_MAX (6 * WHEN_HOUR)

/* ms until a story may be lost. */
#define SLACK_WARN (12 * WHEN_HOUR)
#define SLACK_BAD (6 * WHEN_HOUR)

static unsigned
percent(uint64_t total, uint64_t left)
{
	return total != 0 ? (unsigned)((total - left) * 100 / total) : 0;
}

void
check_disk(struct findings *findings, const char *path)
{
	static const char hint[] =
	    "Make room: captured stories wait here until the database has them.";
	struct statvfs disk;
	unsigned blocks, files, used;

	if (statvfs(path, &disk) < 0) {
		found(findings, EX_IOERR, "disk", "", "%s: %s", path,
		      strerror(errno)); // NOLINT(concurrency-mt-unsafe): no threads
		return;
	}
	blocks = percent(disk.f_blocks, disk.f_bavail);
	files = percent(disk.f_files, disk.f_favail);
	used = blocks > files ? blocks : files;
	if (used >= DISK_WARN)
		found(findings, used >= DISK_BAD ? EX_IOERR : EX_OK, "disk", hint,
		      "%s: %u %% in use%s", path, used, files > blocks ? " (inodes)" : "");
	else
		found_ok(findings, "disk", "%s: %u %% in use", path, used);
}

struct heap {
	uint64_t n;
	when_ms oldest; /* WHEN_NONE: none */
};

/* The files of a folder that a segment or a leftover can be, and the age of the oldest. */
static struct heap
count(const struct spool *spool, enum spool_folder folder)
{
	struct heap heap = {.oldest = WHEN_NONE};
	int fd = openat(spool_folder_fd(spool, folder), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	struct stat st;

	while (list != NULL &&
	       (entry = readdir(list)) != NULL) { // NOLINT(concurrency-mt-unsafe): no threads
		if (entry->d_name[0] == '.' ||
		    fstatat(dirfd(list), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		heap.n++;
		if (heap.oldest == WHEN_NONE || st.st_mtim.tv_sec * WHEN_SECOND < heap.oldest)
			heap.oldest = st.st_mtim.tv_sec * WHEN_SECOND;
	}
	if (list != NULL)
		closedir(list);
	else if (fd >= 0)
		close(fd);
	return heap;
}

static void
check_pending(struct findings *findings, const struct spool *spool, enum spool_folder folder,
	      const char *who, when_ms now)
{
	struct heap heap = count(spool, folder);
	const char *name = spool_folder_name(folder);
	int64_t hours = heap.oldest != WHEN_NONE ? (now - heap.oldest) / WHEN_HOUR : 0;

	if (heap.n != 0 && now - heap.oldest > PENDING_MAX)
		found(findings, EX_OK, "spool", who,
		      "%" PRIu64 " segments wait in %s, the oldest for %" PRId64 " hours", heap.n,
		      name, hours);
	else
		found_ok(findings, "spool", "%" PRIu64 " segments wait in %s", heap.n, name);
}

void
check_spool(struct findings *findings, const struct spool *spool, when_ms now)
{
	struct heap broken = count(spool, SPOOL_QUARANTINE), left = count(spool, SPOOL_TMP);

	check_pending(findings, spool, SPOOL_RAW, "Does story-transform run? See its last words.",
		      now);
	check_pending(findings, spool, SPOOL_RECORDS, "Does story-load run? See its last words.",
		      now);
	if (broken.n != 0)
		found(findings, EX_OK, "spool",
		      "See storywire-spool(5) for what lies there and how to bring it back.",
		      "%" PRIu64 " files in quarantine", broken.n);
	if (left.n != 0 && now - left.oldest > WHEN_DAY)
		found(findings, EX_OK, "spool", "The next run clears them.",
		      "%" PRIu64 " leftovers of dead runs in tmp", left.n);
}

void
check_deadline(struct findings *findings, const struct account *account,
	       const struct account_state *state, when_ms now)
{
	static const char hint[] = "Run story-ingest graph; see why the last runs failed.";
	when_ms slack = gap_deadline(state->since, state->last_ok) - now;
	struct gap gap;

	if (account_state_open_gap(state, now, &gap))
		found(findings, EX_TEMPFAIL, account->handle, hint,
		      "stories may be being lost now: no complete poll in time");
	else if (slack < SLACK_WARN)
		found(findings, slack < SLACK_BAD ? EX_TEMPFAIL : EX_OK, account->handle, hint,
		      "stories may be lost in %" PRId64 " hours", slack / WHEN_HOUR);
	else
		found_ok(findings, account->handle, "nothing is lost for %" PRId64 " hours",
			 slack / WHEN_HOUR);
	if (state->gaps_n != 0)
		found(findings, EX_OK, account->handle, "See story-ingest gaps.",
		      "%zu gaps in which stories may have been lost", state->gaps_n);
}
