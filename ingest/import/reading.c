#include "ingest/import/reading.h"

#include <inttypes.h>
#include <unistd.h>

#include "ingest/import/container.h"
#include "ingest/import/rows.h"
#include "ingest/state/state_dir.h"
#include "lib/say.h"

#define HEAD_SIZE ((size_t)256 << 10) /* bytes that tell what nearly every document is */

void
reading_failed(struct reading *reading, const struct fail *fail)
{
	say_fail(fail);
	if (reading->status == EX_OK)
		reading->status = fail->status;
}

static bool
explains(const struct reading *reading)
{
	return settings_flag(reading->intake.settings, SET_explain);
}

/*
 * A document that holds nothing for us. What the caller named should have; of a folder or a
 * container that is one of many.
 */
static void
passed_over(struct reading *reading, const char *what, const char *detail, const char *hint)
{
	const char *path = reading->intake.document.path;
	struct fail fail = FAIL_NONE;

	reading->intake.tally.unknown++;
	if (reading->named && reading->containers == 0) {
		fail_set(&fail, EX_DATAERR, "%s: %s: it is %s", path, what, detail);
		if (hint[0] != '\0')
			fail_hint(&fail, "%s", hint);
		reading_failed(reading, &fail);
	} else if (explains(reading) || tally_may_say(&reading->intake.tally)) {
		say(SAY_WARNING, "%s: skipped: %s: it is %s", path, what, detail);
	}
}

static void
not_recognised(struct reading *reading)
{
	struct buf looks = BUF_MAX(512), hint = BUF_MAX(512);

	document_describe(&looks, &reading->intake.document);
	buf_puts(&hint, "Known formats: ");
	format_names(&hint);
	buf_puts(&hint, "; --format says which one it is, --map describes one of your own.");
	passed_over(reading, "not an archive we know", buf_text(&looks), buf_text(&hint));
	buf_release(&looks);
	buf_release(&hint);
}

/* --format overrides the shape, and says so where that does not fit. */
static const struct format *
as_asked(const struct reading *reading, const char *name)
{
	const struct format *format = format_find(name);
	struct verdict verdict = format_judge(format, &reading->intake.document);

	if (verdict.surety == SURE_NOT || verdict.refuse)
		say(SAY_WARNING, "%s: read as %s, as asked, though it does not look like it",
		    reading->intake.document.path, name);
	else if (explains(reading))
		say(SAY_INFO, "%s: read as %s, as asked", reading->intake.document.path, name);
	buf_release(&verdict.why);
	return format;
}

/* The format of the document in hand; NULL, and said, where it is nothing that we read. */
static const struct format *
recognise(struct reading *reading)
{
	const char *name = settings_text(reading->intake.settings, SET_format);
	const struct format *format;
	struct verdict verdict;

	reading->intake.asked = name != NULL;
	if (name != NULL)
		return as_asked(reading, name);
	format = format_detect(&reading->intake.document, &verdict);
	if (format == NULL)
		not_recognised(reading);
	else if (verdict.refuse)
		passed_over(reading, "no stories in it", buf_text(&verdict.why), "");
	else if (explains(reading))
		say(SAY_INFO, "%s: %s: %s", reading->intake.document.path, format->name,
		    buf_text(&verdict.why));
	if (verdict.refuse)
		format = NULL;
	buf_release(&verdict.why);
	return format;
}

/* Vendors put a profile and its stories into one document: then the stories are what it is. */
static bool
has_items_of_others(const struct document *document, const struct format *than)
{
	struct verdict verdict;
	const struct format *format = format_detect(document, &verdict);

	buf_release(&verdict.why);
	return format != NULL && format != than && verdict.surety >= SURE_SHAPE;
}

/* A document that says whose the items beside it are. */
static bool
take_profile(struct reading *reading)
{
	const char *path = reading->intake.document.path;
	struct owner owner;
	const struct format *format = format_profile(&reading->intake.document, &owner);
	struct span root;

	if (format == NULL || has_items_of_others(&reading->intake.document, format))
		return false;
	reading->profiles = true;
	root = (struct span){path, format->root(span_of(path))};
	owners_put(&reading->intake.owners, root, &owner);
	if (explains(reading))
		say(SAY_INFO, "%s: %s: names the owner of what lies beside it", path, format->name);
	return true;
}

static void
say_cut(struct reading *reading)
{
	struct fail fail = FAIL_NONE;

	fail_set(&fail, EX_DATAERR,
		 "%s: cut or broken at byte %" PRIu64 ": the items that are whole were kept",
		 reading->intake.document.path, reading->intake.walk.cut);
	fail_hint(&fail, "Get the file again if you can; importing it twice does no harm.");
	reading_failed(reading, &fail);
}

/* False where the format does not let the document in. */
static bool
admit(struct reading *reading, struct window *window, const struct format *format)
{
	struct intake *intake = &reading->intake;
	struct fail fail = FAIL_NONE;

	if (format->admit == NULL)
		return true;
	intake->document.head = window_head(window, ITEM_MAX);
	intake->document.whole = window->over;
	if (format->admit(&intake->document, intake->settings, &fail) == 0)
		return true;
	reading_failed(reading, &fail);
	return false;
}

static void
say_doubtful(struct reading *reading)
{
	const struct intake *intake = &reading->intake;

	if (intake->doubtful != 0 && tally_may_say(&reading->intake.tally))
		say(SAY_WARNING,
		    "%s: item %" PRId64 ": its time is hours away from the one in its id: %" PRIu64
		    " such items, kept as they are",
		    intake->document.path, intake->first_doubtful, intake->doubtful);
}

/* All items of the document in hand. */
static void
take_items(struct reading *reading, struct window *window, const struct format *format)
{
	struct intake *intake = &reading->intake;
	uint64_t mark = held_mark(intake->held);

	intake_use(intake, format);
	intake->position = 0;
	intake->doubtful = 0;
	intake->walk = (struct walk){.shape = &format->shape,
				     .lines = intake->lines,
				     .on_item = intake_item,
				     .on_open = intake_open,
				     .on_close = intake_close,
				     .on_other = intake_other,
				     .context = intake};
	if (intake->document.table != NULL)
		rows_walk(&intake->walk, window, intake->document.table, ITEM_MAX);
	else
		walk_window(&intake->walk, window, ITEM_MAX);
	if (intake->stopped)
		return;
	intake_settle(intake, mark, false);
	say_doubtful(reading);
	if (intake->walk.cut != WALK_NOT_CUT)
		say_cut(reading);
}

/* Where the first bytes say nothing, as many are looked at as an item may have. */
static void
look(struct intake *intake, struct window *window, const char *path, struct table *table)
{
	size_t sizes[] = {HEAD_SIZE, ITEM_MAX};
	const struct format *format = NULL;

	for (size_t i = 0; i < COUNT(sizes) && format == NULL; i++) {
		struct span head = window_head(window, sizes[i]);
		size_t damaged = document_damaged_lines(head);
		struct verdict verdict;

		intake->lines = damaged != 0;
		head = (struct span){head.p + damaged, head.n - damaged};
		intake->document = (struct document){.path = path,
						     .head = head,
						     .whole = window->over,
						     .table = damaged == 0 ? table : NULL};
		if (window->over || i == COUNT(sizes) - 1)
			break;
		format = format_detect(&intake->document, &verdict);
		buf_release(&verdict.why);
	}
}

static void
read_text(struct reading *reading, struct window *window, const char *path)
{
	struct table *table;
	const struct format *format;

	window->at += document_preamble(window_head(window, HEAD_SIZE));
	table = table_of(window_head(window, HEAD_SIZE));
	look(&reading->intake, window, path, table);
	reading->intake.tally.files++;
	if (!take_profile(reading)) {
		format = recognise(reading);
		if (format != NULL && admit(reading, window, format))
			take_items(reading, window, format);
	}
	table_free(table);
}

/* These call each other, at most CONTAINERS_MAX times. NOLINTBEGIN(misc-no-recursion) */
static void read_container(struct reading *reading, struct window *window, const char *path);

static void
read_window(struct reading *reading, struct window *window, const char *path)
{
	struct fail fail = FAIL_NONE;
	struct span head = window_head(window, HEAD_SIZE);

	if (head.n == 0 && window->fail->status != EX_OK) {
		reading->intake.tally.files++;
		reading->intake.tally.unknown++;
	} else if (!container_is(head)) {
		read_text(reading, window, path);
	} else if (reading->containers < CONTAINERS_MAX) {
		reading->containers++;
		read_container(reading, window, path);
		reading->containers--;
	} else {
		fail_set(&fail, EX_DATAERR, "%s: a container in a container in a container", path);
		fail_hint(&fail, "Unpack the outer one.");
		reading_failed(reading, &fail);
	}
}

static void
on_entry(void *context, struct source *entry, const char *path)
{
	struct reading *reading = context;
	struct fail fail = FAIL_NONE;
	struct window window = window_on(entry, &fail);

	read_window(reading, &window, path);
	if (fail.status != EX_OK)
		reading_failed(reading, &fail);
	window_release(&window);
}

static void
on_refused(void *context, const char *path, const char *why)
{
	struct reading *reading = context;
	struct fail fail = FAIL_NONE;

	fail_set(&fail, EX_DATAERR, "%s: %s", path, why);
	reading_failed(reading, &fail);
}

static void
read_container(struct reading *reading, struct window *window, const char *path)
{
	const struct container_reader reader = {.on_entry = on_entry,
						.on_refused = on_refused,
						.wants = files_wants,
						.context = reading,
						.stop = &reading->intake.stopped};

	container_read(window, path, &reader);
}
/* NOLINTEND(misc-no-recursion) */

void
reading_note(struct reading *reading, bool all)
{
	const struct intake *intake = &reading->intake;

	/* what waits for its owner would be lost */
	if (reading->journal != NULL && held_mark(intake->held) == 0 &&
	    !(all && reading->profiles) && intake->ordinal >= intake->skip)
		journal_note(reading->journal, &intake->sink, intake->ordinal, all);
}

static void
on_item(void *context)
{
	struct reading *reading = context;

	reading_note(reading, false);
	if (reading->taken != NULL)
		progress_at(reading->intake.progress, reading->bytes + *reading->taken);
}

void
reading_open(struct reading *reading, const char *const *words, size_t n)
{
	struct intake *intake = &reading->intake;

	sink_tally(&intake->sink, "items", 0);
	sink_tally(&intake->sink, "rejects", 0);
	sink_tally(&intake->sink, "skipped", 0);
	intake->on_item = on_item;
	intake->on_item_context = reading;
	intake->progress = progress_new(intake->settings, "items");
	intake->held = held_new();
	intake->seen = seen_new();
	intake->rejects = rejects_new(intake->settings, intake->sink.spool);
	record_out_init(&intake->record);
	intake->state_folder = state_dir_open(intake->settings);
	if (intake->sink.spool != NULL)
		reading->journal = journal_open(intake->sink.spool, intake->settings, words, n);
}

void
reading_close(struct reading *reading)
{
	struct intake *intake = &reading->intake;

	progress_free(intake->progress);
	journal_close(reading->journal);
	record_out_release(&intake->record);
	rejects_free(intake->rejects);
	if (intake->state_folder >= 0)
		close(intake->state_folder);
	owners_release(&intake->owners);
	seen_free(intake->seen);
	held_free(intake->held);
	sink_close(&intake->sink);
}

void
read_source(struct reading *reading, struct source *source, const char *path)
{
	struct intake *intake = &reading->intake;
	struct fail fail = FAIL_NONE;
	struct window window = window_on(source, &fail);

	reading->profiles = false;
	intake->ordinal = 0;
	read_window(reading, &window, path);
	window_release(&window);
	if (fail.status != EX_OK)
		reading_failed(reading, &fail);
	else if (!intake->stopped)
		reading_note(reading, true);
}

void
read_file(struct reading *reading, const struct file *file)
{
	struct intake *intake = &reading->intake;
	struct fail fail = FAIL_NONE;
	int fd = file_open(file->path, file->named, &fail);
	struct source_fd source =
	    source_of_fd(fd, strcmp(file->path, "-") == 0 ? "standard input" : file->path);

	reading->named = file->named;
	reading->taken = &source.taken;
	intake->skip = 0;
	if (fd >= 0 && reading->journal != NULL)
		intake->skip = journal_file(reading->journal, file->path, fd);
	if (fd < 0)
		reading_failed(reading, &fail);
	else if (intake->skip == UINT64_MAX)
		intake->tally.before++;
	else
		read_source(reading, &source.source, file->path);
	reading->bytes += file->size;
	reading->taken = NULL;
	file_close(fd);
}
