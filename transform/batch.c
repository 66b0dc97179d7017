#include "transform/batch.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "lib/segment.h"

#include "transform/index.h"
#include "transform/job.h"

#define INDEX_MAX ((size_t)64 << 20) /* bytes: about a million accounts in one segment */

/* A raw segment that was in raw/ when the run began. */
struct waiting {
	const char *name;
	enum {
		WAITS,     /* for this run to take it in */
		FINISHED,  /* its records are published and its index is written */
		ELSEWHERE, /* in quarantine/, or moved by another shard's run */
	} state;
	struct buf index; /* of what was taken in */
};

struct batch {
	const struct settings *settings;
	struct spool *spool;
	struct job job;
	char shelf[SPOOL_NAME_MAX]; /* where this run's indexes lie */
	uint64_t shard, shards;     /* shards is 0 or 1 where there are none */
	bool dry;
	struct waiting *waiting;
	size_t waiting_n, taken;
	struct moments moments; /* of the stories taken in */
	bool bad;               /* a segment was no good */
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

/* The index of what was taken in since there were `from` sightings. */
static void
print_index(struct batch *batch, size_t from, struct buf *out)
{
	const struct intake *intake = &batch->job.intake;
	struct moments moments = moments_of(intake->sightings + from, intake->sightings_n - from);

	index_print(out, &moments, &batch->job.facts);
	moments_release(&moments);
}

/*
 * 1 when this shard has dealt with the segment and others have not. Without shards whatever lies
 * in raw/ is taken: it may have been moved back on purpose.
 */
static int
is_finished_here(const struct batch *batch, const char *name, struct fail *fail)
{
	struct buf index = BUF_MAX(INDEX_MAX);
	int got = 0;

	if (batch->shards > 1)
		got = shelf_read(batch->spool, batch->shelf, name, &index, fail);
	if (got > 0)
		got = index_is_current(&index, &batch->job.facts);
	buf_release(&index);
	return got;
}

static int
take_waiting(struct batch *batch, struct waiting *waiting, struct fail *fail)
{
	size_t from = batch->job.intake.sightings_n;
	int got = is_finished_here(batch, waiting->name, fail);

	if (got > 0)
		waiting->state = FINISHED;
	if (got != 0)
		return got < 0 ? -1 : 0;
	got = check_segment(batch, SPOOL_RAW, waiting->name, fail);
	if (got <= 0) {
		waiting->state = ELSEWHERE;
		return got;
	}
	if (read_segment(batch, SPOOL_RAW, waiting->name, fail) < 0)
		return -1;
	print_index(batch, from, &waiting->index);
	batch->taken++;
	return 0;
}

/* Makes the index of a segment that lost it, or whose accounts are mapped in another way now. */
static int
renew_index(struct batch *batch, enum spool_folder folder, const char *name, struct buf *index,
	    struct fail *fail)
{
	struct intake kept = batch->job.intake;
	struct tally tally = batch->job.tally;
	int result;

	intake_init(&batch->job.intake, &batch->job.facts, batch->settings);
	batch->job.intake.is_context = true;
	result = read_segment(batch, folder, name, fail);
	buf_clear(index);
	if (result == 0)
		print_index(batch, 0, index);
	intake_release(&batch->job.intake);
	batch->job.intake = kept;
	batch->job.tally = tally;
	if (result == 0 && !batch->dry)
		result = shelf_write(batch->spool, batch->shelf, name, buf_span(index), fail);
	return result;
}

/* Takes in a segment of an earlier run if it tells of the days that are made anew. */
static int
take_context(struct batch *batch, enum spool_folder folder, const char *name, struct fail *fail)
{
	struct buf index = BUF_MAX(INDEX_MAX);
	int got = shelf_read(batch->spool, batch->shelf, name, &index, fail), result = got;

	if (got > 0 && index_is_current(&index, &batch->job.facts)) {
		result = 0;
		if (index_touches(&index, &batch->moments))
			result = check_segment(batch, folder, name, fail);
	} else if (got >= 0) {
		result = check_segment(batch, folder, name, fail);
		if (result > 0 && renew_index(batch, folder, name, &index, fail) < 0)
			result = -1;
		if (result > 0)
			result = index_touches(&index, &batch->moments);
	}
	buf_release(&index);
	return result > 0 ? read_segment(batch, folder, name, fail) : result;
}

static int
take_contexts(struct batch *batch, struct fail *fail)
{
	struct spool_names done;
	int result = spool_list(batch->spool, SPOOL_DONE, SPOOL_KIND_RAW, &done, fail);

	if (result < 0)
		return -1;
	batch->job.intake.is_context = true;
	for (size_t i = 0; i < done.n && result == 0; i++)
		result = take_context(batch, SPOOL_DONE, done.list[i], fail);
	for (size_t i = 0; i < batch->waiting_n && result == 0; i++)
		if (batch->waiting[i].state == FINISHED)
			result = take_context(batch, SPOOL_RAW, batch->waiting[i].name, fail);
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
write_indexes(struct batch *batch, struct fail *fail)
{
	for (size_t i = 0; i < batch->waiting_n; i++) {
		struct waiting *waiting = &batch->waiting[i];

		if (waiting->state != WAITS)
			continue;
		if (shelf_write(batch->spool, batch->shelf, waiting->name,
				buf_span(&waiting->index), fail) < 0)
			return -1;
		waiting->state = FINISHED;
	}
	return 0;
}

/* 1 when every shard has dealt with the segment. */
static int
is_finished_by_all(const struct batch *batch, const char *name, struct fail *fail)
{
	int has = 1;

	for (uint64_t i = 0; batch->shards > 1 && i < batch->shards && has > 0; i++) {
		struct buf index = BUF_MAX(INDEX_MAX);
		char shelf[SPOOL_NAME_MAX];

		spool_part(shelf, "index", i, batch->shards);
		has = shelf_read(batch->spool, shelf, name, &index, fail);
		buf_release(&index);
	}
	return has;
}

static int
move_finished(const struct batch *batch, struct fail *fail)
{
	for (size_t i = 0; i < batch->waiting_n; i++) {
		const struct waiting *waiting = &batch->waiting[i];
		int finished = 0;

		if (waiting->state == FINISHED)
			finished = is_finished_by_all(batch, waiting->name, fail);
		if (finished > 0)
			finished =
			    spool_move(batch->spool, SPOOL_RAW, SPOOL_DONE, waiting->name, fail);
		if (finished < 0)
			return -1;
	}
	return 0;
}

static int
make_records(struct batch *batch, struct fail *fail)
{
	const struct intake *intake = &batch->job.intake;

	batch->moments = moments_of(intake->sightings, intake->sightings_n);
	if (take_contexts(batch, fail) < 0)
		return -1;
	if (batch->dry)
		return rehearse(batch, fail);
	return publish(batch, fail) < 0 ? -1 : write_indexes(batch, fail);
}

static int
run(struct batch *batch, struct fail *fail)
{
	for (size_t i = 0; i < batch->waiting_n; i++)
		if (take_waiting(batch, &batch->waiting[i], fail) < 0)
			return -1;
	if (batch->taken != 0 && make_records(batch, fail) < 0)
		return -1;
	if (!batch->dry && move_finished(batch, fail) < 0)
		return -1;
	if (batch->taken != 0 && job_report(&batch->job, fail) < 0)
		return -1;
	/* each bad segment has had its own words already */
	return batch->bad ? fail_set(fail, EX_DATAERR, "%s", "") : 0;
}

static int
run_with(struct batch *batch, const struct spool_names *names, struct fail *fail)
{
	int result = job_open(&batch->job, batch->settings, fail);

	batch->waiting = must_calloc(names->n, sizeof *batch->waiting);
	batch->waiting_n = names->n;
	for (size_t i = 0; i < names->n; i++)
		batch->waiting[i] =
		    (struct waiting){.name = names->list[i], .index = BUF_MAX(INDEX_MAX)};
	if (result == 0)
		result = run(batch, fail);
	for (size_t i = 0; i < names->n; i++)
		buf_release(&batch->waiting[i].index);
	free(batch->waiting);
	moments_release(&batch->moments);
	job_release(&batch->job);
	return result;
}

/* A selection would leave the rest of a segment behind, and done/ must hold only the finished. */
static int
check_settings(const struct settings *settings, size_t words, struct fail *fail)
{
	size_t accounts;

	(void)settings_list(settings, SET_account, &accounts);
	if (words != 0) {
		fail_set(fail, EX_USAGE, "spool: files cannot be named along with it");
		return fail_hint(fail, "With --spool the input is what waits in the spool; unset "
				       "STORYWIRE_SPOOL to work on files.");
	}
	if (accounts == 0 && settings_text(settings, SET_since) == NULL &&
	    settings_text(settings, SET_until) == NULL)
		return 0;
	fail_set(fail, EX_USAGE, "spool: --account, --since and --until cannot go along with it");
	return fail_hint(fail, "Segments are taken whole; name files of done/ to work on a part.");
}

int
batch_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct batch batch = {.settings = settings, .dry = settings_flag(settings, SET_dry_run)};
	struct spool_names names = {.n = 0};
	int result;

	(void)words;
	(void)settings_shard(settings, &batch.shard, &batch.shards);
	spool_part(batch.shelf, "index", batch.shard, batch.shards);
	if (check_settings(settings, n, fail) < 0 ||
	    spool_enter(&batch.spool, settings, "transform", fail) < 0)
		return -1;
	result = spool_list(batch.spool, SPOOL_RAW, SPOOL_KIND_RAW, &names, fail);
	if (result == 0 && names.n != 0)
		result = run_with(&batch, &names, fail);
	spool_names_release(&names);
	spool_close(batch.spool);
	return result;
}
