/*
 * The facts directory: what the operator allows an article to state beyond the stories. Every
 * file is optional; what is there is checked strictly, and every error says file, line, column.
 */
#ifndef TRANSFORM_FACTS_FACTS_H
#define TRANSFORM_FACTS_FACTS_H

#include "lib/digest.h"
#include "lib/fail.h"

#include "transform/zone.h"

enum birth_precision {
	BIRTH_NONE,
	BIRTH_YEAR,
	BIRTH_MONTH,
	BIRTH_DAY,
};

/* All texts are lent by the directory; "" where the cell is empty. */
struct person {
	const char *id;
	const char *full_name, *short_name, *last_name;
	const char *pronouns; /* "she/her" */
	struct local_date birth;
	bool has_birth; /* a date is kept, however imprecise */
	enum birth_precision birth_precision;
	bool has_died;
	bool minor_ok; /* may be named while a minor */
	long priority; /* the more newsworthy, the higher */
	const char *occupation;
};

/* A period of days, open where a date is missing: from <= day < to. */
struct period {
	bool has_from, has_to;
	struct local_date from, to;
};

struct handle {
	const struct person *person;
	const char *account_id, *ig_pk, *handle, *tz, *credit_name;
	struct period when;
};

struct alias {
	const struct person *person;
	const char *alias;
	const struct person *context; /* valid only in this poster's captions; NULL: anywhere */
};

enum relation_kind {
	RELATION_PARENT, /* from is a parent of to */
	RELATION_CHILD,
	RELATION_SIBLING,
	RELATION_SPOUSE,
	RELATION_PARTNER,
	RELATION_EX,
	RELATION_FRIEND,
	RELATION_KINDS,
};

struct relation {
	const struct person *from, *to;
	enum relation_kind kind;
	struct period when;
};

struct work {
	const struct person *person;
	const char *title, *kind, *epithet;
	struct period when;
};

struct place {
	const char *id, *name, *city, *country, *tz;
};

struct facts_file {
	const char *name;
	char sha256[DIGEST_HEX + 1];
};

#define FACTS_FILES 6

struct facts_dir {
	struct person *people;
	struct handle *handles;
	struct alias *aliases;
	struct relation *relations;
	struct work *works;
	struct place *places;
	size_t people_n, handles_n, aliases_n, relations_n, works_n, places_n;
	struct facts_file files[FACTS_FILES]; /* those that are there, in a fixed order */
	size_t files_n;
	struct facts_store *store; /* what the texts live in */
};

/* Reads the directory; a NULL path gives an empty one. EX_CONFIG on any error in it. */
MUST_USE int facts_dir_read(struct facts_dir *facts, const char *path, struct fail *fail);
void facts_dir_free(struct facts_dir *facts);

bool period_has(const struct period *period, struct local_date day);

const struct person *facts_person(const struct facts_dir *facts, const char *id);
const struct place *facts_place(const struct facts_dir *facts, const char *id);

/*
 * The row for an account: by account id, else by ig_pk, else by handle on that day (compared
 * without case; NULL day: any). Texts may be NULL. NULL where the operator keeps none.
 */
const struct handle *facts_handle(const struct facts_dir *facts, const char *account_id,
				  const char *ig_pk, const char *handle,
				  const struct local_date *day);

/* Full years on that day, or -1 where they cannot be told or must not be said. */
int person_age(const struct person *person, struct local_date day);

/* Whether the person is, or may be, younger than 18 on that day and is not cleared for naming. */
bool person_is_protected(const struct person *person, struct local_date day);

#endif
