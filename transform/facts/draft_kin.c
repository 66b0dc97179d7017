/* The rows that join two people. */
#include "transform/facts/drafting.h"

static const struct subject *
subject_of(const struct drafting *d, const char *item)
{
	for (size_t low = 0, high = d->n; low < high;) {
		size_t middle = low + (high - low) / 2;
		const struct subject *subject = &d->list[middle];
		int order = strlen(item) != strlen(subject->entity->id)
				? (strlen(item) < strlen(subject->entity->id) ? -1 : 1)
				: strcmp(item, subject->entity->id);

		if (order == 0)
			return subject;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Properties that join people; what both sides say is one row. */
static const struct link {
	const char *property, *kind;
	bool backward; /* the other person is the one the row begins with */
	bool mutual;
	enum relation_kind relation;
} links[] = {
    {"P40", "parent", false, false, RELATION_PARENT},
    {"P22", "parent", true, false, RELATION_PARENT},
    {"P25", "parent", true, false, RELATION_PARENT},
    {"P3373", "sibling", false, true, RELATION_SIBLING},
    {"P26", "spouse", false, true, RELATION_SPOUSE},
    {"P451", "partner", false, true, RELATION_PARTNER},
};

/* Whether the facts join the two in this way already, in either direction. */
static bool
is_kept(const struct drafting *d, const struct subject *a, const struct subject *b,
	enum relation_kind kind)
{
	const struct relation *row;

	if (a->kept == NULL || b->kept == NULL)
		return false;
	for (size_t i = 0; (row = facts_relation(d->facts, a->kept, i)) != NULL; i++)
		if ((row->kind == kind ||
		     (kind == RELATION_PARENT && row->kind == RELATION_CHILD)) &&
		    (row->from == b->kept || row->to == b->kept))
			return true;
	return false;
}

/* Whether the statements of the other's property name this person too. */
static bool
is_answered(const struct subject *other, const char *property, const char *item)
{
	const json_t *statement;

	for (size_t i = 0;
	     (statement = wiki_statement(other->entity->json, property, false, i)) != NULL; i++) {
		const char *back = wiki_item(wiki_main(statement));

		if (back != NULL && strcmp(back, item) == 0)
			return true;
	}
	return false;
}

static void
put_relation(struct drafting *d, const struct link *link, const struct subject *subject,
	     const json_t *statement)
{
	const char *item = wiki_item(wiki_main(statement));
	const struct subject *other = item != NULL ? subject_of(d, item) : NULL;
	bool turn = link->backward;
	struct period when;

	if (other == NULL || other == subject) {
		if (item != NULL)
			drafting_note(d, NOTE_NOT_IN_FILE, item);
		return;
	}
	if (link->mutual) {
		turn = subject->entity->number > other->entity->number;
		if (turn && is_answered(other, link->property, subject->entity->id))
			return; /* told by the other's own statements */
	}
	if (!drafting_period(statement, &when)) {
		drafting_note(d, NOTE_NO_PERIOD, subject->entity->id);
		return;
	}
	if (!is_kept(d, subject, other, link->relation)) {
		const char *cells[] = {turn ? other->id : subject->id, link->kind,
				       turn ? subject->id : other->id,
				       drafting_day(d, when.has_from, when.from),
				       drafting_day(d, when.has_to, when.to)};

		drafting_row(d, DRAFT_RELATIONS, cells, COUNT(cells));
	}
}

void
draft_kin(struct drafting *d, const struct subject *subject)
{
	const json_t *statement, *json = subject->entity->json;

	for (size_t k = 0; k < COUNT(links); k++)
		for (size_t i = 0;
		     (statement = wiki_statement(json, links[k].property, false, i)) != NULL; i++)
			put_relation(d, &links[k], subject, statement);
}
