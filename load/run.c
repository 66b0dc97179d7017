#include "load/run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "lib/metrics.h"
#include "lib/say.h"
#include "load/duty.h"
#include "load/input.h"
#include "load/pending.h"

static int
load_word(struct input *input, const char *word, struct counts *counts, struct fail *fail)
{
	bool is_stdin = strcmp(word, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(word, O_RDONLY | O_CLOEXEC);
	int result;

	if (fd < 0)
		return fail_errno(fail, errno == ENOENT ? EX_NOINPUT : EX_IOERR,
				  "%s: cannot be opened", word);
	result = input_load(input, fd, is_stdin ? "stdin" : word, counts, fail);
	if (!is_stdin)
		close(fd);
	return result;
}

static int
load_words(struct input *input, const char *const *words, size_t n, struct counts *counts,
	   struct fail *fail)
{
	if (n == 0)
		return load_word(input, "-", counts, fail);
	for (size_t i = 0; i < n; i++)
		if (load_word(input, words[i], counts, fail) < 0)
			return -1;
	return 0;
}

static int
tell_counts(const struct settings *settings, const struct counts *counts, struct fail *fail)
{
	const struct metric metrics[] = {
	    {"records", "Records read.", (double)counts->records},
	    {"loaded", "Rows that are new or changed.", (double)counts->loaded},
	    {"rejects", "What could not be used.", (double)counts->rejects},
	    {"duplicates", "What came more than once, or changed nothing.",
	     (double)counts->duplicates},
	    {"skipped", "Records that were not asked for.", (double)counts->skipped},
	};

	say_summary(false,
		    "records=%" PRIu64 " loaded=%" PRIu64 " rejects=%" PRIu64 " duplicates=%" PRIu64
		    " skipped=%" PRIu64 "%s",
		    counts->records, counts->loaded, counts->rejects, counts->duplicates,
		    counts->skipped, settings_flag(settings, SET_dry_run) ? " (dry run)" : "");
	return metrics_write(settings_text(settings, SET_metrics), "load", metrics, COUNT(metrics),
			     fail);
}

/* A run that brought nothing new is not worth a row, and one whose database is gone has none. */
static void
remember(const struct settings *settings, const struct counts *counts, int64_t started, int ended)
{
	const uint64_t numbers[] = {counts->records, counts->loaded, counts->rejects,
				    counts->duplicates, counts->skipped};
	struct fail ignored = FAIL_NONE;
	struct db *db = NULL;

	if (settings_flag(settings, SET_dry_run) || counts->loaded + counts->rejects == 0)
		return;
	if (db_open(&db, settings_text(settings, SET_database), &ignored) < 0 ||
	    duty_tell_run(db, when_ticks() - started, ended, numbers, &ignored) < 0)
		say_warning(&ignored);
	db_close(db);
}

/* What to load: words, or what waits in a spool. */
struct work {
	const char *const *words;
	size_t n;
	struct spool *spool;
	struct spool_names pending;
};

static int
load_work(const struct settings *settings, const struct work *work, struct fail *fail)
{
	struct counts counts = {.records = 0};
	struct progress *progress = progress_new(settings, "records");
	struct input *input;
	int64_t started = when_ticks();
	int result;

	if (input_open(&input, settings, progress, fail) < 0) {
		progress_free(progress);
		return -1;
	}
	if (work->spool != NULL)
		result = pending_load(work->spool, &work->pending,
				      settings_flag(settings, SET_dry_run), input, &counts, fail);
	else
		result = load_words(input, work->words, work->n, &counts, fail);
	input_close(input);
	progress_free(progress);
	remember(settings, &counts, started, result == 0 ? EX_OK : fail->status);
	/* What earlier files brought is there even when a later one fails. */
	if (tell_counts(settings, &counts, fail) < 0)
		result = -1;
	return result;
}

/* Where nothing waits the database is not asked: it may be down as long as it likes. */
static int
load_spool(const struct settings *settings, struct work *work, struct fail *fail)
{
	int result;

	if (spool_takes_whole(settings, work->n, fail) < 0 ||
	    spool_enter(&work->spool, settings, "load", fail) < 0)
		return -1;
	result = spool_list(work->spool, SPOOL_RECORDS, SPOOL_KIND_RECORDS, &work->pending, fail);
	if (result == 0 && work->pending.n != 0)
		result = load_work(settings, work, fail);
	spool_names_release(&work->pending);
	spool_close(work->spool);
	return result;
}

int
run_load(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct work work = {.words = words, .n = n};

	if (settings_text(settings, SET_spool) != NULL)
		return load_spool(settings, &work, fail);
	return load_work(settings, &work, fail);
}
