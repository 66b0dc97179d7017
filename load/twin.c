#include "load/twin.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/stream.h"

struct twin {
	struct crew *crew;
	const char *name;
	int fd;
	struct stat before; /* the reading */
	pthread_t thread;
	atomic_bool over; /* it is to stop */
	struct fail fail;
};

/* Counts as the first reader does, who also looks at hashes and end records. */
static void
read_lines(struct twin *twin, struct stream_in *in)
{
	struct copy_place place = {0, 0};
	uint64_t part_first = 0;
	struct span line;

	while (!atomic_load_explicit(&twin->over, memory_order_relaxed)) {
		enum stream_got got = stream_next(in, &line, &twin->fail);

		if (got == STREAM_EOF || got == STREAM_FAIL)
			return;
		if (got == STREAM_END) {
			place.part++;
			part_first = stream_line_number(in);
			continue;
		}
		place.line = stream_line_number(in) - part_first;
		if (crew_put(twin->crew, TWIN_LANE, got == STREAM_LINE ? &line : NULL, place,
			     &twin->fail) < 0)
			return;
	}
}

static void *
run(void *context)
{
	struct twin *twin = context;
	struct stream_in *in = stream_in_new(twin->fd, twin->name, false);

	stream_in_no_hash(in);
	read_lines(twin, in);
	stream_in_free(in);
	return NULL;
}

/* The same file with a place of its own, or -1. */
static int
open_again(int fd, struct stat *st)
{
	off_t from = lseek(fd, 0, SEEK_CUR);
	char path[32];
	int again;

	if (from < 0 || fstat(fd, st) < 0 || !S_ISREG(st->st_mode))
		return -1;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	again = open(path, O_RDONLY | O_CLOEXEC);
	if (again >= 0 && lseek(again, from, SEEK_SET) == from)
		return again;
	if (again >= 0)
		close(again);
	return -1;
}

struct twin *
twin_start(struct crew *crew, int fd, const char *name)
{
	struct stat before;
	int again = crew_lanes(crew) > 1 ? open_again(fd, &before) : -1;
	struct twin *twin;

	if (again < 0)
		return NULL;
	twin = must_calloc(1, sizeof *twin);
	twin->crew = crew;
	twin->name = name;
	twin->fd = again;
	twin->before = before;
	twin->fail = FAIL_NONE;
	atomic_init(&twin->over, false);
	if (pthread_create(&twin->thread, NULL, run, twin) == 0)
		return twin;
	close(again);
	free(twin);
	return NULL;
}

static bool
is_changed(const struct twin *twin)
{
	struct stat now;

	return fstat(twin->fd, &now) < 0 || now.st_size != twin->before.st_size ||
	       now.st_mtim.tv_sec != twin->before.st_mtim.tv_sec ||
	       now.st_mtim.tv_nsec != twin->before.st_mtim.tv_nsec;
}

int
twin_end(struct twin *twin, bool is_useless, struct fail *fail)
{
	struct fail why;

	if (twin == NULL)
		return 0;
	atomic_store_explicit(&twin->over, is_useless, memory_order_relaxed);
	pthread_join(twin->thread, NULL);
	why = twin->fail;
	if (why.status == EX_OK && !is_useless && is_changed(twin)) {
		fail_set(&why, EX_TEMPFAIL, "%s: was written to while it was read", twin->name);
		fail_hint(&why, "Nothing was changed; load it again when it is complete.");
	}
	close(twin->fd);
	free(twin);
	if (why.status != EX_OK && fail->status == EX_OK)
		*fail = why;
	return why.status == EX_OK ? 0 : -1;
}
