#include "transform/preview/entries.h"

#include "lib/mem.h"

#include "transform/collect/ui.h"
#include "transform/preview/sections.h"

static const char *
keep(struct entries *entries, const char *text)
{
	return arena_text(&entries->arena, span_of(text));
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
sort(struct entries *entries, int (*order)(const void *left, const void *right))
{
	if (entries->n != 0)
		qsort(entries->list, entries->n, sizeof *entries->list, order);
}

void
entries_sort_by_day(struct entries *entries)
{
	sort(entries, by_day);
}

void
entries_sort_by_account(struct entries *entries)
{
	sort(entries, by_account);
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

void
entry_put(struct markup *markup, const struct entry *entry)
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

void
entry_put_account(struct markup *markup, const struct entry *entry)
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
