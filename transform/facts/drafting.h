/* What the files that draft rows share; nobody else includes it. */
#ifndef TRANSFORM_FACTS_DRAFTING_H
#define TRANSFORM_FACTS_DRAFTING_H

#include "transform/arena.h"
#include "transform/facts/draft.h"
#include "transform/facts/keys.h"

/* Somebody whom rows can name. */
struct subject {
	const struct wiki_entity *entity;
	const struct person *kept; /* in the facts already, or NULL */
	const char *id, *label;
};

struct drafting {
	struct draft *draft;
	const struct wikidata *wiki;
	const struct facts_dir *facts;
	const char *lang;
	struct arena arena;
	struct subject *list; /* by number of the entity */
	size_t n, cap;
	struct keys seen; /* rows that are there, by their hash */
};

/* Counts what is not in the rows, and keeps the first of it. */
void drafting_note(struct drafting *d, enum draft_note kind, const char *what);

/* One row, unless the same one is there already. */
void drafting_row(struct drafting *d, enum draft_file file, const char *const *cells, size_t n);

/* A day for a cell; "" where there is none. */
const char *drafting_day(struct drafting *d, bool has, struct local_date day);

/* A text of Wikidata as a cell may hold it; "" for NULL. */
const char *drafting_text(struct drafting *d, const char *text);

/*
 * The days on which a statement held for certain; false where there is none. "to" is the first
 * day on which it may have ended, "from" the last on which it may have begun.
 */
bool drafting_period(const json_t *statement, struct period *period);

/* The row of people.csv; those of aliases.csv and handles.csv (draft_people.c). */
void draft_person(struct drafting *d, const struct subject *subject);
void draft_aliases(struct drafting *d, const struct subject *subject);
void draft_handles(struct drafting *d, const struct subject *subject);

/* The rows of relations.csv (draft_kin.c). */
void draft_kin(struct drafting *d, const struct subject *subject);

#endif
