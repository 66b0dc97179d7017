#include "ingest/import/import.h"

#include <inttypes.h>

#include "ingest/import/files.h"
#include "ingest/import/formats/map.h"
#include "ingest/import/reading.h"
#include "ingest/import/signature.h"
#include "lib/metrics.h"
#include "lib/say.h"
#include "lib/stop.h"

#define HINT_AGAIN "Run the same command again to go on; importing twice does no harm."

static void
on_file(void *context, const struct file *file)
{
	read_file(context, file);
}

static void
on_size(void *context, const struct file *file)
{
	*(uint64_t *)context += file->size;
}

/* How much there is to read: a walk of its own, so only where somebody looks. */
static void
measure(struct reading *reading, const char *const *words, size_t n)
{
	uint64_t bytes = 0;
	const struct files_visit visit = {.on_file = on_size,
					  .context = &bytes,
					  .stop = &reading->intake.stopped,
					  .quiet = true};

	if (!progress_is_shown(reading->intake.progress))
		return;
	files_walk(&visit, words, n);
	progress_total(reading->intake.progress, bytes);
}

static int
import_files(struct reading *reading, const char *const *words, size_t n)
{
	const char *replay = settings_text(reading->intake.settings, SET_replay);
	struct intake *intake = &reading->intake;
	const struct files_visit visit = {.on_file = on_file,
					  .context = reading,
					  .stop = &intake->stopped};

	measure(reading, words, n);
	if (replay != NULL)
		replay_file(reading, replay);
	files_walk(&visit, words, n);
	if (!intake->stopped)
		intake_settle(intake, 0, true);
	return intake->fail->status == EX_OK ? 0 : -1;
}

static void
summarise(const struct reading *reading)
{
	const struct tally *tally = &reading->intake.tally;
	uint64_t rejects = tally_rejects(tally);
	struct buf line = BUF_MAX(1024);

	buf_printf(&line,
		   "files=%" PRIu64 " unknown=%" PRIu64 " items=%" PRIu64 " records=%" PRIu64
		   " duplicates=%" PRIu64 " rejects=%" PRIu64 " skipped=%" PRIu64,
		   tally->files, tally->unknown, tally->items, tally->counts[ITEM_GOOD],
		   tally->counts[ITEM_DUPLICATE], rejects, tally_skipped(tally));
	tally_reasons(&line, tally);
	if (tally->before != 0)
		buf_printf(&line, " files_read_before=%" PRIu64, tally->before);
	say_summary(reading->intake.dry || rejects != 0 || reading->status != EX_OK, "%s",
		    buf_text(&line));
	if (say_to_person())
		tally_say_table(tally);
	buf_release(&line);
}

static int
write_metrics(const struct intake *intake)
{
	const struct metric metrics[] = {
	    {"ingest_files", "Files read by the last import.", (double)intake->tally.files},
	    {"ingest_items", "Items found by the last import.", (double)intake->tally.items},
	    {"ingest_records", "Records written by the last run.",
	     (double)sink_count(&intake->sink)},
	    {"ingest_rejects", "Items rejected by the last import.",
	     (double)tally_rejects(&intake->tally)},
	};

	return metrics_write(settings_text(intake->settings, SET_metrics), "import", metrics,
			     COUNT(metrics), intake->fail);
}

/* What the next run goes on with, or nothing once all is read. */
static void
finish_journal(struct reading *reading)
{
	struct intake *intake = &reading->intake;

	if (reading->journal == NULL)
		return;
	if (intake->stopped)
		reading_note(reading, false);
	else
		journal_done(reading->journal);
}

/* Pictures and pages alone are passed over in silence; that they were all needs a word. */
static void
say_nothing_there(const struct reading *reading)
{
	struct fail fail = FAIL_NONE;

	if (reading->intake.stopped || reading->status != EX_OK ||
	    reading->intake.tally.files + reading->intake.tally.before != 0)
		return;
	fail_set(&fail, EX_DATAERR, "import: nothing there that could be an archive");
	fail_hint(&fail, "Stories are told by JSON or CSV files; ask Meta for an export as JSON.");
	say_warning(&fail);
}

/* Ends the stream: what was written is good, whatever became of single files. */
static int
finish(struct reading *reading)
{
	struct intake *intake = &reading->intake;
	uint64_t rejects = tally_rejects(&intake->tally);

	if (rejects_end(intake->rejects, intake->fail) < 0 ||
	    sink_end(&intake->sink, intake->fail) < 0)
		return -1;
	finish_journal(reading);
	say_nothing_there(reading);
	summarise(reading);
	if (write_metrics(intake) < 0)
		return -1;
	if (intake->stopped)
		return stop_fail(intake->fail, HINT_AGAIN);
	if (reading->status == EX_OK && rejects != 0 && settings_flag(intake->settings, SET_strict))
		reading->status = EX_DATAERR;
	/* each file and reject has had its own words already */
	return reading->status == EX_OK ? 0 : fail_set(intake->fail, reading->status, "%s", "");
}

/* --owner: digits are an id, all else is a handle. */
static int
read_given_owner(struct intake *intake)
{
	const char *text = settings_text(intake->settings, SET_owner);
	size_t n;

	if (text == NULL)
		return 0;
	text += text[0] == '@';
	n = strlen(text);
	intake->given.pk = id_of_digits((struct span){text, n});
	if (intake->given.pk.text[0] != '\0')
		return 0;
	if (!is_handle((struct span){text, n}))
		return fail_set(intake->fail, EX_USAGE,
				"owner: neither a handle nor an id: '%.80s'", text);
	memcpy(intake->given.handle, text, n);
	return 0;
}

static int
check_format(const struct settings *settings, struct fail *fail)
{
	const char *name = settings_text(settings, SET_format);
	const char *map = settings_text(settings, SET_map);
	struct buf names = BUF_MAX(256);

	if (map != NULL && map_use(map, fail) < 0)
		return -1;
	if (map == NULL && name != NULL && strcmp(name, "map") == 0) {
		fail_set(fail, EX_USAGE, "format: map: no map is named");
		return fail_hint(fail, "Name one with --map FILE; see storywire-map(5).");
	}
	if (name == NULL || format_find(name) != NULL)
		return 0;
	format_names(&names);
	fail_set(fail, EX_USAGE, "format: unknown: '%.40s'", name);
	fail_hint(fail, "Known formats: %s.", buf_text(&names));
	buf_release(&names);
	return -1;
}

static int
run(struct reading *reading, const char *const *words, size_t n)
{
	struct intake *intake = &reading->intake;
	int result = sink_open(&intake->sink, intake->settings, SINK_ARCHIVE, intake->fail);

	reading_open(reading, words, n);
	if (result == 0)
		result = import_files(reading, words, n);
	if (result == 0)
		result = finish(reading);
	reading_close(reading);
	return result;
}

int
import_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct reading reading = {.intake = {.settings = settings,
					     .dry = settings_flag(settings, SET_dry_run),
					     .fail = fail}};
	const char *replay = settings_text(settings, SET_replay);
	int result;

	if (n == 0 && replay == NULL) {
		fail_set(fail, EX_USAGE, "import: no file is named");
		return fail_hint(fail, "Name files or folders, or - for standard input.");
	}
	if (check_format(settings, fail) < 0 || signature_check_settings(settings, n, fail) < 0 ||
	    read_given_owner(&reading.intake) < 0 || stop_open(fail) < 0)
		return -1;
	result = files_check(words, n, fail);
	if (result == 0)
		result = run(&reading, words, n);
	map_release();
	return result;
}
