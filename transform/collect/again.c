#include "transform/collect/again.h"

#include <unistd.h>

#include "lib/mem.h"
#include "lib/tempfile.h"

#include "transform/job.h"

struct again {
	struct job job;
};

struct again *
again_new(const struct settings *settings, struct fail *fail)
{
	struct again *again = must_calloc(1, sizeof *again);

	if (job_open(&again->job, settings, NULL, fail) == 0)
		return again;
	again_free(again);
	return NULL;
}

void
again_free(struct again *again)
{
	if (again == NULL)
		return;
	job_release(&again->job);
	free(again);
}

int
again_read(struct again *again, int fd, const char *name, bool need_end, struct fail *fail)
{
	return job_read(&again->job, fd, name, need_end, fail);
}

static int
write_to(struct again *again, int fd, struct fail *fail)
{
	struct stream_out *stream = stream_out_new(fd);
	int result = job_write(&again->job, stream, fail);

	stream_out_free(stream);
	if (result == 0)
		result = job_report(&again->job, fail);
	if (result == 0 && lseek(fd, 0, SEEK_SET) < 0)
		result = fail_errno(fail, EX_IOERR, "a temporary file cannot be read");
	return result;
}

int
again_write(struct again *again, struct fail *fail)
{
	int fd = tempfile_open(NULL, fail);

	if (fd < 0 || write_to(again, fd, fail) == 0)
		return fd;
	close(fd);
	return -1;
}
