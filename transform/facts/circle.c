/* Who is what to whom: relations.csv read from both sides, and siblings by a parent they share. */
#include "transform/facts/store.h"

/* What the other side of a row is to the person. */
static enum relation_kind
kind_for(const struct relation *row, const struct person *person)
{
	if (row->kind == RELATION_PARENT)
		return row->from == person ? RELATION_CHILD : RELATION_PARENT;
	if (row->kind == RELATION_CHILD)
		return row->from == person ? RELATION_PARENT : RELATION_CHILD;
	return row->kind;
}

/* The nth relation that holds on that day; false after the last. Skips are told as nobody. */
static bool
kin_at(const struct facts_dir *facts, const struct person *person, struct local_date day,
       size_t nth, struct kin *kin)
{
	const struct relation *row = facts_relation(facts, person, nth);

	if (row == NULL)
		return false;
	*kin = (struct kin){row->from == person ? row->to : row->from, kind_for(row, person)};
	if (!period_has(&row->when, day))
		kin->person = NULL;
	return true;
}

static bool
take_siblings(const struct facts_dir *facts, const struct person *person,
	      const struct person *parent, struct local_date day,
	      bool (*take)(const struct kin *kin, void *context), void *context)
{
	struct kin kin;

	for (size_t i = 0; kin_at(facts, parent, day, i, &kin); i++) {
		if (kin.person == NULL || kin.person == person || kin.kind != RELATION_CHILD)
			continue;
		kin.kind = RELATION_SIBLING;
		if (!take(&kin, context))
			return false;
	}
	return true;
}

void
facts_circle(const struct facts_dir *facts, const struct person *person, struct local_date day,
	     bool (*take)(const struct kin *kin, void *context), void *context)
{
	struct kin kin;

	for (size_t i = 0; kin_at(facts, person, day, i, &kin); i++) {
		if (kin.person == NULL)
			continue;
		if (!take(&kin, context))
			return;
		if (kin.kind == RELATION_PARENT &&
		    !take_siblings(facts, person, kin.person, day, take, context))
			return;
	}
}

struct sought {
	const struct person *person;
	bool found;
};

static bool
seek(const struct kin *kin, void *context)
{
	struct sought *sought = context;

	sought->found = kin->person == sought->person;
	return !sought->found;
}

bool
facts_in_circle(const struct facts_dir *facts, const struct person *person,
		const struct person *other, struct local_date day)
{
	struct sought sought = {other, person == other};

	if (!sought.found)
		facts_circle(facts, person, day, seek, &sought);
	return sought.found;
}
