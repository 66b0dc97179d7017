/*
 * Records of any shape: their pages are well-formed as far as can be told cheaply, hold one script
 * element, and every article can be compared with every other.
 */
#include "lib/std.h"

#include <sys/mman.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/say.h"
#include "lib/utf8.h"
#include "lib/whole.h"

#include "transform/diff/change.h"
#include "transform/preview/article_page.h"
#include "transform/preview/index_page.h"

#define TEXT_MAX ((size_t)256 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

static void
check_page(const struct buf *page, size_t scripts)
{
	if (page->over || !utf8_valid(buf_span(page)) || strlen(buf_text(page)) != page->n ||
	    count(buf_text(page), "<script") != scripts ||
	    count(buf_text(page), "</script") != scripts || count(buf_text(page), "<main") != 1 ||
	    count(buf_text(page), "</html>") != 1)
		abort();
	for (size_t i = 0; i < page->n; i++)
		if ((unsigned char)page->p[i] < 0x20 && page->p[i] != '\n' && page->p[i] != '\t')
			abort();
}

static void
compare(const struct record *was, const struct record *is)
{
	struct buf out = BUF_MAX(TEXT_MAX);
	struct change change;

	change_make(&change, was, is);
	change_tell(&out, &change, false);
	if (change.kind != CHANGE_NONE)
		change_tell_json(&out, &change);
	if (!utf8_valid(buf_span(&out)) || memchr(buf_text(&out), '\033', out.n) != NULL)
		abort();
	change_release(&change);
	buf_release(&out);
}

static void
show(const struct collection *collection, struct entries *entries)
{
	struct fail fail = FAIL_NONE;
	size_t n;
	const struct kept_article *articles = collection_articles(collection, &n);

	for (size_t i = 0; i < n; i++) {
		struct buf page = BUF_MAX(TEXT_MAX);
		struct view view;
		struct record first;

		if (view_open(&view, collection, &articles[i], &fail) < 0 ||
		    collection_read_article(collection, &articles[0], &first, &fail) < 0)
			abort();
		article_page_write(&page, &view);
		check_page(&page, 1);
		entries_put(entries, &view);
		compare(&first, &view.record);
		compare(NULL, &view.record);
		record_release(&first);
		view_release(&view);
		buf_release(&page);
	}
}

/* An index and its parts. */
static void
show_listing(struct entries *entries, enum listing_kind kind)
{
	struct buf page = BUF_MAX(TEXT_MAX);
	struct listing listing;

	listing_open(&listing, kind, entries);
	listing_write(&page, &listing);
	check_page(&page, 0);
	for (size_t i = 0; i < listing_parts(&listing); i++) {
		buf_clear(&page);
		listing_part_write(&page, &listing, i);
		check_page(&page, 0);
	}
	listing_release(&listing);
	buf_release(&page);
}

static void
show_all(const struct collection *collection)
{
	struct entries entries = {.n = 0};

	show(collection, &entries);
	for (int kind = 0; kind < LISTINGS; kind++)
		show_listing(&entries, (enum listing_kind)kind);
	entries_release(&entries);
}

/* A records stream: the first line says that it is none of raw, whatever follows. */
static int
fill(int fd, const uint8_t *data, size_t size)
{
	static const char head[] = "{\"type\":\"reject\",\"key\":\"k\",\"reason\":\"r\"}\n";

	return whole_write(fd, (struct span){head, sizeof head - 1}) &&
	       whole_write(fd, (struct span){(const char *)data, size});
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char *argv[] = {"fuzz", "--no-end", NULL};
	static struct settings *settings;
	struct fail fail = FAIL_NONE;
	struct collection *collection;
	char path[64];
	const char *word = path;
	int fd = memfd_create("records", MFD_CLOEXEC);

	if (settings == NULL) {
		mem_init();
		say_open("fuzz", SAY_TEXT, SAY_ERROR);
		if (settings_read(&settings, PROGRAM_TRANSFORM, 2, argv, &fail) < 0)
			abort();
	}
	if (fd < 0 || !fill(fd, data, size))
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	collection = collection_new(settings);
	if (collection_add_files(collection, &word, 1, &fail) < 0 ||
	    collection_settle(collection, &fail) < 0)
		abort();
	show_all(collection);
	collection_free(collection);
	close(fd);
	return 0;
}
