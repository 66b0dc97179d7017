/* A change as unified text: what people and their tools know from diff(1). */
#include <inttypes.h>

#include "lib/utf8.h"

#include "transform/collect/ui.h"
#include "transform/diff/change.h"

#define CONTEXT 1          /* lines kept around what differs: neighbours of a sentence */
#define HASH_SHOWN 12      /* digits of a hash: enough to tell two apart */
#define ALIKE_PERCENT 40   /* of two lines' bytes; below that their words are not compared */
#define NAME_SHOWN_MAX 200 /* bytes of a generator's or template set's name */

/* What a terminal is told; all empty where it is none. */
struct paint {
	const char *head, *place, *minus, *plus, *strong, *weak, *end;
};

static const struct paint no_paint = {"", "", "", "", "", "", ""};
static const struct paint ansi = {"\033[1m", "\033[36m", "\033[31m", "\033[32m",
				  "\033[7m", "\033[27m", "\033[0m"};

static struct paint
paint_of(bool colours)
{
	return colours ? ansi : no_paint;
}

static void
put_line(struct buf *out, char sign, struct span line, const char *colour, const char *end)
{
	buf_printf(out, "%s%c", colour, sign);
	buf_put(out, line.p, line.n);
	buf_printf(out, "%s\n", end);
}

/* The words of one side of two lines, those that differ set apart. */
static void
put_words(struct buf *out, const struct edits *edits, const struct pieces *words,
	  enum edit_kind kind, const struct paint *paint)
{
	bool adds = kind == EDIT_ADD;

	buf_printf(out, "%s%c", adds ? paint->plus : paint->minus, adds ? '+' : '-');
	for (size_t e = 0; e < edits->n; e++) {
		const struct edit *edit = &edits->list[e];
		size_t from = adds ? edit->from_b : edit->from_a;

		if (edit->kind != EDIT_KEEP && edit->kind != kind)
			continue;
		buf_puts(out, edit->kind == kind ? paint->strong : "");
		for (size_t i = 0; i < edit->n; i++)
			buf_put(out, words->list[from + i].p, words->list[from + i].n);
		buf_puts(out, edit->kind == kind ? paint->weak : "");
	}
	buf_printf(out, "%s\n", paint->end);
}

static bool
are_alike(const struct edits *edits, const struct pieces *words, struct span a, struct span b)
{
	size_t kept = 0;

	for (size_t e = 0; e < edits->n; e++)
		for (size_t i = 0; edits->list[e].kind == EDIT_KEEP && i < edits->list[e].n; i++)
			kept += words->list[edits->list[e].from_a + i].n;
	return kept * 200 >= (a.n + b.n) * ALIKE_PERCENT;
}

/* One line in the place of another. */
static void
put_side(struct buf *out, struct span a, struct span b, enum edit_kind kind,
	 const struct paint *paint)
{
	struct pieces words_a = {.n = 0}, words_b = {.n = 0};
	struct edits edits = {.n = 0};
	struct span line = kind == EDIT_ADD ? b : a;

	pieces_put_words(&words_a, a);
	pieces_put_words(&words_b, b);
	edits_make(&edits, &words_a, &words_b);
	if (are_alike(&edits, &words_a, a, b))
		put_words(out, &edits, kind == EDIT_ADD ? &words_b : &words_a, kind, paint);
	else
		put_line(out, kind == EDIT_ADD ? '+' : '-', line,
			 kind == EDIT_ADD ? paint->plus : paint->minus, paint->end);
	edits_release(&edits);
	pieces_release(&words_a);
	pieces_release(&words_b);
}

/* The ith line of an edit; empty where it has none. */
static struct span
line_at(const struct pieces *pieces, size_t from, const struct edit *edit, size_t i)
{
	static const struct span none = {"", 0};

	return i < edit->n && from + i < pieces->n ? pieces->list[from + i] : none;
}

/* Lines removed, and in their place lines added: the nth is compared with the nth. */
static void
put_replaced(struct buf *out, const struct edit *gone, const struct edit *come,
	     const struct pieces *a, const struct pieces *b, const struct paint *paint)
{
	for (size_t i = 0; i < gone->n; i++)
		put_side(out, line_at(a, gone->from_a, gone, i), line_at(b, come->from_b, come, i),
			 EDIT_REMOVE, paint);
	for (size_t i = 0; i < come->n; i++)
		put_side(out, line_at(a, gone->from_a, gone, i), line_at(b, come->from_b, come, i),
			 EDIT_ADD, paint);
}

/* What stays, but for the lines far from any change. */
static void
put_kept(struct buf *out, const struct edits *edits, size_t at, const struct pieces *a)
{
	const struct edit *edit = &edits->list[at];
	size_t head = at == 0 ? 0 : CONTEXT, tail = at + 1 == edits->n ? 0 : CONTEXT;
	bool elide = edit->n > head + tail + 1; /* one line takes no more room than the dots */

	for (size_t i = 0; i < edit->n; i++) {
		if (!elide || i < head || i + tail >= edit->n)
			put_line(out, ' ', line_at(a, edit->from_a, edit, i), "", "");
		else if (i == head)
			buf_puts(out, " ...\n");
	}
}

static void
put_edits(struct buf *out, const struct edits *edits, const struct pieces *a,
	  const struct pieces *b, const struct paint *paint)
{
	static const struct edit nothing = {.n = 0};

	for (size_t at = 0; at < edits->n; at++) {
		const struct edit *edit = &edits->list[at];
		bool replaces = edit->kind == EDIT_REMOVE && at + 1 < edits->n &&
				edits->list[at + 1].kind == EDIT_ADD;

		if (edit->kind == EDIT_KEEP)
			put_kept(out, edits, at, a);
		else if (edit->kind == EDIT_ADD)
			put_replaced(out, &nothing, edit, a, b, paint);
		else
			put_replaced(out, edit, replaces ? edit + 1 : &nothing, a, b, paint);
		at += replaces;
	}
}

static void
put_section(struct buf *out, const struct section *before, const struct section *after,
	    const struct paint *paint)
{
	static const struct pieces none = {.n = 0};
	const struct pieces *a = before != NULL ? &before->lines : &none;
	const struct pieces *b = after != NULL ? &after->lines : &none;
	struct edits edits = {.n = 0};

	edits_make(&edits, a, b);
	if (edits.n > 1 || (edits.n == 1 && edits.list[0].kind != EDIT_KEEP)) {
		buf_printf(out, "%s@@ %s @@%s\n", paint->place,
			   (before != NULL ? before : after)->name, paint->end);
		put_edits(out, &edits, a, b, paint);
	}
	edits_release(&edits);
}

static bool
is_printable(int32_t point)
{
	return point >= 0x20 && point < 0x7f;
}

/* "--- storywire/0.1.0 en/us/06effc6e8366 4036b348c5f9", as diff(1) names its files. */
static void
put_origin(struct buf *out, const char *sign, const struct record *article)
{
	struct buf line = BUF_MAX(2 * (size_t)NAME_SHOWN_MAX);

	buf_printf(&line, "%s %.*s %.*s %.*s", sign, NAME_SHOWN_MAX,
		   record_text(article, article_generator).p, NAME_SHOWN_MAX,
		   record_text(article, article_template_set).p, HASH_SHOWN,
		   record_text(article, article_content_sha256).p);
	utf8_copy(out, buf_span(&line), "?", is_printable);
	buf_putc(out, '\n');
	buf_release(&line);
}

struct file_list {
	struct buf *out;
	size_t n;
};

static void
put_file(const char *name, void *context)
{
	struct file_list *list = context;

	if (list->n++ == 0)
		buf_printf(list->out, "%s", ui(UI_facts_changed));
	buf_puts(list->out, list->n == 1 ? " " : ", ");
	utf8_copy(list->out, span_of(name), "?", is_printable);
}

static void
put_head(struct buf *out, const struct change *change, const struct paint *paint)
{
	const struct record *one = change->is != NULL ? change->is : change->was;
	struct file_list files = {out, 0};

	buf_printf(out, "%s%s %s %s %s%s\n", paint->head, change_name(change->kind),
		   record_text(one, article_editorial_day).p,
		   record_text(one, article_account_id).p, record_text(one, article_event_key).p,
		   paint->end);
	change_facts_files(change, put_file, &files);
	if (files.n != 0)
		buf_putc(out, '\n');
	if (change->was != NULL)
		put_origin(out, "---", change->was);
	if (change->is != NULL)
		put_origin(out, "+++", change->is);
}

void
change_tell(struct buf *out, const struct change *change, bool colours)
{
	struct paint paint = paint_of(colours);
	const struct section *before, *after;

	put_head(out, change, &paint);
	for (size_t at = 0; change_section(change, at, &before, &after); at++) {
		const struct section *one = after != NULL ? after : before;

		if (one->brief || change->kind == CHANGE_CHANGED)
			put_section(out, before, after, &paint);
	}
	buf_putc(out, '\n');
}
