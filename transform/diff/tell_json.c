/* A change as JSON: the edits of each section that differs, from which the new one can be made. */
#include "lib/jsonw.h"

#include "transform/diff/change.h"

static void
put_lines(struct buf *out, const struct pieces *lines, size_t from, size_t n)
{
	jsonw_key(out, "lines");
	jsonw_open(out, '[');
	for (size_t i = from; i < from + n && i < lines->n; i++)
		jsonw_text(out, lines->list[i]);
	jsonw_close(out, ']');
}

static void
put_edit(struct buf *out, const struct edit *edit, const struct pieces *a, const struct pieces *b)
{
	static const char *const names[] = {
	    [EDIT_KEEP] = "keep", [EDIT_REMOVE] = "remove", [EDIT_ADD] = "add"};

	jsonw_open(out, '{');
	jsonw_member_word(out, "edit", names[edit->kind]);
	if (edit->kind == EDIT_KEEP)
		jsonw_member_int(out, "count", (int64_t)edit->n);
	else if (edit->kind == EDIT_REMOVE)
		put_lines(out, a, edit->from_a, edit->n);
	else
		put_lines(out, b, edit->from_b, edit->n);
	jsonw_close(out, '}');
}

static void
put_section(struct buf *out, const char *name, const struct section *before,
	    const struct section *after)
{
	static const struct pieces none = {.n = 0};
	const struct pieces *a = before != NULL ? &before->lines : &none;
	const struct pieces *b = after != NULL ? &after->lines : &none;
	struct edits edits = {.n = 0};

	edits_make(&edits, a, b);
	if (edits.n > 1 || (edits.n == 1 && edits.list[0].kind != EDIT_KEEP)) {
		jsonw_open(out, '{');
		jsonw_member_word(out, "section", name);
		jsonw_key(out, "edits");
		jsonw_open(out, '[');
		for (size_t i = 0; i < edits.n; i++)
			put_edit(out, &edits.list[i], a, b);
		jsonw_close(out, ']');
		jsonw_close(out, '}');
	}
	edits_release(&edits);
}

static void
put_side(struct buf *out, const char *key, const struct record *article)
{
	static const enum field_id members[] = {article_article_id, article_event_key,
						article_generator, article_template_set,
						article_content_sha256};

	if (article == NULL)
		return;
	jsonw_key(out, key);
	jsonw_open(out, '{');
	for (size_t i = 0; i < COUNT(members); i++)
		jsonw_member_text(out, record_field(members[i])->name,
				  record_text(article, members[i]));
	jsonw_close(out, '}');
}

static void
put_file(const char *name, void *context)
{
	jsonw_word(context, name);
}

static void
put_sections(struct buf *out, const struct change *change)
{
	const struct section *before, *after;

	jsonw_key(out, "sections");
	jsonw_open(out, '[');
	for (size_t at = 0; change_section(change, at, &before, &after); at++)
		put_section(out, after != NULL ? after->name : before->name, before, after);
	jsonw_close(out, ']');
}

void
change_tell_json(struct buf *out, const struct change *change)
{
	const struct record *one = change->is != NULL ? change->is : change->was;

	jsonw_open(out, '{');
	jsonw_member_word(out, "change", change_name(change->kind));
	jsonw_member_text(out, "account_id", record_text(one, article_account_id));
	jsonw_member_text(out, "editorial_day", record_text(one, article_editorial_day));
	put_side(out, "was", change->was);
	put_side(out, "is", change->is);
	jsonw_key(out, "facts_files");
	jsonw_open(out, '[');
	change_facts_files(change, put_file, out);
	jsonw_close(out, ']');
	put_sections(out, change);
	jsonw_close(out, '}');
	buf_putc(out, '\n');
}
