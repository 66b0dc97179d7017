/*
 * Who is in a session: the people its stickers tag and its captions name, each with the evidence.
 * Hashtags never name anyone; an alias needs its capital letter and, where the operator says so,
 * this poster's caption; an ambiguous name names nobody. A minor who is not cleared is nowhere,
 * and captions with such a name are not quoted.
 */
#ifndef TRANSFORM_CAST_H
#define TRANSFORM_CAST_H

#include "transform/session.h"

enum evidence {
	EVIDENCE_TAG = 1,
	EVIDENCE_HANDLE = 2,
	EVIDENCE_FULL_NAME = 4,
	EVIDENCE_ALIAS = 8,
};

#define EVIDENCE_KINDS 4
extern const char *const evidence_names[EVIDENCE_KINDS]; /* by bit */

struct cast_member {
	const struct person *person;
	unsigned evidence;
	bool *tagged, *named; /* for each story of the session */
	size_t tagged_n, named_n;
	const char *words; /* what named the person first, as it stands there; NULL: only tags */
	const struct story *words_in;
};

/* A note for the editor. */
struct review_note {
	const char *reason; /* static */
	const char *detail;
	const char *story_id; /* or NULL */
};

struct cast {
	struct cast_member *list; /* the most newsworthy first; without the poster */
	size_t n, cap;
	bool *withheld; /* for each story: its caption must not be quoted */
	bool *birthday; /* for each story: its caption speaks of a birthday; NULL: none does */
	struct review_note *notes;
	size_t notes_n, notes_cap;
};

/* Texts and flags live in the arena; list and notes are freed by cast_release(). */
void cast_find(struct cast *cast, const struct session *session, const struct facts_dir *facts,
	       struct arena *arena);

/* Adds a note for the editor, once; reason is static, the others are lent. */
void cast_note(struct cast *cast, const char *reason, const char *detail, const char *story_id);
void cast_release(struct cast *cast);

#endif
