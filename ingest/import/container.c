#include "ingest/import/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <inttypes.h>
#include <locale.h>

#include "ingest/limits.h"
#include "lib/buf.h"

#define PATH_SIZE 4096   /* bytes; the ceiling of raw's member file */
#define WHY_SIZE 256     /* bytes of a reason */
#define NO_NAME "?"      /* for an entry without a name, or with one beyond PATH_SIZE */
#define TAR_MAGIC_AT 257 /* where a tar's first header says "ustar" */

/* How containers and compressed files begin. */
static const struct {
	size_t at, n;
	const char *bytes;
} magics[] = {
    {0, 4, "PK\x03\x04"},
    {0, 4, "PK\x05\x06"},
    {0, 2, "\x1f\x8b"},
    {0, 6,
     "\xfd"
     "7zXZ"},
    {0, 4, "\x28\xb5\x2f\xfd"},
    {0, 3, "BZh"},
    {0, 6, "7z\xbc\xaf\x27\x1c"},
    {TAR_MAGIC_AT, 5, "ustar"},
};

struct container {
	struct archive *archive;
	struct window *window;
	const struct container_reader *reader;
	const char *path;
	uint64_t decoded; /* bytes of all entries so far */
};

struct entry {
	struct source source;
	struct container *container;
	const char *path;
	uint64_t decoded;
	int64_t began; /* bytes that had been taken in by then */
};

bool
container_is(struct span head)
{
	for (size_t i = 0; i < COUNT(magics); i++)
		if (head.n >= magics[i].at + magics[i].n &&
		    memcmp(head.p + magics[i].at, magics[i].bytes, magics[i].n) == 0)
			return true;
	return false;
}

/* libarchive asks for the next bytes: it is lent the window, which then moves on. */
static la_ssize_t
give(struct archive *archive, void *context, const void **bytes)
{
	struct window *window = ((struct container *)context)->window;
	size_t n;

	(void)archive;
	window_more(window, 1);
	n = window->end - window->at;
	*bytes = window->p + window->at;
	window->at = window->end;
	if (n == 0 && window->fail->status != EX_OK)
		return ARCHIVE_FATAL;
	return (la_ssize_t)n;
}

static la_int64_t
seek(struct archive *archive, void *context, la_int64_t offset, int whence)
{
	struct window *window = ((struct container *)context)->window;

	(void)archive;
	return window_seek(window, offset, whence) ? (la_int64_t)window_offset(window)
						   : ARCHIVE_FATAL;
}

/* More came out than a person's archive could hold: a bomb. */
static bool
is_bomb(const struct entry *entry)
{
	int64_t in = archive_filter_bytes(entry->container->archive, -1) - entry->began;
	uint64_t taken = in > 0 ? (uint64_t)in : 0;

	return entry->decoded > ENTRY_BYTES_MAX ||
	       entry->container->decoded > CONTAINER_BYTES_MAX ||
	       (entry->decoded > RATIO_FROM_BYTES &&
		entry->decoded / RATIO_MAX > taken + RATIO_SLACK_BYTES);
}

static ssize_t
read_entry(struct source *source, void *bytes, size_t n, struct fail *fail)
{
	struct entry *entry = (struct entry *)source;
	la_ssize_t got;

	do
		got = archive_read_data(entry->container->archive, bytes, n);
	while (got == ARCHIVE_RETRY);
	if (got < 0)
		return fail_set(fail, EX_DATAERR, "%s: damaged: %.160s", entry->path,
				archive_error_string(entry->container->archive));
	entry->decoded += (uint64_t)got;
	entry->container->decoded += (uint64_t)got;
	if (is_bomb(entry))
		return fail_set(fail, EX_DATAERR,
				"%s: unpacks to more than an archive may: given up after %" PRIu64
				" bytes",
				entry->path, entry->decoded);
	return got;
}

/* A compressed file is one entry without a name of its own. */
static void
entry_path(const struct container *container, struct archive_entry *entry, struct buf *path)
{
	const char *name = archive_entry_pathname_utf8(entry);

	if (name == NULL)
		name = archive_entry_pathname(entry);
	if (archive_format(container->archive) == ARCHIVE_FORMAT_RAW)
		buf_puts(path, container->path);
	else
		buf_printf(path, "%s: %s", container->path, name != NULL ? name : NO_NAME);
	if (path->over) {
		buf_clear(path);
		buf_printf(path, "%s: %s", container->path, NO_NAME);
	}
}

static void
take_entry(struct container *container, struct archive_entry *item)
{
	const struct container_reader *reader = container->reader;
	struct buf path = BUF_MAX(PATH_SIZE + sizeof ": " NO_NAME);
	struct entry entry = {.source = {.read = read_entry},
			      .container = container,
			      .began = archive_filter_bytes(container->archive, -1)};
	bool raw = archive_format(container->archive) == ARCHIVE_FORMAT_RAW;

	entry_path(container, item, &path);
	entry.path = buf_text(&path);
	/* folders have nothing in them; links lead nowhere here */
	if (raw || (archive_entry_filetype(item) == AE_IFREG &&
		    reader->wants(entry.path + strlen(container->path) + 2))) {
		if (archive_entry_is_encrypted(item))
			reader->on_refused(reader->context, entry.path, "it is encrypted");
		else
			reader->on_entry(reader->context, &entry.source, entry.path);
	}
	buf_release(&path);
}

static struct archive *
open_archive(struct container *container)
{
	struct archive *archive = archive_read_new();

	if (archive == NULL)
		return NULL;
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_zip(archive);
	archive_read_support_format_7zip(archive);
	archive_read_support_format_raw(archive);
	archive_read_set_read_callback(archive, give);
	archive_read_set_callback_data(archive, container);
	if (container->window->source->seek != NULL)
		archive_read_set_seek_callback(archive, seek);
	return archive;
}

static void
refuse_rest(const struct container *container)
{
	const char *why = archive_error_string(container->archive);
	char text[WHY_SIZE];

	if (container->window->fail->status != EX_OK)
		return;
	snprintf(text, sizeof text, "damaged: %s", why != NULL ? why : "it cannot be read");
	container->reader->on_refused(container->reader->context, container->path, text);
}

static void
read_archive(struct container *container, const struct container_reader *reader)
{
	struct archive_entry *entry;
	int result = archive_read_open1(container->archive);

	while (result >= ARCHIVE_WARN && !*reader->stop) {
		do
			result = archive_read_next_header(container->archive, &entry);
		while (result == ARCHIVE_RETRY);
		if (result == ARCHIVE_EOF || result < ARCHIVE_WARN)
			break;
		take_entry(container, entry);
	}
	if (result < ARCHIVE_WARN)
		refuse_rest(container);
}

/* libarchive turns names into the locale's characters, and loses those that "C" does not have. */
void
container_read(struct window *window, const char *path, const struct container_reader *reader)
{
	struct container container = {.window = window, .reader = reader, .path = path};
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = utf8 != (locale_t)0 ? uselocale(utf8) : (locale_t)0;

	container.archive = open_archive(&container);
	if (container.archive != NULL)
		read_archive(&container, reader);
	archive_read_free(container.archive);
	if (utf8 != (locale_t)0) {
		uselocale(before);
		freelocale(utf8);
	}
}
