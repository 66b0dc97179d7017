/* Rows of relations.csv that cannot all be true. */
#include "lib/buf.h"
#include "lib/mem.h"

#include "transform/facts/store.h"

/* The parent and the child of a row, whichever way it is written; false for other kinds. */
static bool
is_parentage(const struct relation *row, const struct person **parent, const struct person **child)
{
	if (row->kind != RELATION_PARENT && row->kind != RELATION_CHILD)
		return false;
	*parent = row->kind == RELATION_PARENT ? row->from : row->to;
	*child = row->kind == RELATION_PARENT ? row->to : row->from;
	return *parent != NULL && *child != NULL && *parent != *child;
}

static bool
is_same_pair(const struct relation *a, const struct relation *b)
{
	return (a->from == b->from && a->to == b->to) || (a->from == b->to && a->to == b->from);
}

static const struct problem
    twice = {"stands twice for the same period", "One of the two rows can go."},
    contradiction = {"contradicts another row of the same two people",
		     "Nobody is parent and sibling or spouse of one person: correct one row."};

static const struct problem *
compare_rows(const struct relation *row, const struct relation *before)
{
	const struct person *parent, *child;
	bool parents =
	    is_parentage(row, &parent, &child) + is_parentage(before, &parent, &child) == 1;

	if (!is_same_pair(row, before))
		return NULL;
	if (row->from == before->from && row->kind == before->kind)
		return periods_overlap(&row->when, &before->when) ? &twice : NULL;
	return parents && row->kind != RELATION_FRIEND && before->kind != RELATION_FRIEND
		   ? &contradiction
		   : NULL;
}

static void
check_row(const struct facts_dir *facts, size_t i, struct faults *faults)
{
	const struct relation *row = &facts->relations[i], *from, *to;
	const struct problem *problem = NULL;

	if (row->from == NULL || row->to == NULL)
		return;
	/* a row of the same two is in the lists of both: the shorter one tells */
	for (size_t k = 0; problem == NULL; k++) {
		from = facts_relation(facts, row->from, k);
		to = facts_relation(facts, row->to, k);
		if (from == NULL || from >= row || to == NULL || to >= row)
			break;
		problem = compare_rows(row, from);
		if (problem == NULL)
			problem = compare_rows(row, to);
	}
	if (problem != NULL)
		facts_fault(facts, TABLE_RELATIONS, i, RELATION_KIND, problem, faults);
}

/* A walk from parents to children; who is on the path must not be met again. */
struct step {
	const struct person *person;
	size_t next; /* of the person's relations */
};

enum colour {
	UNSEEN,
	ON_PATH,
	DONE,
};

struct walk {
	const struct facts_dir *facts;
	struct faults *faults;
	unsigned char *colours; /* by person */
	struct step *path;
	size_t depth, cap;
};

#define CHAIN_SHOWN 6 /* people of a circle that a hint names */

static void
complain_of_circle(const struct walk *walk, const struct relation *row, const struct person *again)
{
	struct buf hint = BUF_MAX(FAIL_HINT_MAX - 1);
	struct problem problem = {"makes a person their own ancestor", NULL};
	size_t at = walk->depth;

	while (walk->path[at - 1].person != again)
		at--;
	buf_puts(&hint, "One of these rows of parent and child is the wrong way round: ");
	for (size_t i = at - 1; i < walk->depth && i < at - 1 + CHAIN_SHOWN; i++)
		buf_printf(&hint, "%.40s, ", walk->path[i].person->id);
	buf_printf(&hint, "%s%.40s.", walk->depth - at >= CHAIN_SHOWN ? "..., " : "", again->id);
	problem.hint = buf_text(&hint);
	facts_fault(walk->facts, TABLE_RELATIONS, (size_t)(row - walk->facts->relations),
		    RELATION_FROM, &problem, walk->faults);
	buf_release(&hint);
}

static void
step_down(struct walk *walk, const struct person *person)
{
	walk->path = mem_grow(walk->path, walk->depth, &walk->cap, sizeof *walk->path);
	walk->path[walk->depth++] = (struct step){person, 0};
	walk->colours[person - walk->facts->people] = ON_PATH;
}

static void
walk_on(struct walk *walk)
{
	struct step *step = &walk->path[walk->depth - 1];
	const struct relation *row = facts_relation(walk->facts, step->person, step->next++);
	const struct person *parent, *child;

	if (row == NULL) {
		walk->colours[step->person - walk->facts->people] = DONE;
		walk->depth--;
		return;
	}
	if (!is_parentage(row, &parent, &child) || parent != step->person)
		return;
	if (walk->colours[child - walk->facts->people] == ON_PATH)
		complain_of_circle(walk, row, child);
	else if (walk->colours[child - walk->facts->people] == UNSEEN)
		step_down(walk, child);
}

static void
check_circles(const struct facts_dir *facts, struct faults *faults)
{
	struct walk walk = {.facts = facts, .faults = faults};

	walk.colours = must_calloc(facts->people_n, sizeof *walk.colours);
	for (size_t i = 0; i < facts->people_n; i++) {
		if (walk.colours[i] == UNSEEN)
			step_down(&walk, &facts->people[i]);
		while (walk.depth != 0)
			walk_on(&walk);
	}
	free(walk.colours);
	free(walk.path);
}

void
facts_check_kin(const struct facts_dir *facts, struct faults *faults)
{
	for (size_t i = 0; i < facts->relations_n; i++)
		check_row(facts, i, faults);
	check_circles(facts, faults);
}
