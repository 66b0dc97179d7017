#include "transform/job.h"

#include <inttypes.h>

#include "lib/metrics.h"
#include "lib/say.h"

#include "transform/cpus.h"

#define MEMORY_DEFAULT ((uint64_t)256 << 20) /* bytes */

/*
 * What the harvest may hold of the memory that is allowed: the rest is for what is under way, for
 * the facts, and for what malloc() does not give back.
 */
static size_t
harvest_share(const struct settings *settings)
{
	uint64_t memory = settings_number(settings, SET_memory);

	return (size_t)((memory != 0 ? memory : MEMORY_DEFAULT) / 8 * 5);
}

/* Earlier articles for background; whatever their order, the set counts. */
static int
open_archive(struct job *job, struct fail *fail)
{
	size_t n;
	const char *const *paths = settings_list(job->settings, SET_archive, &n);
	bool need_end = !settings_flag(job->settings, SET_no_end);

	job->archive = archive_new();
	for (size_t i = 0; i < n; i++)
		if (archive_read(job->archive, paths[i], need_end, fail) < 0)
			return -1;
	archive_settle(job->archive);
	return 0;
}

int
job_open(struct job *job, const struct settings *settings, const char *folder, struct fail *fail)
{
	const char *style = settings_text(settings, SET_style);
	const char *lang = settings_text(settings, SET_lang);
	uint64_t threads = settings_number(settings, SET_threads);
	const char *minors = settings_text(settings, SET_minors);

	*job = (struct job){.settings = settings,
			    .threads = threads != 0 ? (size_t)threads : cpus_usable()};
	harvest_init(&job->harvest, harvest_share(settings), folder);
	record_out_init(&job->record);
	job->progress = progress_new(settings, "records");
	if (facts_dir_read(&job->facts, settings_text(settings, SET_facts), fail) < 0)
		return -1;
	if (minors != NULL && strcmp(minors, "never") == 0)
		facts_clear_no_minor(&job->facts);
	job->templates =
	    template_set_new(lang != NULL ? lang : "en", style != NULL ? style : "us", fail);
	if (job->templates == NULL || open_archive(job, fail) < 0)
		return -1;
	job->desk = (struct desk){&job->facts, job->templates, job->archive};
	return 0;
}

void
job_release(struct job *job)
{
	progress_free(job->progress);
	record_out_release(&job->record);
	harvest_release(&job->harvest);
	archive_free(job->archive);
	template_set_free(job->templates);
	facts_dir_free(&job->facts);
}

int
job_report(const struct job *job, struct fail *fail)
{
	const struct tally *t = &job->tally;
	char media[32] = "";
	const struct metric metrics[] = {
	    {"items", "Items read from raw records.", (double)t->items},
	    {"stories", "Stories written.", (double)t->stories},
	    {"duplicates", "What came more than once, or changed nothing.", (double)t->duplicates},
	    {"rejects", "What could not be used.", (double)t->rejects},
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
