/* story-transform run: raw records in, stories, observations, polls, articles and rejects out. */
#include "transform/run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "lib/jsonw.h"
#include "lib/mem.h"
#include "lib/metrics.h"
#include "lib/progress.h"
#include "lib/say.h"
#include "lib/stream.h"

#include "transform/article.h"
#include "transform/protect.h"

/* The balance of a run (law 3): items in = stories + duplicates + rejects + skipped. */
struct tally {
	uint64_t items, stories, duplicates, rejects, skipped, bad_records;
	uint64_t observations, polls, articles;
};

struct run {
	const struct settings *settings;
	struct facts_dir facts;
	struct template_set *templates;
	struct intake intake;
	struct progress *progress;
	struct stream_out *out;
	struct record_out record;
	struct tally tally;
};

/* A line that is no good record: counted, named, and the rest goes on. */
static void
refuse_line(struct run *run, const struct stream_in *in, struct span line, const char *reason,
	    const char *detail)
{
	struct raw raw = {.source = SOURCES};
	struct record nothing = {.id = RECORD_raw};
	char sha256[DIGEST_HEX + 1], key[256];

	digest_of(line, sha256);
	snprintf(key, sizeof key, "line:%s", sha256);
	raw.record = &nothing;
	raw.sha256 = NULL;
	run->tally.bad_records++;
	intake_reject(&run->intake, &raw, key, reason, detail);
	say(SAY_WARNING, "%s: line %" PRIu64 ": %s: %s", stream_name(in), stream_line_number(in),
	    reason, detail);
}

static void
take_line(struct run *run, const struct stream_in *in, struct span line)
{
	struct record record = {.root = NULL};
	struct record_fault fault = {.reason = ""};

	switch (record_read(line, &record, &fault)) {
	case RECORD_GOOD:
		if (record.id == RECORD_raw || record.id == RECORD_poll)
			intake_take(&run->intake, &record, line);
		else
			refuse_line(run, in, line, "not_for_transform",
				    record_type(record.id).name);
		record_release(&record);
		break;
	case RECORD_BAD:
	case RECORD_UNKNOWN:
		refuse_line(run, in, line, fault.reason, fault.detail);
		break;
	case RECORD_END:
		break;
	}
}

static int
read_stream(struct run *run, int fd, const char *name, struct fail *fail)
{
	struct stream_in *in = stream_in_new(fd, name, !settings_flag(run->settings, SET_no_end));
	struct span line, none = {"", 0};
	enum stream_got got;

	while ((got = stream_next(in, &line, fail)) != STREAM_EOF && got != STREAM_FAIL) {
		if (got == STREAM_LINE)
			take_line(run, in, line);
		else if (got == STREAM_LONG)
			refuse_line(run, in, none, "too_long", "a line beyond 16 MiB");
		progress_step(run->progress, 1);
	}
	stream_in_free(in);
	return got == STREAM_FAIL ? -1 : 0;
}

static int
read_input(struct run *run, const char *path, struct fail *fail)
{
	int fd, result;

	if (strcmp(path, "-") == 0)
		return read_stream(run, STDIN_FILENO, "stdin", fail);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s: cannot be opened", path);
	result = read_stream(run, fd, path, fail);
	close(fd);
	return result;
}

static int
read_inputs(struct run *run, const char *const *words, size_t n, struct fail *fail)
{
	if (n == 0)
		return read_input(run, "-", fail);
	for (size_t i = 0; i < n; i++)
		if (read_input(run, words[i], fail) < 0)
			return -1;
	return 0;
}

static int
by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int
write_polls(struct run *run, struct fail *fail)
{
	struct intake *intake = &run->intake;

	if (intake->polls_n != 0)
		qsort(intake->polls, intake->polls_n, sizeof *intake->polls, by_text);
	for (size_t i = 0; i < intake->polls_n; i++) {
		const char *line = intake->polls[i];

		if (i != 0 && strcmp(line, intake->polls[i - 1]) == 0)
			continue;
		run->tally.polls++;
		if (stream_put(run->out, (struct span){line, strlen(line)}, fail) < 0)
			return -1;
	}
	return 0;
}

/* By key; of one key the reading with the larger content last. */
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
		order = strcmp(a->state, b->state);
	if (order == 0)
		order = (a->value > b->value) - (a->value < b->value);
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
write_reading(struct run *run, const struct reading *reading, struct fail *fail)
{
	struct record_out *out = &run->record;
	bool ok = strcmp(reading->state, "ok") == 0;

	record_start(out, RECORD_observation);
	record_put_word(out, observation_account_id, reading->account_id);
	record_put_word(out, observation_story_id, reading->story_id);
	record_put_word(out, observation_metric, reading->metric);
	record_put_time(out, observation_observed_at, reading->observed_at);
	if (ok)
		record_put_int(out, observation_value, reading->value);
	record_put_word(out, observation_state, reading->state);
	record_put_word(out, observation_source, source_name(reading->source));
	record_put_bool(out, observation_is_final, false);
	record_put_word(out, observation_raw_sha256, reading->raw_sha256);
	run->tally.observations++;
	return stream_put(run->out, record_finish(out), fail);
}

static int
write_readings(struct run *run, struct fail *fail)
{
	struct intake *intake = &run->intake;

	if (intake->readings_n != 0)
		qsort(intake->readings, intake->readings_n, sizeof *intake->readings, by_reading);
	for (size_t i = 0; i < intake->readings_n; i++) {
		const struct reading *reading = &intake->readings[i];

		if (i + 1 < intake->readings_n && same_reading(reading, reading + 1))
			continue;
		if (write_reading(run, reading, fail) < 0)
			return -1;
	}
	return 0;
}

/* An article that must not be is a reject with its reason, never a weaker text. */
static void
reject_article(struct run *run, const struct session *session, const char *reason,
	       const char *detail)
{
	struct intake *intake = &run->intake;
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
write_article(struct run *run, const struct session *session, struct fail *fail)
{
	struct arena arena = ARENA_EMPTY;
	struct article article;
	char reason[LINT_REASON_MAX];
	int result = 0;

	if (protect_hides_poster(session)) {
		reject_article(run, session, "minor_not_cleared",
			       "the poster is a minor without public_minor_ok");
		return 0;
	}
	article_compose(&article, session, &run->facts, run->templates, &arena);
	if (article_lint(&article, reason)) {
		result =
		    stream_put(run->out, article_write(&article, &run->facts, &run->record), fail);
		run->tally.articles++;
	} else {
		reject_article(run, session, "lint", reason);
	}
	article_release(&article);
	arena_release(&arena);
	return result;
}

static int
write_stories(struct run *run, const struct stories *stories, struct fail *fail)
{
	for (size_t i = 0; i < stories->n; i++)
		if (stream_put(run->out, story_write(&stories->list[i], &run->record), fail) < 0)
			return -1;
	for (size_t at = 0; at < stories->n;) {
		struct session session = session_at(stories, at, &run->facts);

		if (write_article(run, &session, fail) < 0)
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
write_reject(struct run *run, const struct reject *reject, struct fail *fail)
{
	struct record_out *out = &run->record;

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
	return stream_put(run->out, record_finish(out), fail);
}

/* The same reject of the same raw bytes is told once, however often the input repeats it. */
static int
write_rejects(struct run *run, struct fail *fail)
{
	struct intake *intake = &run->intake;

	if (intake->rejects_n != 0)
		qsort(intake->rejects, intake->rejects_n, sizeof *intake->rejects, by_reject);
	for (size_t i = 0; i < intake->rejects_n; i++)
		if ((i == 0 || by_reject(&intake->rejects[i], &intake->rejects[i - 1]) != 0) &&
		    write_reject(run, &intake->rejects[i], fail) < 0)
			return -1;
	return 0;
}

static int
write_end(struct run *run, struct fail *fail)
{
	const struct tally *t = &run->tally;
	struct buf members = BUF_MAX(1024);
	int result;

	buf_printf(&members,
		   ",\"items\":%" PRIu64 ",\"stories\":%" PRIu64 ",\"duplicates\":%" PRIu64
		   ",\"rejects\":%" PRIu64 ",\"skipped\":%" PRIu64,
		   t->items, t->stories, t->duplicates, t->rejects, t->skipped);
	result = stream_end(run->out, buf_text(&members), fail);
	buf_release(&members);
	return result;
}

static int
write_all(struct run *run, struct fail *fail)
{
	struct intake *intake = &run->intake;
	struct tally *t = &run->tally;
	struct stories stories;
	int result;

	t->rejects = intake->rejects_n;
	stories = stories_fold(intake);
	t->items = intake->items_in + t->bad_records;
	t->stories = stories.n;
	t->duplicates = intake->sightings_n - stories.n;
	t->skipped = intake->skipped;
	result = write_stories(run, &stories, fail);
	if (result == 0)
		result = write_readings(run, fail);
	if (result == 0)
		result = write_polls(run, fail);
	if (result == 0)
		result = write_rejects(run, fail);
	if (result == 0)
		result = write_end(run, fail);
	free(stories.list);
	return result;
}

static int
report(const struct run *run, struct fail *fail)
{
	const struct tally *t = &run->tally;
	const struct metric metrics[] = {
	    {"items", "Items read from raw records.", (double)t->items},
	    {"stories", "Stories written.", (double)t->stories},
	    {"duplicates", "Items merged into another one's story.", (double)t->duplicates},
	    {"rejects", "Items that could not be used.", (double)t->rejects},
	    {"articles", "Articles written.", (double)t->articles},
	};

	say_summary(false,
		    "items=%" PRIu64 " stories=%" PRIu64 " duplicates=%" PRIu64 " rejects=%" PRIu64
		    " skipped=%" PRIu64 " observations=%" PRIu64 " polls=%" PRIu64
		    " articles=%" PRIu64,
		    t->items, t->stories, t->duplicates, t->rejects, t->skipped, t->observations,
		    t->polls, t->articles);
	if (metrics_write(settings_text(run->settings, SET_metrics), "transform", metrics,
			  COUNT(metrics), fail) < 0)
		return -1;
	if (settings_flag(run->settings, SET_strict) && t->rejects != 0)
		return fail_set(fail, EX_DATAERR, "%" PRIu64 " rejects, and --strict was asked for",
				t->rejects);
	return 0;
}

static int
run_with(struct run *run, const char *const *words, size_t n, struct fail *fail)
{
	const char *style = settings_text(run->settings, SET_style);
	const char *lang = settings_text(run->settings, SET_lang);
	bool dry = settings_flag(run->settings, SET_dry_run);
	int sink = STDOUT_FILENO, result;

	if (facts_dir_read(&run->facts, settings_text(run->settings, SET_facts), fail) < 0)
		return -1;
	run->templates =
	    template_set_new(lang != NULL ? lang : "en", style != NULL ? style : "us", fail);
	if (run->templates == NULL || read_inputs(run, words, n, fail) < 0)
		return -1;
	if (dry)
		sink = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (sink < 0)
		return fail_errno(fail, EX_OSERR, "/dev/null: cannot be opened");
	run->out = stream_out_new(sink);
	result = write_all(run, fail);
	if (dry)
		close(sink);
	return result < 0 ? -1 : report(run, fail);
}

int
transform_run(const struct settings *settings, const char *const *words, size_t n,
	      struct fail *fail)
{
	struct run run = {.settings = settings};
	int result;

	intake_init(&run.intake, &run.facts, settings);
	record_out_init(&run.record);
	run.progress = progress_new(settings, "records");
	result = run_with(&run, words, n, fail);
	progress_free(run.progress);
	record_out_release(&run.record);
	stream_out_free(run.out);
	intake_release(&run.intake);
	template_set_free(run.templates);
	facts_dir_free(&run.facts);
	return result;
}
