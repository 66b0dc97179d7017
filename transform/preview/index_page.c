#include "transform/preview/index_page.h"

#include "lib/mem.h"

#include "transform/collect/ui.h"
#include "transform/preview/dates.h"
#include "transform/preview/page.h"

#define PART_ENTRIES 200 /* articles: about 75 kB of page, which opens at once anywhere */
#define MONTH_CHARS 7    /* of a day: "2023-04" */

/*
 * How one kind of index is laid out: sections, and groups within them; and where it has parts, the
 * sections in shelves, by the first characters of their keys.
 */
struct layout {
	const char *address, *part; /* of the parts: what their names begin with */
	enum ui_word title;
	size_t shelf_chars; /* 0: no shelves */
	void (*sort)(struct entries *entries);
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

static const struct layout layouts[LISTINGS] = {
    [LISTING_BY_DAY] = {PAGE_INDEX, "days-", UI_title_by_day, MONTH_CHARS, entries_sort_by_day,
			day_of, account_of, put_day, entry_put_account},
    [LISTING_BY_ACCOUNT] = {PAGE_ACCOUNTS, "accounts-", UI_title_by_account, 0,
			    entries_sort_by_account, account_of, day_of, entry_put_account,
			    put_day},
};

static size_t
group_end(const struct entries *entries, size_t from, const char *(*key)(const struct entry *entry),
	  size_t limit)
{
	size_t end = from;

	while (end < limit && strcmp(key(&entries->list[end]), key(&entries->list[from])) == 0)
		end++;
	return end;
}

/* Whole sections, as many as there is room for; of one that is too long for any part a piece. */
static size_t
part_end(const struct listing *listing, size_t from)
{
	const struct entries *entries = listing->entries;
	size_t end = from;

	while (end < entries->n) {
		size_t next = group_end(entries, end, listing->layout->outer, entries->n);

		if (next - from > PART_ENTRIES)
			break;
		end = next;
	}
	return end > from ? end : from + PART_ENTRIES;
}

void
listing_open(struct listing *listing, enum listing_kind kind, struct entries *entries)
{
	*listing = (struct listing){.layout = &layouts[kind], .entries = entries};
	listing->layout->sort(entries);
	if (entries->n <= PART_ENTRIES)
		return;
	for (size_t end = 0; end < entries->n;) {
		end = part_end(listing, end);
		listing->ends =
		    mem_grow(listing->ends, listing->parts, &listing->cap, sizeof *listing->ends);
		listing->ends[listing->parts++] = end;
	}
}

void
listing_release(struct listing *listing)
{
	free(listing->ends);
	*listing = (struct listing){.parts = 0};
}

const char *
listing_address(const struct listing *listing)
{
	return listing->layout->address;
}

size_t
listing_parts(const struct listing *listing)
{
	return listing->parts;
}

void
listing_part_name(const struct listing *listing, size_t part, char name[LISTING_NAME_MAX])
{
	snprintf(name, LISTING_NAME_MAX, "%s%zu.html", listing->layout->part, part + 1);
}

bool
listing_is_part(const char *name)
{
	for (size_t i = 0; i < COUNT(layouts); i++) {
		size_t n = strlen(layouts[i].part);
		size_t digits =
		    strncmp(name, layouts[i].part, n) == 0 ? strspn(name + n, "0123456789") : 0;

		if (digits != 0 && strcmp(name + n + digits, ".html") == 0)
			return true;
	}
	return false;
}

static void
put_group(struct markup *markup, const struct listing *listing, size_t from, size_t end)
{
	const struct entry *entries = listing->entries->list;

	markup_open(markup, "h3");
	listing->layout->put_inner(markup, &entries[from]);
	markup_close(markup);
	markup_open_class(markup, "ul", "entries");
	for (size_t i = from; i < end; i++)
		entry_put(markup, &entries[i]);
	markup_close(markup);
}

static void
put_section(struct markup *markup, const struct listing *listing, size_t from, size_t end)
{
	markup_open(markup, "h2");
	listing->layout->put_outer(markup, &listing->entries->list[from]);
	markup_close(markup);
	markup_open(markup, "div");
	for (size_t next; from < end; from = next) {
		next = group_end(listing->entries, from, listing->layout->inner, end);
		put_group(markup, listing, from, next);
	}
	markup_close(markup);
}

/* Sections are known by their numbers on a page: keys come from outside. */
static void
put_sections(struct markup *markup, const struct listing *listing, size_t from, size_t end)
{
	size_t number = 0;

	for (size_t next; from < end; from = next) {
		next = group_end(listing->entries, from, listing->layout->outer, end);
		markup_open_class(markup, "section", "group");
		markup_attribute_printf(markup, "id", "group-%zu", ++number);
		put_section(markup, listing, from, next);
		markup_close(markup);
	}
}

static size_t
part_begin(const struct listing *listing, size_t part)
{
	return part == 0 ? 0 : listing->ends[part - 1];
}

static void
put_neighbour(struct markup *markup, const struct listing *listing, size_t part,
	      const char *relation, enum ui_word word)
{
	char name[LISTING_NAME_MAX];

	if (part >= listing->parts)
		return;
	listing_part_name(listing, part, name);
	markup_open(markup, "li");
	markup_open(markup, "a");
	markup_attribute(markup, "href", name);
	markup_attribute(markup, "rel", relation);
	markup_text(markup, ui(word));
	markup_close(markup);
	markup_close(markup);
}

static void
put_neighbours(struct markup *markup, const struct listing *listing, size_t part)
{
	markup_open_class(markup, "nav", "parts");
	markup_attribute(markup, "aria-label", ui(UI_parts));
	markup_open(markup, "ul");
	put_neighbour(markup, listing, part == 0 ? listing->parts : part - 1, "prev", UI_previous);
	put_neighbour(markup, listing, part + 1, "next", UI_next);
	markup_close(markup);
	markup_close(markup);
}

void
listing_part_write(struct buf *out, const struct listing *listing, size_t part)
{
	struct markup markup = MARKUP(out);
	char title[128];

	snprintf(title, sizeof title, "%s · %zu/%zu", ui(listing->layout->title), part + 1,
		 listing->parts);
	page_begin(&markup, title, "index", NULL);
	markup_put(&markup, "h1", title);
	put_sections(&markup, listing, part_begin(listing, part), listing->ends[part]);
	put_neighbours(&markup, listing, part);
	page_end(&markup);
}

/* Where the section that begins at an entry stands: which of a part's sections it is. */
struct place {
	size_t part, number;
};

static void
place_move(struct place *place, const struct listing *listing, size_t from)
{
	place->number++;
	while (from >= listing->ends[place->part]) {
		place->part++;
		/* What the part before could not hold of its last section comes first. */
		place->number = from == part_begin(listing, place->part) ? 1 : 2;
	}
}

static void
put_reference(struct markup *markup, const struct listing *listing, const struct place *place,
	      size_t from, size_t end)
{
	char name[LISTING_NAME_MAX];

	listing_part_name(listing, place->part, name);
	markup_open(markup, "li");
	markup_open(markup, "a");
	markup_attribute_printf(markup, "href", "%s#group-%zu", name, place->number);
	listing->layout->put_outer(markup, &listing->entries->list[from]);
	markup_close(markup);
	markup_text(markup, " ");
	markup_open_class(markup, "span", "count");
	markup_printf(markup, "%zu %s", end - from,
		      ui(end - from == 1 ? UI_article_one : UI_articles_count));
	markup_close(markup);
	markup_close(markup);
}

/* The sections from an entry on that are on its shelf; returns where the next shelf begins. */
static size_t
put_references(struct markup *markup, const struct listing *listing, struct place *place,
	       size_t from)
{
	const struct layout *layout = listing->layout;
	const struct entries *entries = listing->entries;
	const char *shelf = layout->outer(&entries->list[from]);

	markup_open_class(markup, "ul", "contents");
	for (size_t end; from < entries->n; from = end) {
		if (strncmp(layout->outer(&entries->list[from]), shelf, layout->shelf_chars) != 0)
			break;
		end = group_end(entries, from, layout->outer, entries->n);
		place_move(place, listing, from);
		put_reference(markup, listing, place, from, end);
	}
	markup_close(markup);
	return from;
}

static void
put_contents(struct markup *markup, const struct listing *listing)
{
	struct place place = {.part = 0};

	for (size_t from = 0; from < listing->entries->n;) {
		markup_open_class(markup, "section", "shelf");
		if (listing->layout->shelf_chars != 0) {
			markup_open(markup, "h2");
			month_put(markup, listing->layout->outer(&listing->entries->list[from]));
			markup_close(markup);
		}
		from = put_references(markup, listing, &place, from);
		markup_close(markup);
	}
}

void
listing_write(struct buf *out, const struct listing *listing)
{
	struct markup markup = MARKUP(out);
	const struct layout *layout = listing->layout;

	page_begin(&markup, ui(layout->title), "index", layout->address);
	markup_put(&markup, "h1", ui(layout->title));
	if (listing->entries->n == 0)
		markup_put(&markup, "p", ui(UI_no_articles));
	if (listing->parts == 0)
		put_sections(&markup, listing, 0, listing->entries->n);
	else
		put_contents(&markup, listing);
	page_end(&markup);
}
