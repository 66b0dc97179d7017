#include "transform/preview/index_page.h"

#include "lib/mem.h"

#include "transform/collect/ui.h"
#include "transform/preview/dates.h"
#include "transform/preview/page.h"
#include "transform/preview/sections.h"

static const char *
keep(struct entries *entries, const char *text)
{
	return arena_text(&entries->arena, (struct span){text, strlen(text)});
}

void
entries_put(struct entries *entries, const struct view *view)
{
	const json_t *root = view->root;

	entries->list = mem_grow(entries->list, entries->n, &entries->cap, sizeof *entries->list);
	entries->list[entries->n++] = (struct entry){
	    .day = keep(entries, item_text(root, "editorial_day")),
	    .account_id = keep(entries, item_text(root, "account_id")),
	    .name = keep(entries, view->name),
	    .handle = keep(entries, view->handle),
	    .key = keep(entries, item_text(root, "event_key")),
	    .headline = keep(entries, item_text(root, "headline")),
	    .dek = keep(entries, item_text(root, "dek")),
	    .angle = keep(entries, item_text(root, "angle")),
	    .lang = keep(entries, view->lang),
	    .is_brief = view_is_brief(view),
	    .stories = view->frames_n,
	    .notes = json_array_size(item_list(root, "review")),
	    .start = record_time(&view->record, article_event_start),
	};
}

void
entries_release(struct entries *entries)
{
	free(entries->list);
	arena_release(&entries->arena);
}

static int
by_account(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = strcmp(a->account_id, b->account_id);

	if (order == 0)
		order = strcmp(b->day, a->day);
	if (order == 0)
		order = (a->start < b->start) - (a->start > b->start);
	return order != 0 ? order : strcmp(a->key, b->key);
}

static int
by_day(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = strcmp(b->day, a->day);

	return order != 0 ? order : by_account(left, right);
}

static void
put_particulars(struct markup *markup, const struct entry *entry)
{
	markup_open_class(markup, "p", "particulars");
	markup_put(markup, "span", ui_name(entry->angle));
	if (entry->is_brief)
		markup_put(markup, "span", ui(UI_brief));
	markup_open(markup, "span");
	markup_printf(markup, "%zu %s", entry->stories,
		      ui(entry->stories == 1 ? UI_story : UI_stories_count));
	markup_close(markup);
	if (entry->notes != 0) {
		markup_open_class(markup, "span", "notes");
		markup_printf(markup, "%zu %s", entry->notes,
			      ui(entry->notes == 1 ? UI_note : UI_notes_count));
		markup_close(markup);
	}
	markup_close(markup);
}

static void
put_entry(struct markup *markup, const struct entry *entry)
{
	markup_open(markup, "li");
	markup_open_class(markup, "a", "title");
	markup_attribute_printf(markup, "href", "%s.html", entry->key);
	language_put(markup, entry->lang);
	markup_mixed(markup, entry->headline[0] != '\0' ? entry->headline : entry->key);
	markup_close(markup);
	markup_open_class(markup, "p", "dek");
	language_put(markup, entry->lang);
	markup_mixed(markup, entry->dek);
	markup_close(markup);
	put_particulars(markup, entry);
	markup_close(markup);
}

static void
put_account(struct markup *markup, const struct entry *entry)
{
	markup_foreign(markup, entry->name);
	if (entry->handle[0] == '\0' || strcmp(entry->handle, entry->name) == 0)
		return;
	markup_text(markup, " ");
	markup_open_class(markup, "span", "handle");
	markup_text(markup, "@");
	markup_foreign(markup, entry->handle);
	markup_close(markup);
}

/* How one kind of index is laid out: sections, and groups within them. */
struct layout {
	const char *address;
	enum ui_word title;
	const char *(*outer)(const struct entry *entry);
	const char *(*inner)(const struct entry *entry);
	void (*put_outer)(struct markup *markup, const struct entry *entry);
	void (*put_inner)(struct markup *markup, const struct entry *entry);
};

static const char *
day_of(const struct entry *entry)
{
	return entry->day;
}

static const char *
account_of(const struct entry *entry)
{
	return entry->account_id;
}

static void
put_day(struct markup *markup, const struct entry *entry)
{
	date_put(markup, entry->day);
}

static const struct layout days = {PAGE_INDEX, UI_title_by_day, day_of,
				   account_of, put_day,         put_account};
static const struct layout accounts = {PAGE_ACCOUNTS, UI_title_by_account, account_of,
				       day_of,        put_account,         put_day};

static size_t
group_end(const struct entries *entries, size_t from, const char *(*key)(const struct entry *entry),
	  size_t limit)
{
	size_t end = from;

	while (end < limit && strcmp(key(&entries->list[end]), key(&entries->list[from])) == 0)
		end++;
	return end;
}

static void
put_group(struct markup *markup, const struct entries *entries, size_t from, size_t end,
	  const struct layout *layout)
{
	markup_open(markup, "h3");
	layout->put_inner(markup, &entries->list[from]);
	markup_close(markup);
	markup_open_class(markup, "ul", "entries");
	for (size_t i = from; i < end; i++)
		put_entry(markup, &entries->list[i]);
	markup_close(markup);
}

static void
put_groups(struct markup *markup, const struct entries *entries, const struct layout *layout)
{
	for (size_t from = 0, end; from < entries->n; from = end) {
		end = group_end(entries, from, layout->outer, entries->n);
		markup_open_class(markup, "section", "group");
		markup_open(markup, "h2");
		layout->put_outer(markup, &entries->list[from]);
		markup_close(markup);
		markup_open(markup, "div");
		for (size_t at = from, next; at < end; at = next) {
			next = group_end(entries, at, layout->inner, end);
			put_group(markup, entries, at, next, layout);
		}
		markup_close(markup);
		markup_close(markup);
	}
}

static void
write_index(struct buf *out, const struct entries *entries, const struct layout *layout)
{
	struct markup markup = MARKUP(out);

	page_begin(&markup, ui(layout->title), "index", layout->address);
	markup_put(&markup, "h1", ui(layout->title));
	if (entries->n == 0)
		markup_put(&markup, "p", ui(UI_no_articles));
	put_groups(&markup, entries, layout);
	page_end(&markup);
}

void
index_by_day_write(struct buf *out, struct entries *entries)
{
	if (entries->n != 0)
		qsort(entries->list, entries->n, sizeof *entries->list, by_day);
	write_index(out, entries, &days);
}

void
index_by_account_write(struct buf *out, struct entries *entries)
{
	if (entries->n != 0)
		qsort(entries->list, entries->n, sizeof *entries->list, by_account);
	write_index(out, entries, &accounts);
}
