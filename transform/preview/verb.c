#include "transform/preview/verb.h"

#include "lib/say.h"
#include "lib/stop.h"

#include "transform/preview/article_page.h"
#include "transform/preview/folder.h"
#include "transform/preview/index_page.h"
#include "transform/preview/media.h"
#include "transform/preview/page.h"

struct site {
	const struct settings *settings;
	struct collection *collection;
	struct spool *spool; /* NULL: no bytes of media */
	struct folder folder;
	struct entries entries;
	struct buf page;
	size_t media;
};

static int
read_input(const struct site *site, const char *const *words, size_t n, struct fail *fail)
{
	if (n != 0 || site->spool == NULL)
		return collection_add_files(site->collection, words, n, fail);
	return collection_add_segments(site->collection, site->spool, SPOOL_KIND_RECORDS, fail);
}

/* A link to what was copied; what was not is drawn. */
static int
bring_one(struct site *site, const struct kept_media **media, struct fail *fail)
{
	int got = 0;

	if (*media != NULL && site->spool != NULL)
		got = media_copy(*media, site->spool, site->folder.fd, fail);
	if (got <= 0)
		*media = NULL;
	site->media += got > 0;
	return got < 0 ? -1 : 0;
}

static int
bring_media(struct site *site, struct view *view, struct fail *fail)
{
	for (size_t i = 0; i < view->frames_n; i++)
		if (bring_one(site, &view->frames[i].media, fail) < 0 ||
		    bring_one(site, &view->frames[i].still, fail) < 0)
			return -1;
	return 0;
}

static int
write_page(struct site *site, const char *name, struct fail *fail)
{
	if (site->page.over)
		return fail_set(fail, EX_DATAERR, "%s: the page would be too large", name);
	return folder_write(&site->folder, name, buf_span(&site->page), fail);
}

static int
write_view(struct site *site, struct view *view, const char *key, struct fail *fail)
{
	char name[64];

	if (bring_media(site, view, fail) < 0)
		return -1;
	buf_clear(&site->page);
	article_page_write(&site->page, view);
	entries_put(&site->entries, view);
	snprintf(name, sizeof name, "%.36s" FOLDER_PAGE_ENDING, key);
	return write_page(site, name, fail);
}

static int
write_article(struct site *site, const struct kept_article *article, struct fail *fail)
{
	struct view view;
	int result = view_open(&view, site->collection, article, fail);

	if (result == 0)
		result = write_view(site, &view, article->event_key, fail);
	view_release(&view);
	return result;
}

static int
write_articles(struct site *site, struct fail *fail)
{
	size_t n;
	const struct kept_article *articles = collection_articles(site->collection, &n);

	for (size_t i = 0; i < n; i++) {
		if (stop_asked())
			return stop_fail(fail, "Nothing was changed; run it again.");
		if (write_article(site, &articles[i], fail) < 0)
			return -1;
	}
	return 0;
}

static int
write_listing(struct site *site, const struct listing *listing, struct fail *fail)
{
	char name[LISTING_NAME_MAX];

	buf_clear(&site->page);
	listing_write(&site->page, listing);
	if (write_page(site, listing_address(listing), fail) < 0)
		return -1;
	for (size_t part = 0; part < listing_parts(listing); part++) {
		buf_clear(&site->page);
		listing_part_write(&site->page, listing, part);
		listing_part_name(listing, part, name);
		if (write_page(site, name, fail) < 0)
			return -1;
	}
	return 0;
}

static int
write_indexes(struct site *site, struct fail *fail)
{
	struct listing listing;
	int result = 0;

	for (int kind = 0; kind < LISTINGS && result == 0; kind++) {
		listing_open(&listing, (enum listing_kind)kind, &site->entries);
		result = write_listing(site, &listing, fail);
		listing_release(&listing);
	}
	return result;
}

static int
write_style(struct site *site, struct fail *fail)
{
	buf_clear(&site->page);
	for (size_t i = 0; site_css[i] != NULL; i++)
		buf_puts(&site->page, site_css[i]);
	return write_page(site, PAGE_STYLE, fail);
}

static int
write_site(struct site *site, const char *path, struct fail *fail)
{
	if (stop_open(fail) < 0 || folder_begin(&site->folder, path, fail) < 0 ||
	    write_articles(site, fail) < 0 || write_indexes(site, fail) < 0 ||
	    write_style(site, fail) < 0)
		return -1;
	if (!settings_flag(site->settings, SET_dry_run) && folder_finish(&site->folder, fail) < 0)
		return -1;
	say_summary(false, "articles=%zu media=%zu", site->entries.n, site->media);
	return 0;
}

static int
make_site(struct site *site, const char *const *words, size_t n, struct fail *fail)
{
	const char *spool = settings_text(site->settings, SET_spool);

	if (spool != NULL && spool_open(&site->spool, spool, false, fail) < 0)
		return -1;
	if (read_input(site, words + 1, n - 1, fail) < 0 ||
	    collection_settle(site->collection, fail) < 0)
		return -1;
	return write_site(site, words[0], fail);
}

int
preview_run(const struct settings *settings, const char *const *words, size_t n, struct fail *fail)
{
	struct site site = {
	    .settings = settings,
	    .folder = {.fd = -1},
	    .page = BUF_MAX(PAGE_MAX),
	};
	int result;

	if (n == 0) {
		fail_set(fail, EX_USAGE, "preview: no directory to make");
		return fail_hint(fail, "Name it: story-transform preview DIR FILE...");
	}
	site.collection = collection_new(settings);
	result = make_site(&site, words, n, fail);
	folder_drop(&site.folder);
	buf_release(&site.page);
	entries_release(&site.entries);
	collection_free(site.collection);
	spool_close(site.spool);
	return result;
}
