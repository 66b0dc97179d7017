/* Who is drafted, under which id, and how rows are put down. */
#include "lib/mem.h"

#include "transform/facts/drafting.h"
#include "transform/text/hygiene.h"

#define TEXT_MAX ((size_t)64 << 20) /* bytes of a file: no more than went in */
#define SLUG_MAX 60                 /* bytes of a person_id, which people have to type */

const char *const draft_names[DRAFT_FILES] = {"people.csv", "handles.csv", "aliases.csv",
					      "relations.csv"};

static const char *const headers[DRAFT_FILES] = {
    ("person_id,full_name,short_name,last_name,pronouns,birth_date,birth_precision,death_date,"
     "public_minor_ok,priority,occupation,source"),
    "person_id,account_id,ig_pk,handle,from,to,tz,credit_name",
    "person_id,alias,context_person_id",
    "from_person_id,kind,to_person_id,from,to",
};

void
drafting_note(struct drafting *d, enum draft_note kind, const char *what)
{
	if (d->draft->notes[kind].count++ == 0)
		snprintf(d->draft->notes[kind].first, sizeof d->draft->notes[kind].first, "%s",
			 what);
}

static void
put_cell(struct buf *out, const char *text, bool last)
{
	bool quote = strpbrk(text, ",\"\n\r") != NULL || text[0] == ' ';

	if (quote)
		buf_putc(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_putc(out, '"');
		buf_putc(out, *text);
	}
	if (quote)
		buf_putc(out, '"');
	buf_putc(out, last ? '\n' : ',');
}

void
drafting_row(struct drafting *d, enum draft_file file, const char *const *cells, size_t n)
{
	struct buf *out = &d->draft->text[file];
	size_t begin = out->n;
	uint64_t hash;

	for (size_t i = 0; i < n; i++)
		put_cell(out, cells[i], i + 1 == n);
	hash = keys_hash(out->p + begin, out->n - begin) + file;
	if (keys_find(&d->seen, hash) != KEYS_END) {
		out->n = begin;
		return;
	}
	keys_add(&d->seen, hash, 0);
	d->draft->rows[file]++;
}

const char *
drafting_day(struct drafting *d, bool has, struct local_date day)
{
	char text[LOCAL_DATE_TEXT];

	return has ? arena_printf(&d->arena, "%s", local_date_print(day, text)) : "";
}

bool
drafting_period(const json_t *statement, struct period *period)
{
	const json_t *end = wiki_qualifier(statement, "P582");
	struct wiki_date date;

	*period = (struct period){.has_from = false};
	if (wiki_date(wiki_qualifier(statement, "P580"), &date)) {
		period->has_from = true;
		period->from = wiki_last_day(&date);
	}
	if (wiki_date(end, &date)) {
		period->has_to = true;
		period->to = wiki_first_day(&date);
	} else if (end != NULL && wiki_is_unknown(end)) {
		return false;
	}
	return !period->has_from || !period->has_to ||
	       local_date_compare(period->from, period->to) < 0;
}

const char *
drafting_text(struct drafting *d, const char *text)
{
	bool mended = false;

	return text != NULL ? hygiene_clean(&d->arena, span_of(text), &mended) : "";
}

static bool
is_human(const json_t *json)
{
	const json_t *statement;

	for (size_t i = 0; (statement = wiki_statement(json, "P31", false, i)) != NULL; i++) {
		const char *item = wiki_item(wiki_main(statement));

		if (item != NULL && strcmp(item, "Q5") == 0)
			return true;
	}
	return false;
}

/* The person whose source names the entity, as a word of its own. */
static const struct person *
kept_person(const struct facts_dir *facts, const char *item)
{
	size_t n = strlen(item);

	for (size_t i = 0; i < facts->people_n; i++) {
		const char *source = facts->people[i].source;

		for (const char *hit = source; (hit = strstr(hit, item)) != NULL; hit++) {
			bool word = hit != source && !hygiene_ends_word(hit - 1);

			if (!word && hygiene_ends_word(hit + n))
				return &facts->people[i];
		}
	}
	return NULL;
}

static bool
is_taken(const struct drafting *d, const char *id)
{
	bool taken = facts_person(d->facts, id) != NULL;

	for (size_t i = 0; i < d->n && !taken; i++)
		taken = strcmp(d->list[i].id, id) == 0;
	return taken;
}

/* "kim-kardashian"; with the entity's id where that is somebody else's. */
static const char *
new_id(struct drafting *d, const struct wiki_entity *entity, const char *label)
{
	const char *slug = hygiene_slug(&d->arena, label, SLUG_MAX);
	const char *number = entity->id + 1;

	if (slug[0] == '\0')
		return arena_printf(&d->arena, "q%s", number);
	if (!is_taken(d, slug))
		return slug;
	drafting_note(d, NOTE_NAME_TAKEN, slug);
	return arena_printf(&d->arena, "%s-q%s", slug, number);
}

static void
add_subject(struct drafting *d, const struct wiki_entity *entity)
{
	struct subject subject = {.entity = entity};

	if (!is_human(entity->json)) {
		drafting_note(d, NOTE_NOT_HUMAN, entity->id);
		return;
	}
	subject.kept = kept_person(d->facts, entity->id);
	subject.label = drafting_text(d, wiki_label(entity->json, d->lang));
	if (subject.label[0] == '\0' && subject.kept == NULL) {
		drafting_note(d, NOTE_NO_LABEL, entity->id);
		return;
	}
	subject.id = subject.kept != NULL ? subject.kept->id : new_id(d, entity, subject.label);
	d->list = mem_grow(d->list, d->n, &d->cap, sizeof *d->list);
	d->list[d->n++] = subject;
}

void
draft_make(struct draft *draft, const struct wikidata *wiki, const struct facts_dir *facts,
	   const char *lang)
{
	struct drafting d = {.draft = draft, .wiki = wiki, .facts = facts, .lang = lang};

	*draft = (struct draft){.rows = {0}};
	for (size_t i = 0; i < DRAFT_FILES; i++) {
		draft->text[i] = BUF_MAX(TEXT_MAX);
		buf_printf(&draft->text[i], "%s\n", headers[i]);
	}
	for (size_t i = 0; i < wiki->n; i++)
		add_subject(&d, &wiki->list[i]);
	for (size_t i = 0; i < d.n; i++) {
		draft_person(&d, &d.list[i]);
		draft_aliases(&d, &d.list[i]);
		draft_handles(&d, &d.list[i]);
		draft_kin(&d, &d.list[i]);
	}
	free(d.list);
	keys_release(&d.seen);
	arena_release(&d.arena);
}

void
draft_release(struct draft *draft)
{
	for (size_t i = 0; i < DRAFT_FILES; i++)
		buf_release(&draft->text[i]);
}
