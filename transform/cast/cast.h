/*
 * Who is in a session: the people its stickers tag and its captions name, each with the evidence.
 * What is looked for, in this order, the first that fits a place of a text counts: an account that
 * is tagged; a handle, as of that day; a full name; an alias, where it is valid; a word for a
 * relation ("my daughter"), where one person only can be meant; the first name of somebody of the
 * poster's circle, where nobody else of it has that name.
 *
 * Hashtags never name anyone; an ambiguous name names nobody. A name that is a common word too
 * ("North") counts only with a capital, where the operator keeps it for this poster, and where no
 * capital is due anyway: at the start of a sentence only before words that follow a person's name
 * ("North loves it"). A minor who is not cleared is nowhere, and captions with such a name are not
 * quoted.
 */
#ifndef TRANSFORM_CAST_H
#define TRANSFORM_CAST_H

#include "transform/stories/session.h"

enum evidence {
	EVIDENCE_TAG = 1,
	EVIDENCE_HANDLE = 2,
	EVIDENCE_FULL_NAME = 4,
	EVIDENCE_ALIAS = 8,
	EVIDENCE_RELATION = 16,
	EVIDENCE_FIRST_NAME = 32,
};

#define EVIDENCE_KINDS 6
extern const char *const evidence_names[EVIDENCE_KINDS]; /* by bit */

/*
 * How sure each kind is, of 100: the account itself tagged 100, its handle in a text 95, a full
 * name 90, an alias the operator keeps 80, a word for a relation 60, a first name 50. An editor
 * is asked to look at whom nothing surer than CONFIDENCE_LOW names.
 */
extern const unsigned evidence_confidence[EVIDENCE_KINDS]; /* by bit */
#define CONFIDENCE_LOW 70

struct cast_member {
	const struct person *person;
	unsigned evidence;
	bool *tagged, *named; /* for each story of the session */
	size_t tagged_n, named_n;
	const char *words; /* what named the person first, as it stands there; NULL: only tags */
	const struct story *words_in;
	unsigned confidence; /* of the surest evidence */
};

/* What a story says beyond who is in it. */
struct story_signs {
	bool birthday; /* its caption has a word for one */
	bool names;    /* its caption names somebody, the poster or who is protected included */
	bool names_poster;
	bool sensitive; /* its caption has a word such as funeral or divorce */
	bool reshare;   /* a source or its caption says that it shows what somebody else posted */
	bool link;      /* a sticker or the caption leads elsewhere */
	bool paid;      /* marked as advertising */
	bool minor;     /* it may show or tell of a minor who is not cleared */
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
	bool *withheld;            /* for each story: its caption must not be quoted */
	struct story_signs *signs; /* for each story */
	struct review_note *notes;
	size_t notes_n, notes_cap;
};

/* Texts and flags live in the arena; list and notes are freed by cast_release(). */
void cast_find(struct cast *cast, const struct session *session, const struct facts_dir *facts,
	       struct arena *arena);

/* Adds a note for the editor, once, while there is room; reason is static, the others are lent. */
void cast_note(struct cast *cast, const char *reason, const char *detail, const char *story_id);
void cast_release(struct cast *cast);

#endif
