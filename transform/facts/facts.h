/*
 * The facts directory: what the operator allows an article to state beyond the stories. Every
 * file is optional; what is there is checked strictly, and every error says file, line, column
 * and what to do.
 */
#ifndef TRANSFORM_FACTS_FACTS_H
#define TRANSFORM_FACTS_FACTS_H

#include "lib/digest.h"
#include "lib/faults.h"

#include "transform/time/zone.h"

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
	struct local_date birth, death;
	bool has_birth; /* a date is kept, however imprecise */
	bool has_died;
	bool minor_ok; /* may be named while a minor */
	enum birth_precision birth_precision;
	long priority; /* the more newsworthy, the higher */
	const char *occupation, *source;
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
	const char *lat, *lon; /* degrees as decimal numbers, as written; both or neither */
};

struct facts_file {
	const char *name;
	size_t rows;
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
	size_t by_name[FACTS_FILES]; /* the files as jsonb sorts names: shorter ones first */
	struct facts_store *store;   /* what the texts live in */
};

/*
 * Reads the directory; a NULL path gives an empty one. EX_CONFIG on errors in it: a single one is
 * the fail, several are said and counted. Nothing is left to free then.
 */
MUST_USE int facts_dir_read(struct facts_dir *facts, const char *path, struct fail *fail);

/* As facts_dir_read, with all errors handed over instead of said. */
MUST_USE int facts_dir_check(struct facts_dir *facts, const char *path, struct faults *faults);
void facts_dir_free(struct facts_dir *facts);

/* From now on no minor is cleared, whatever people.csv says. */
void facts_clear_no_minor(struct facts_dir *facts);

/*
 * Makes the lookups below possible; reading a directory does it. For facts whose rows live
 * elsewhere: facts_unindex() gives back what this took.
 */
void facts_index(struct facts_dir *facts);
void facts_unindex(struct facts_dir *facts);

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

/* The relations a person has, on either side, and the works; in the order of their rows. */
const struct relation *facts_relation(const struct facts_dir *facts, const struct person *person,
				      size_t nth); /* NULL after the last */
const struct work *facts_work(const struct facts_dir *facts, const struct person *person,
			      size_t nth);

/* Whether a row of relations.csv joins the two. */
bool facts_related(const struct facts_dir *facts, const struct person *a, const struct person *b);

/* "she", "he" or "they"; NULL where the operator keeps no pronouns. */
const char *person_pronoun(const struct person *person);

/* Somebody of a person's circle, and what they are to that person. */
struct kin {
	const struct person *person;
	enum relation_kind kind; /* RELATION_CHILD: a child of the person */
};

/*
 * Tells of everybody who is related to the person on that day, from whichever side the row was
 * written; those who share a parent with the person are siblings. Somebody may be told more than
 * once. Stops when `take` returns false.
 */
void facts_circle(const struct facts_dir *facts, const struct person *person, struct local_date day,
		  bool (*take)(const struct kin *kin, void *context), void *context);

/* Whether the other is of the person's circle on that day, or is the person. */
bool facts_in_circle(const struct facts_dir *facts, const struct person *person,
		     const struct person *other, struct local_date day);

/* Whether all words of a name are words of some language as well (common.def), or it is a letter.
 */
bool facts_is_common(const char *name);

/* Whether any name could be found in a text, and whether any could give away who is protected. */
bool facts_have_names(const struct facts_dir *facts);
bool facts_have_giveaways(const struct facts_dir *facts);

#define MONTHS_A_YEAR 12

/* Full years on that day, or -1 where they cannot be told or must not be said. */
int person_age(const struct person *person, struct local_date day);

/* Full months on that day; otherwise as person_age. */
int person_months(const struct person *person, struct local_date day);

/* Instagram has had stories from this day on (Meta's newsroom). */
extern const struct local_date facts_first_stories;

/* Whether the person is, or may be, younger than 18 on that day and is not cleared for naming. */
bool person_is_protected(const struct person *person, struct local_date day);

/* By which of their names somebody is named; the surest first. */
enum name_kind {
	NAME_FULL,
	NAME_ALIAS,
	NAME_FIRST, /* short_name, or the first word of full_name */
};

/* What a name found in a text may be. */
struct name_match {
	const struct person *person; /* NULL: no name begins there */
	size_t length;               /* bytes */
	enum name_kind kind;
	bool ambiguous;  /* several people have this name: it is nobody's */
	bool in_context; /* the operator keeps it for this poster, or for the poster's circle */
	bool is_common;  /* see facts_is_common() */
};

/*
 * The longest name that begins at p, which begins a word, in a caption of the poster (or NULL) of
 * that day. Full names of several words in any case, a single word with its capital, common words
 * with all of theirs; aliases where they are valid and first names of the poster's circle as they
 * are written, or all in capitals.
 * Letters may be drawn out. A first name that is also another's name names nobody, unless that is
 * an alias of this poster's: the alias counts then.
 */
struct name_match facts_name_at(const struct facts_dir *facts, const struct person *poster,
				struct local_date day, const char *p);

/* By what a text may name somebody who is no cleared adult. */
struct giveaway {
	const struct person *person;
	const struct person *context; /* counts only in this poster's texts, or NULL */
	bool close;                   /* counts only where the poster is of the person's circle */
	bool squeezed;                /* counts only in a squeezed text (see hygiene.h) */
};

/*
 * Whether some giveaway in a text counts. The text is given as its key without and with blanks
 * (see hygiene_key); longer names count inside other words too.
 */
bool facts_gives_away(const struct facts_dir *facts, const char *run, const char *words,
		      bool (*counts)(const struct giveaway *giveaway, void *context),
		      void *context);

#endif
