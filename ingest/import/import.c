#include "ingest/import/import.h"

#include <inttypes.h>

#include "ingest/import/intake.h"
#include "ingest/import/signature.h"
#include "lib/metrics.h"
#include "lib/say.h"

#define HEAD_SIZE ((size_t)256 << 10) /* bytes that tell what nearly every file is */
#define DROP_MAX 64                   /* members that are left out, of all lists */

/* A file that cannot be used does not stop the others, but is remembered. */
static void
file_failed(struct intake *intake, const struct fail *fail)
{
	say_fail(fail);
	if (intake->status == EX_OK)
		intake->status = fail->status;
}

/* The members that items of the format lose: the common ones and its own. */
static void
set_drop(struct intake *intake)
{
	static const char *drop[DROP_MAX];
	const char *const *lists[] = {drop_always, intake->format->drop};
	size_t n = 0;

	for (size_t i = 0; i < COUNT(lists); i++)
		for (const char *const *key = lists[i]; key != NULL && *key != NULL; key++)
			if (n < DROP_MAX - 1)
				drop[n++] = *key;
	drop[n] = NULL;
	intake->drop = drop;
}

static void
not_recognised(struct intake *intake, const struct document *document, const struct file *file)
{
	struct buf looks = BUF_MAX(512), names = BUF_MAX(256);
	struct fail fail = FAIL_NONE;

	document_describe(&looks, document);
	format_names(&names);
	fail_set(&fail, EX_DATAERR, "%s: not an archive we know: it is %s", document->path,
		 buf_text(&looks));
	fail_hint(&fail, "Known formats: %s; --format says which one it is.", buf_text(&names));
	intake->unknown++;
	if (file->named)
		file_failed(intake, &fail);
	else
		say(SAY_WARNING, "%s: skipped: not an archive we know: it is %s", document->path,
		    buf_text(&looks));
	buf_release(&looks);
	buf_release(&names);
}

/* A look-alike: it is known what it is, and that it holds no stories. */
static void
refused(struct intake *intake, const struct document *document, const struct file *file,
	const char *why)
{
	struct fail fail = FAIL_NONE;

	fail_set(&fail, EX_DATAERR, "%s: no stories in it: it is %s", document->path, why);
	intake->unknown++;
	if (file->named)
		file_failed(intake, &fail);
	else
		say(SAY_WARNING, "%s: skipped: it is %s", document->path, why);
}

/* Finds out what the document is: false where it is nothing that we read. */
static bool
recognise(struct intake *intake, const struct document *document, const struct file *file)
{
	const char *name = settings_text(intake->settings, SET_format);
	struct verdict verdict = {.why = BUF_MAX(1)};

	if (name != NULL) {
		intake->format = format_find(name);
		buf_puts(&verdict.why, "");
	} else {
		intake->format = format_detect(document, &verdict);
	}
	if (intake->format == NULL) {
		not_recognised(intake, document, file);
	} else if (verdict.refuse) {
		refused(intake, document, file, buf_text(&verdict.why));
		intake->format = NULL;
	} else if (settings_flag(intake->settings, SET_explain)) {
		if (name != NULL)
			say(SAY_INFO, "%s: read as %s, as asked", document->path, name);
		else
			say(SAY_INFO, "%s: %s: %s", document->path, intake->format->name,
			    buf_text(&verdict.why));
	}
	buf_release(&verdict.why);
	return intake->format != NULL;
}

static void
say_cut(struct intake *intake)
{
	struct fail fail = FAIL_NONE;

	fail_set(&fail, EX_DATAERR,
		 "%s: cut or broken at byte %" PRIu64 ": the items that are whole were kept",
		 intake->document.path, intake->walk.cut);
	fail_hint(&fail, "Get the file again if you can; importing it twice does no harm.");
	file_failed(intake, &fail);
}

/* What the first bytes say; more of them are looked at where the first few say nothing. */
static struct document
look(struct window *window, const char *path, size_t n)
{
	struct span head = window_head(window, n);

	return (struct document){.path = path, .head = head, .whole = window->over};
}

/* False where the format does not let the document in. */
static bool
admit(struct intake *intake, struct window *window)
{
	struct fail fail = FAIL_NONE;

	if (intake->format->admit == NULL)
		return true;
	if (!intake->document.whole)
		intake->document = look(window, intake->document.path, ITEM_MAX);
	if (intake->format->admit(&intake->document, intake->settings, &fail) == 0)
		return true;
	file_failed(intake, &fail);
	return false;
}

static void
import_window(struct intake *intake, struct window *window, const struct file *file)
{
	struct document *document = &intake->document;

	window->at += document_preamble(window_head(window, HEAD_SIZE));
	*document = look(window, file->path, HEAD_SIZE);
	if (!document->whole && settings_text(intake->settings, SET_format) == NULL) {
		struct verdict verdict;
		const struct format *format = format_detect(document, &verdict);

		buf_release(&verdict.why);
		if (format == NULL)
			*document = look(window, file->path, ITEM_MAX);
	}
	intake->position = 0;
	intake->files++;
	if (!recognise(intake, document, file) || !admit(intake, window))
		return;
	set_drop(intake);
	intake->walk = (struct walk){.shape = &intake->format->shape,
				     .on_item = intake_item,
				     .context = intake};
	walk_window(&intake->walk, window, ITEM_MAX);
	if (intake->walk.cut != WALK_NOT_CUT && intake->fail->status == EX_OK)
		say_cut(intake);
}

static void
import_file(struct intake *intake, const struct file *file)
{
	struct fail fail = FAIL_NONE;
	int fd = file_open(file, &fail);
	struct source_fd source =
	    source_of_fd(fd, strcmp(file->path, "-") == 0 ? "standard input" : file->path);
	struct window window = window_on(&source.source, &fail);

	if (fd >= 0)
		import_window(intake, &window, file);
	if (fail.status != EX_OK)
		file_failed(intake, &fail);
	window_release(&window);
	file_close(fd);
}

static int
import_files(struct intake *intake, const struct files *files)
{
	for (size_t i = 0; i < files->n && intake->fail->status == EX_OK; i++)
		import_file(intake, &files->list[i]);
	return intake->fail->status == EX_OK ? 0 : -1;
}

static void
summarise(const struct intake *intake)
{
	uint64_t rejects = intake_rejects(intake);
	struct buf line = BUF_MAX(1024);

	buf_printf(&line,
		   "files=%" PRIu64 " unknown=%" PRIu64 " items=%" PRIu64 " records=%" PRIu64
		   " duplicates=0 rejects=%" PRIu64 " skipped=%" PRIu64,
		   intake->files, intake->unknown, intake->items, intake->counts[ITEM_GOOD],
		   rejects, intake_skipped(intake));
	intake_reasons(&line, intake);
	say_summary(intake->dry || rejects != 0 || intake->status != EX_OK, "%s", buf_text(&line));
	buf_release(&line);
}

static int
write_metrics(const struct intake *intake)
{
	const struct metric metrics[] = {
	    {"ingest_files", "Files read by the last import.", (double)intake->files},
	    {"ingest_items", "Items found by the last import.", (double)intake->items},
	    {"ingest_records", "Records written by the last import.",
	     (double)sink_count(&intake->sink)},
	    {"ingest_rejects", "Items rejected by the last import.",
	     (double)intake_rejects(intake)},
	};

	return metrics_write(settings_text(intake->settings, SET_metrics), "ingest", metrics,
			     COUNT(metrics), intake->fail);
}

/* Ends the stream: what was written is good, whatever became of single files. */
static int
finish(struct intake *intake)
{
	uint64_t rejects = intake_rejects(intake);

	if (sink_end(&intake->sink, intake->fail) < 0)
		return -1;
	summarise(intake);
	if (write_metrics(intake) < 0)
		return -1;
	if (intake->status == EX_OK && rejects != 0 && settings_flag(intake->settings, SET_strict))
		intake->status = EX_DATAERR;
	/* each file and reject has had its own words already */
	return intake->status == EX_OK ? 0 : fail_set(intake->fail, intake->status, "%s", "");
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
	struct buf names = BUF_MAX(256);

	if (name == NULL || format_find(name) != NULL)
		return 0;
	format_names(&names);
	fail_set(fail, EX_USAGE, "format: unknown: '%.40s'", name);
	fail_hint(fail, "Known formats: %s.", buf_text(&names));
	buf_release(&names);
	return -1;
}

static int
run(struct intake *intake, const struct files *files)
{
	int result = sink_open(&intake->sink, intake->settings, SINK_ARCHIVE, intake->fail);

	sink_tally(&intake->sink, "items", 0);
	sink_tally(&intake->sink, "rejects", 0);
	sink_tally(&intake->sink, "skipped", 0);
	intake->progress = progress_new(intake->settings, "items");
	record_out_init(&intake->record);
	if (result == 0)
		result = import_files(intake, files);
	progress_free(intake->progress);
	if (result == 0)
		result = finish(intake);
	record_out_release(&intake->record);
	sink_close(&intake->sink);
	return result;
}

int
import_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct intake intake = {.settings = settings,
				.dry = settings_flag(settings, SET_dry_run),
				.fail = fail};
	struct files files = {.n = 0};
	int result;

	if (n == 0) {
		fail_set(fail, EX_USAGE, "import: no file is named");
		return fail_hint(fail, "Name files or folders, or - for standard input.");
	}
	if (check_format(settings, fail) < 0 || signature_check_settings(settings, n, fail) < 0 ||
	    read_given_owner(&intake) < 0)
		return -1;
	result = files_find(&files, words, n, fail);
	if (result == 0)
		result = run(&intake, &files);
	files_release(&files);
	return result;
}
