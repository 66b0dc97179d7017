/*
 * Rows for people.csv, handles.csv, aliases.csv and relations.csv out of entities of Wikidata, for
 * the operator to read, correct and copy. Nothing is guessed: pronouns and public_minor_ok stay
 * the operator's, and of a date that is not known to the day only what is certain is used.
 */
#ifndef TRANSFORM_FACTS_DRAFT_H
#define TRANSFORM_FACTS_DRAFT_H

#include "lib/buf.h"

#include "transform/facts/wikidata.h"

enum draft_file {
	DRAFT_PEOPLE,
	DRAFT_HANDLES,
	DRAFT_ALIASES,
	DRAFT_RELATIONS,
	DRAFT_FILES,
};

extern const char *const draft_names[DRAFT_FILES]; /* "people.csv" ... */

/* Why something of the entities is not in the rows. */
enum draft_note {
	NOTE_NO_LABEL,
	NOTE_NOT_HUMAN,
	NOTE_BIRTHS_DIFFER,
	NOTE_NO_DEATH_DATE,
	NOTE_BAD_HANDLE,
	NOTE_NO_PERIOD,
	NOTE_NOT_IN_FILE,
	NOTE_NAME_TAKEN,
	DRAFT_NOTES,
};

struct draft {
	struct buf text[DRAFT_FILES]; /* with a header line */
	size_t rows[DRAFT_FILES];
	struct {
		size_t count;
		char first[64]; /* the first of them */
	} notes[DRAFT_NOTES];
};

/*
 * Drafts rows for the people among the entities. Who is in the facts already, by "Q42" in the
 * source, keeps the person_id there and gets only rows that are not there. Release the draft.
 */
void draft_make(struct draft *draft, const struct wikidata *wiki, const struct facts_dir *facts,
		const char *lang);
void draft_release(struct draft *draft);

/* EX_CANTCREAT where a file of facts is in the folder already: a draft overwrites nothing. */
MUST_USE int draft_check_place(const char *folder, struct fail *fail);

/* Writes the files into a folder that was checked; it is made where it is missing. */
MUST_USE int draft_write(const struct draft *draft, const char *folder, struct fail *fail);

/* Says what is not in the rows, and why. */
void draft_tell(const struct draft *draft);

#endif
