#include "transform/job.h"

#include <inttypes.h>

#include "lib/metrics.h"
#include "lib/say.h"

int
job_open(struct job *job, const struct settings *settings, struct fail *fail)
{
	const char *style = settings_text(settings, SET_style);
	const char *lang = settings_text(settings, SET_lang);
	const char *minors = settings_text(settings, SET_minors);

	*job = (struct job){.settings = settings};
	intake_init(&job->intake, &job->facts, settings);
	record_out_init(&job->record);
	job->progress = progress_new(settings, "records");
	if (facts_dir_read(&job->facts, settings_text(settings, SET_facts), fail) < 0)
		return -1;
	if (minors != NULL && strcmp(minors, "never") == 0)
		facts_clear_no_minor(&job->facts);
	job->templates =
	    template_set_new(lang != NULL ? lang : "en", style != NULL ? style : "us", fail);
	return job->templates != NULL ? 0 : -1;
}

void
job_release(struct job *job)
{
	progress_free(job->progress);
	record_out_release(&job->record);
	intake_release(&job->intake);
	template_set_free(job->templates);
	facts_dir_free(&job->facts);
}

/* A line that is no good record: counted, named, and the rest goes on. */
static void
refuse_line(struct job *job, const struct stream_in *in, struct span line, const char *reason,
	    const char *detail)
{
	struct raw raw = {.source = SOURCES};
	struct record nothing = {.id = RECORD_raw};
	char sha256[DIGEST_HEX + 1], key[256];

	digest_of(line, sha256);
	snprintf(key, sizeof key, "line:%s", sha256);
	raw.record = &nothing;
	raw.sha256 = NULL;
	job->tally.bad_records++;
	intake_reject(&job->intake, &raw, key, reason, detail);
	if (!job->intake.is_context)
		say(SAY_WARNING, "%s: line %" PRIu64 ": %s: %s", stream_name(in),
		    stream_line_number(in), reason, detail);
}

static bool
is_for_us(enum record_id id)
{
	return id == RECORD_raw || id == RECORD_poll || id == RECORD_media;
}

static void
take_line(struct job *job, const struct stream_in *in, struct span line)
{
	struct record record = {.root = NULL};
	struct record_fault fault = {.reason = ""};

	switch (record_read(line, &record, &fault)) {
	case RECORD_GOOD:
		if (is_for_us(record.id))
			intake_take(&job->intake, &record, line);
		else
			refuse_line(job, in, line, "not_for_transform",
				    record_type(record.id).name);
		record_release(&record);
		break;
	case RECORD_BAD:
	case RECORD_UNKNOWN:
		refuse_line(job, in, line, fault.reason, fault.detail);
		break;
	case RECORD_END:
		break;
	}
}

int
job_read(struct job *job, int fd, const char *name, bool need_end, struct fail *fail)
{
	struct stream_in *in = stream_in_new(fd, name, need_end);
	struct span line, none = {"", 0};
	enum stream_got got;

	while ((got = stream_next(in, &line, fail)) != STREAM_EOF && got != STREAM_FAIL) {
		if (got == STREAM_LINE)
			take_line(job, in, line);
		else if (got == STREAM_LONG)
			refuse_line(job, in, none, "too_long", "a line beyond 16 MiB");
		progress_step(job->progress, 1);
	}
	stream_in_free(in);
	return got == STREAM_FAIL ? -1 : 0;
}

int
job_report(const struct job *job, struct fail *fail)
{
	const struct tally *t = &job->tally;
	char media[32] = "";
	const struct metric metrics[] = {
	    {"items", "Items read from raw records.", (double)t->items},
	    {"stories", "Stories written.", (double)t->stories},
	    {"duplicates", "Items merged into another one's story.", (double)t->duplicates},
	    {"rejects", "Items that could not be used.", (double)t->rejects},
	    {"articles", "Articles written.", (double)t->articles},
	};

	if (t->media != 0)
		snprintf(media, sizeof media, " media=%" PRIu64, t->media);
	say_summary(false,
		    "items=%" PRIu64 " stories=%" PRIu64 " duplicates=%" PRIu64 " rejects=%" PRIu64
		    " skipped=%" PRIu64 " observations=%" PRIu64 " polls=%" PRIu64
		    " articles=%" PRIu64 "%s",
		    t->items, t->stories, t->duplicates, t->rejects, t->skipped, t->observations,
		    t->polls, t->articles, media);
	if (metrics_write(settings_text(job->settings, SET_metrics), "transform", metrics,
			  COUNT(metrics), fail) < 0)
		return -1;
	if (settings_flag(job->settings, SET_strict) && t->rejects != 0)
		return fail_set(fail, EX_DATAERR, "%" PRIu64 " rejects, and --strict was asked for",
				t->rejects);
	return 0;
}
