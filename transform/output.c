/* What follows from what was taken in: stories, articles, observations, polls, media and rejects.
 */
#include <inttypes.h>

#include "transform/harvest/entry.h"
#include "transform/harvest/whose.h"
#include "transform/job.h"
#include "transform/sessions.h"
#include "transform/stories/story.h"

/* Lines that are passed on, each once. */
static int
write_lines(const struct job *job, enum shelf shelf, uint64_t *count, struct fail *fail)
{
	struct sorter *lines = job->harvest.shelves[shelf];
	struct buf last = BUF_MAX(STREAM_LINE_MAX);
	struct span line;
	int got = sorter_read(lines, fail);

	while (got == 0 && (got = sorter_next(lines, &line, fail)) > 0) {
		got = 0;
		if (entry_same(line, buf_span(&last)))
			continue;
		buf_clear(&last);
		buf_put(&last, line.p, line.n);
		(*count)++;
		got = stream_put(job->stream, line, fail);
	}
	sorter_close(lines);
	buf_release(&last);
	return got;
}

static int
write_reading(struct job *job, const struct reading *reading, struct fail *fail)
{
	struct record_out *out = &job->record;

	record_start(out, RECORD_observation);
	record_put_word(out, observation_account_id, reading->account_id);
	record_put_word(out, observation_story_id, reading->story_id);
	record_put_word(out, observation_metric, reading->metric);
	record_put_time(out, observation_observed_at, reading->observed_at);
	if (reading_has_value(reading))
		record_put_int(out, observation_value, reading->value);
	record_put_word(out, observation_state, reading->state);
	record_put_word(out, observation_source, source_name(reading->source));
	record_put_bool(out, observation_is_final, reading->is_final);
	record_put_word(out, observation_raw_sha256, reading->raw_sha256);
	job->tally.observations++;
	return stream_put(job->stream, record_finish(out), fail);
}

static bool
same_reading(const struct reading *a, const struct reading *b)
{
	return strcmp(a->account_id, b->account_id) == 0 && strcmp(a->story_id, b->story_id) == 0 &&
	       strcmp(a->metric, b->metric) == 0 && a->observed_at == b->observed_at &&
	       a->source == b->source;
}

/* A reading counts when the next one has another key. */
static int
take_reading(struct job *job, struct buf *last, struct span entry, struct fail *fail)
{
	struct reading before, reading;

	if (last->n != 0) {
		entry_reading_read(buf_span(last), &before);
		entry_reading_read(entry, &reading);
		if (!same_reading(&before, &reading) && write_reading(job, &before, fail) < 0)
			return -1;
	}
	buf_clear(last);
	buf_put(last, entry.p, entry.n);
	return 0;
}

static int
write_readings(struct job *job, struct fail *fail)
{
	struct sorter *readings = job->harvest.shelves[SHELF_READINGS];
	struct buf last = BUF_MAX(SIZE_MAX / 2);
	struct reading reading;
	struct span entry;
	int got = sorter_read(readings, fail);

	while (got == 0 && (got = sorter_next(readings, &entry, fail)) > 0)
		got = take_reading(job, &last, entry, fail);
	if (got == 0 && last.n != 0) {
		entry_reading_read(buf_span(&last), &reading);
		got = write_reading(job, &reading, fail);
	}
	sorter_close(readings);
	buf_release(&last);
	return got;
}

static void
put_told(struct record_out *out, enum field_id field, const char *text)
{
	if (text[0] != '\0')
		record_put_word(out, field, text);
}

static int
write_reject(struct job *job, const struct reject *reject, struct fail *fail)
{
	struct record_out *out = &job->record;

	record_start(out, RECORD_reject);
	record_put_word(out, reject_key, reject->key);
	record_put_word(out, reject_reason, reject->reason);
	put_told(out, reject_detail, reject->detail);
	if (reject->source < SOURCES)
		record_put_word(out, reject_source, source_name(reject->source));
	put_told(out, reject_account_id, reject->account_id);
	put_told(out, reject_raw_sha256, reject->raw_sha256);
	return stream_put(job->stream, record_finish(out), fail);
}

/* The same reject of the same raw bytes is told once, however often the input repeats it. */
static int
write_rejects(struct job *job, struct fail *fail)
{
	struct sorter *rejects = job->harvest.shelves[SHELF_REJECTS];
	struct buf last = BUF_MAX(SIZE_MAX / 2);
	struct reject reject;
	struct span entry;
	int got = sorter_read(rejects, fail);

	while (got == 0 && (got = sorter_next(rejects, &entry, fail)) > 0) {
		got = 0;
		if (entry_same(entry, buf_span(&last)))
			continue;
		buf_clear(&last);
		buf_put(&last, entry.p, entry.n);
		entry_reject_read(entry, &reject);
		got = write_reject(job, &reject, fail);
	}
	sorter_close(rejects);
	buf_release(&last);
	return got;
}

static int
write_end(struct job *job, struct fail *fail)
{
	const struct tally *t = &job->tally;
	struct buf members = BUF_MAX(1024);
	int result;

	buf_printf(&members,
		   ",\"items\":%" PRIu64 ",\"stories\":%" PRIu64 ",\"duplicates\":%" PRIu64
		   ",\"rejects\":%" PRIu64 ",\"skipped\":%" PRIu64,
		   t->items, t->stories, t->duplicates, t->rejects, t->skipped);
	result = stream_end(job->stream, buf_text(&members), fail);
	buf_release(&members);
	return result;
}

/* Folds the sightings, counts them, and gives back their room. */
static int
make_stories(struct job *job, struct sorter *stories, struct sorter *names, struct fail *fail)
{
	struct harvest *harvest = &job->harvest;
	struct sorter **sightings = &harvest->shelves[SHELF_SIGHTINGS];

	if (owners_settle(harvest, job->settings, fail) < 0 ||
	    sightings_settle(harvest, fail) < 0 ||
	    stories_fold(harvest, stories, readings_may_rename(harvest) ? names : NULL, fail) < 0)
		return -1;
	job->tally.items = harvest->items_in;
	job->tally.rejects = harvest->rejects;
	job->tally.duplicates = sorter_count(*sightings) - sorter_count(stories);
	sorter_free(*sightings);
	*sightings = NULL;
	return 0;
}

static int
write_all(struct job *job, struct sorter *stories, struct sorter *names, struct fail *fail)
{
	struct tally *t = &job->tally;

	if (make_stories(job, stories, names, fail) < 0 || sessions_write(job, stories, fail) < 0)
		return -1;
	t->skipped = job->harvest.skipped + sorter_count(stories) - t->stories;
	if (readings_settle(&job->harvest, names, fail) < 0 || write_readings(job, fail) < 0 ||
	    write_lines(job, SHELF_POLLS, &t->polls, fail) < 0 ||
	    write_lines(job, SHELF_MEDIA, &t->media, fail) < 0 || write_rejects(job, fail) < 0)
		return -1;
	return write_end(job, fail);
}

int
job_write(struct job *job, struct stream_out *stream, struct fail *fail)
{
	struct sorter *stories = sorter_new(job->harvest.pool);
	struct sorter *names = sorter_new(job->harvest.pool);
	int result;

	job->stream = stream;
	result = write_all(job, stories, names, fail);
	sorter_free(stories);
	sorter_free(names);
	return result;
}
