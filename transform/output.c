/* What follows from what was taken in: stories, articles, observations, polls, media and rejects.
 */
#include <inttypes.h>

#include "lib/say.h"

#include "transform/article/article.h"
#include "transform/job.h"
#include "transform/protect.h"
#include "transform/whose.h"

static int
by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Lines that are passed on, each once. */
static int
write_lines(const struct job *job, struct lines *lines, uint64_t *count, struct fail *fail)
{
	if (lines->n != 0)
		qsort(lines->list, lines->n, sizeof *lines->list, by_text);
	for (size_t i = 0; i < lines->n; i++) {
		const char *line = lines->list[i];

		if (i != 0 && strcmp(line, lines->list[i - 1]) == 0)
			continue;
		(*count)++;
		if (stream_put(job->stream, (struct span){line, strlen(line)}, fail) < 0)
			return -1;
	}
	return 0;
}

static bool
has_value(const struct reading *reading)
{
	return strcmp(reading->state, "ok") == 0;
}

/* By key; of one key the one that counts last, as the loader has it: final, with a value, greater.
 */
static int
by_reading(const void *left, const void *right)
{
	const struct reading *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	if (order == 0)
		order = strcmp(a->story_id, b->story_id);
	if (order == 0)
		order = strcmp(a->metric, b->metric);
	if (order == 0)
		order = (a->observed_at > b->observed_at) - (a->observed_at < b->observed_at);
	if (order == 0)
		order = (int)a->source - (int)b->source;
	if (order == 0)
		order = (int)a->is_final - (int)b->is_final;
	if (order == 0)
		order = (int)has_value(a) - (int)has_value(b);
	if (order == 0)
		order = (a->value > b->value) - (a->value < b->value);
	if (order == 0)
		order = strcmp(a->state, b->state);
	return order != 0 ? order : strcmp(a->raw_sha256, b->raw_sha256);
}

static bool
same_reading(const struct reading *a, const struct reading *b)
{
	return strcmp(a->account_id, b->account_id) == 0 && strcmp(a->story_id, b->story_id) == 0 &&
	       strcmp(a->metric, b->metric) == 0 && a->observed_at == b->observed_at &&
	       a->source == b->source;
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
	if (has_value(reading))
		record_put_int(out, observation_value, reading->value);
	record_put_word(out, observation_state, reading->state);
	record_put_word(out, observation_source, source_name(reading->source));
	record_put_bool(out, observation_is_final, reading->is_final);
	record_put_word(out, observation_raw_sha256, reading->raw_sha256);
	job->tally.observations++;
	return stream_put(job->stream, record_finish(out), fail);
}

static int
write_readings(struct job *job, struct fail *fail)
{
	struct intake *intake = &job->intake;

	readings_settle(intake);
	if (intake->readings_n != 0)
		qsort(intake->readings, intake->readings_n, sizeof *intake->readings, by_reading);
	for (size_t i = 0; i < intake->readings_n; i++) {
		const struct reading *reading = &intake->readings[i];

		if (i + 1 < intake->readings_n && same_reading(reading, reading + 1))
			continue;
		if (write_reading(job, reading, fail) < 0)
			return -1;
	}
	return 0;
}

/* An article that must not be is a reject with its reason, never a weaker text. */
static void
reject_article(struct job *job, const struct session *session, const char *reason,
	       const char *detail)
{
	struct intake *intake = &job->intake;
	struct record nothing = {.id = RECORD_raw};
	struct raw raw = {.record = &nothing, .source = SOURCES};
	char key[ARTICLE_UUID];

	event_key_make(session->stories[0].account_id, session->stories[0].story_id, key);
	say(SAY_WARNING, "article %s of account %s: not written: %s: %s", key,
	    session->stories[0].account_id, reason, detail);
	intake_reject(intake, &raw, arena_printf(&intake->arena, "article:%s", key), reason,
		      detail);
	intake->rejects[intake->rejects_n - 1].account_id = session->stories[0].account_id;
}

static int
write_article(struct job *job, const struct session *session, struct fail *fail)
{
	struct arena arena = ARENA_EMPTY;
	struct article article;
	char reason[LINT_REASON_MAX];
	struct span line;
	int result = 0;

	if (protect_hides_poster(session)) {
		reject_article(job, session, "minor_not_cleared",
			       "the poster is a minor without public_minor_ok");
		return 0;
	}
	article_compose(&article, session, &job->desk, &arena);
	if (!article_lint(&article, reason)) {
		reject_article(job, session, "lint", reason);
	} else {
		line = article_write(&article, &job->desk, &job->record);
		if (line.p == NULL)
			reject_article(job, session, "too_long", "more than one record can hold");
		else
			result = stream_put(job->stream, line, fail);
		job->tally.articles += line.p != NULL;
	}
	article_release(&article);
	arena_release(&arena);
	return result;
}

/* The end of the (account, editorial day) that begins at stories[from]. */
static size_t
day_end(const struct stories *stories, size_t from, const struct facts_dir *facts)
{
	struct session first = session_at(stories, from, facts);
	size_t end = from + first.n;

	while (end < stories->n) {
		struct session next = session_at(stories, end, facts);

		if (strcmp(next.stories->account_id, first.stories->account_id) != 0 ||
		    local_date_compare(next.day, first.day) != 0)
			break;
		end += next.n;
	}
	return end;
}

/* A day is made anew as a whole: one fresh story makes all of its day fresh. */
static void
refresh_days(struct stories *stories, const struct facts_dir *facts)
{
	for (size_t at = 0, end; at < stories->n; at = end) {
		bool fresh = false;

		end = day_end(stories, at, facts);
		for (size_t i = at; i < end; i++)
			fresh = fresh || stories->list[i].fresh;
		for (size_t i = at; i < end; i++)
			stories->list[i].fresh = fresh;
	}
}

static int
write_stories(struct job *job, const struct stories *stories, struct fail *fail)
{
	for (size_t i = 0; i < stories->n; i++) {
		const struct story *story = &stories->list[i];

		if (!story->fresh)
			continue;
		job->tally.stories++;
		if (stream_put(job->stream, story_write(story, &job->record), fail) < 0)
			return -1;
	}
	for (size_t at = 0; at < stories->n;) {
		struct session session = session_at(stories, at, &job->facts);

		if (session.stories->fresh && write_article(job, &session, fail) < 0)
			return -1;
		at += session.n;
	}
	return 0;
}

static int
compare_texts(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int
by_reject(const void *left, const void *right)
{
	const struct reject *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	if (order == 0)
		order = strcmp(a->reason, b->reason);
	if (order == 0)
		order = (int)a->source - (int)b->source;
	if (order == 0)
		order = compare_texts(a->account_id, b->account_id);
	if (order == 0)
		order = compare_texts(a->raw_sha256, b->raw_sha256);
	return order != 0 ? order : strcmp(a->detail, b->detail);
}

static int
write_reject(struct job *job, const struct reject *reject, struct fail *fail)
{
	struct record_out *out = &job->record;

	record_start(out, RECORD_reject);
	record_put_word(out, reject_key, reject->key);
	record_put_word(out, reject_reason, reject->reason);
	if (reject->detail[0] != '\0')
		record_put_word(out, reject_detail, reject->detail);
	if (reject->source < SOURCES)
		record_put_word(out, reject_source, source_name(reject->source));
	if (reject->account_id != NULL)
		record_put_word(out, reject_account_id, reject->account_id);
	if (reject->raw_sha256 != NULL)
		record_put_word(out, reject_raw_sha256, reject->raw_sha256);
	return stream_put(job->stream, record_finish(out), fail);
}

/* The same reject of the same raw bytes is told once, however often the input repeats it. */
static int
write_rejects(struct job *job, struct fail *fail)
{
	struct intake *intake = &job->intake;

	if (intake->rejects_n != 0)
		qsort(intake->rejects, intake->rejects_n, sizeof *intake->rejects, by_reject);
	for (size_t i = 0; i < intake->rejects_n; i++)
		if ((i == 0 || by_reject(&intake->rejects[i], &intake->rejects[i - 1]) != 0) &&
		    write_reject(job, &intake->rejects[i], fail) < 0)
			return -1;
	return 0;
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

int
job_write(struct job *job, struct stream_out *stream, struct fail *fail)
{
	struct intake *intake = &job->intake;
	struct tally *t = &job->tally;
	struct stories stories;
	int result;

	intake->is_context = false;
	job->stream = stream;
	t->rejects = intake->rejects_n;
	stories = stories_fold(intake);
	refresh_days(&stories, &job->facts);
	t->items = intake->items_in + t->bad_records;
	t->duplicates = intake->sightings_n - stories.n;
	result = write_stories(job, &stories, fail);
	t->skipped = intake->skipped + stories.n - t->stories;
	if (result == 0)
		result = write_readings(job, fail);
	if (result == 0)
		result = write_lines(job, &intake->polls, &t->polls, fail);
	if (result == 0)
		result = write_lines(job, &intake->media, &t->media, fail);
	if (result == 0)
		result = write_rejects(job, fail);
	if (result == 0)
		result = write_end(job, fail);
	free(stories.list);
	return result;
}
