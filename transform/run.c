/* story-transform run: raw records in, stories, observations, polls, articles and rejects out. */
#include "transform/run.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "transform/batch.h"
#include "transform/job.h"

static int
read_input(struct job *job, const char *path, struct fail *fail)
{
	bool need_end = !settings_flag(job->settings, SET_no_end);
	int fd, result;

	if (strcmp(path, "-") == 0)
		return job_read(job, STDIN_FILENO, "stdin", need_end, fail);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s: cannot be opened", path);
	result = job_read(job, fd, path, need_end, fail);
	close(fd);
	return result;
}

static int
read_inputs(struct job *job, const char *const *words, size_t n, struct fail *fail)
{
	if (n == 0)
		return read_input(job, "-", fail);
	for (size_t i = 0; i < n; i++)
		if (read_input(job, words[i], fail) < 0)
			return -1;
	return 0;
}

/* Nothing is written before all input was read: what breaks off leaves no half of an output. */
static int
run(struct job *job, const char *const *words, size_t n, struct fail *fail)
{
	bool dry = settings_flag(job->settings, SET_dry_run);
	int sink = STDOUT_FILENO, result;
	struct stream_out *stream;

	if (read_inputs(job, words, n, fail) < 0)
		return -1;
	if (dry)
		sink = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (sink < 0)
		return fail_errno(fail, EX_OSERR, "/dev/null: cannot be opened");
	stream = stream_out_new(sink);
	result = job_write(job, stream, fail);
	stream_out_free(stream);
	if (dry)
		close(sink);
	return result < 0 ? -1 : job_report(job, fail);
}

int
transform_run(const struct settings *settings, const char *const *words, size_t n,
	      struct fail *fail)
{
	struct job job;
	int result;

	if (settings_text(settings, SET_spool) != NULL)
		return batch_run(settings, n, fail);
	result = job_open(&job, settings, NULL, fail);
	if (result == 0)
		result = run(&job, words, n, fail);
	job_release(&job);
	return result;
}
