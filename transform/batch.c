#include "transform/batch.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "lib/segment.h"
#include "lib/shelf.h"

#include "transform/harvest/index.h"
#include "transform/job.h"

#define INDEX_MAX ((size_t)64 << 20) /* bytes: about a million accounts in one segment */

#define TMP_PATH_MAX 4096 /* bytes */

/* A segment that was pending when the run began. */
struct pending {
	const char *name;
	bool taken;       /* not so when it is gone or went to quarantine/ */
	struct buf index; /* of what was taken in */
};

struct batch {
	const struct settings *settings;
	struct spool *spool;
	struct job job;
	bool dry;
	bool bad; /* a segment was no good */
	struct pending *pending;
	size_t pending_n, taken;
	struct moments *moments; /* of the stories taken in */
};

/* 1 the segment can be read, 0 it is gone or went to quarantine/, -1. */
static int
check_segment(struct batch *batch, enum spool_folder folder, const char *name, struct fail *fail)
{
	struct fail why = FAIL_NONE;

	if (segment_verify(batch->spool, folder, name, &why) == 0)
		return 1;
	if (why.status == EX_NOINPUT)
		return 0;
	if (why.status != EX_DATAERR)
		return fail_set(fail, why.status, "%s", why.text);
	batch->bad = true;
	if (!batch->dry)
		return segment_quarantine(batch->spool, folder, name, &why, fail);
	say_fail(&why);
	return 0;
}

static int
read_segment(struct batch *batch, enum spool_folder folder, const char *name, struct fail *fail)
{
	int fd = spool_read(batch->spool, folder, name, fail), result;

	if (fd < 0)
		return -1;
	result = job_read(&batch->job, fd, name, true, fail);
	close(fd);
	return result;
}

static int
take_pending(struct batch *batch, struct pending *pending, struct fail *fail)
{
	struct moments *moments;
	int got = check_segment(batch, SPOOL_RAW, pending->name, fail);

	if (got <= 0)
		return got;
	moments = batch->job.harvest.moments = moments_new();
	got = read_segment(batch, SPOOL_RAW, pending->name, fail);
	index_print(&pending->index, moments, &batch->job.facts);
	moments_join(batch->moments, moments);
	moments_free(moments);
	batch->job.harvest.moments = NULL;
	pending->taken = got == 0;
	batch->taken += got == 0;
	return got;
}

/* Makes the index of a segment that lost it, or whose accounts are mapped in another way now. */
static int
renew_index(struct batch *batch, const char *name, struct buf *index, struct fail *fail)
{
	struct harvest kept = batch->job.harvest;
	struct moments *moments = moments_new();
	int result;

	batch->job.harvest = (struct harvest){.moments = moments, .moments_only = true};
	result = read_segment(batch, SPOOL_DONE, name, fail);
	batch->job.harvest = kept;
	buf_clear(index);
	if (result == 0)
		index_print(index, moments, &batch->job.facts);
	moments_free(moments);
	if (result == 0 && !batch->dry)
		result = shelf_write(batch->spool, INDEX_SHELF, name, buf_span(index), fail);
	return result;
}

/* Takes in a segment of an earlier run if it tells of the days that are made anew. */
static int
take_context(struct batch *batch, const char *name, struct fail *fail)
{
	struct buf index = BUF_MAX(INDEX_MAX);
	int got = shelf_read(batch->spool, INDEX_SHELF, name, &index, fail);
	bool current = got > 0 && index_is_current(&index, &batch->job.facts);

	if (got >= 0)
		got = current && !index_touches(&index, batch->moments)
			  ? 0
			  : check_segment(batch, SPOOL_DONE, name, fail);
	if (got > 0 && !current) {
		got = renew_index(batch, name, &index, fail);
		if (got == 0)
			got = index_touches(&index, batch->moments);
	}
	buf_release(&index);
	return got > 0 ? read_segment(batch, SPOOL_DONE, name, fail) : got;
}

static int
take_contexts(struct batch *batch, struct fail *fail)
{
	struct spool_names done;
	int result = spool_list(batch->spool, SPOOL_DONE, SPOOL_KIND_RAW, &done, fail);

	batch->job.is_context = true;
	for (size_t i = 0; i < done.n && result == 0; i++)
		result = take_context(batch, done.list[i], fail);
	spool_names_release(&done);
	return result;
}

static int
rehearse(struct batch *batch, struct fail *fail)
{
	int sink = open("/dev/null", O_WRONLY | O_CLOEXEC), result;
	struct stream_out *stream;

	if (sink < 0)
		return fail_errno(fail, EX_OSERR, "/dev/null: cannot be opened");
	stream = stream_out_new(sink);
	result = job_write(&batch->job, stream, fail);
	stream_out_free(stream);
	close(sink);
	return result;
}

static int
publish(struct batch *batch, struct fail *fail)
{
	struct segment *segment = segment_begin(batch->spool, fail);
	int result;

	if (segment == NULL)
		return -1;
	result = job_write(&batch->job, segment_stream(segment), fail);
	if (result == 0)
		result = segment_publish(segment, SPOOL_KIND_RECORDS, fail);
	segment_free(segment);
	return result;
}

/* Only now the segments count as dealt with: what they hold is in records/ for good. */
static int
finish_pending(const struct batch *batch, struct fail *fail)
{
	for (size_t i = 0; i < batch->pending_n; i++) {
		const struct pending *pending = &batch->pending[i];

		if (pending->taken &&
		    (shelf_write(batch->spool, INDEX_SHELF, pending->name,
				 buf_span(&pending->index), fail) < 0 ||
		     spool_move(batch->spool, SPOOL_RAW, SPOOL_DONE, pending->name, fail) < 0))
			return -1;
	}
	return 0;
}

static int
make_records(struct batch *batch, struct fail *fail)
{
	if (take_contexts(batch, fail) < 0)
		return -1;
	if (batch->dry)
		return rehearse(batch, fail);
	return publish(batch, fail) < 0 ? -1 : finish_pending(batch, fail);
}

static int
run(struct batch *batch, struct fail *fail)
{
	for (size_t i = 0; i < batch->pending_n; i++)
		if (take_pending(batch, &batch->pending[i], fail) < 0)
			return -1;
	if (batch->taken != 0 &&
	    (make_records(batch, fail) < 0 || job_report(&batch->job, fail) < 0))
		return -1;
	/* each bad segment has had its own words already */
	return batch->bad ? fail_set(fail, EX_DATAERR, "%s", "") : 0;
}

static int
run_with(struct batch *batch, const struct spool_names *names, struct fail *fail)
{
	struct buf folder = BUF_MAX(TMP_PATH_MAX);
	int result;

	buf_printf(&folder, "%s/%s", spool_path(batch->spool), spool_folder_name(SPOOL_TMP));
	result = job_open(&batch->job, batch->settings, buf_text(&folder), fail);
	batch->moments = moments_new();
	batch->pending = must_calloc(names->n, sizeof *batch->pending);
	batch->pending_n = names->n;
	for (size_t i = 0; i < names->n; i++)
		batch->pending[i] =
		    (struct pending){.name = names->list[i], .index = BUF_MAX(INDEX_MAX)};
	if (result == 0)
		result = run(batch, fail);
	for (size_t i = 0; i < names->n; i++)
		buf_release(&batch->pending[i].index);
	free(batch->pending);
	moments_free(batch->moments);
	job_release(&batch->job);
	buf_release(&folder);
	return result;
}

int
batch_run(const struct settings *settings, size_t words, struct fail *fail)
{
	struct batch batch = {.settings = settings, .dry = settings_flag(settings, SET_dry_run)};
	struct spool_names names;
	int result;

	if (spool_takes_whole(settings, words, fail) < 0 ||
	    spool_enter(&batch.spool, settings, "transform", fail) < 0)
		return -1;
	result = spool_list(batch.spool, SPOOL_RAW, SPOOL_KIND_RAW, &names, fail);
	if (result == 0 && names.n != 0)
		result = run_with(&batch, &names, fail);
	spool_names_release(&names);
	spool_close(batch.spool);
	return result;
}
