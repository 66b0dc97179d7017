/* The fields of a story that are asked for, as sets; and the search for those that are refused. */
#ifndef INGEST_FIELDS_H
#define INGEST_FIELDS_H

#include "ingest/graph/nameset.h"
#include "ingest/net/url.h"

/* Of the rows of fields.def. */
typedef nameset fieldset;

/* What an account with that login and policy has. */
fieldset fields_of(enum login login, enum media_policy media);

/* Those without which a list is of no use. */
fieldset fields_core(void);

/* The set as the value of the parameter: "id,caption". */
void fields_put(struct buf *out, fieldset set);

/* The name of the first field of the set; "" of none. */
const char *fields_first_name(fieldset set);

/* The field with that name; none where there is no such one. */
fieldset fields_named(const char *name);

/* Those of the set whose names stand as words in the text. */
fieldset fields_in_text(fieldset set, const char *text);

/*
 * The search: a list with `all` was refused without a name. Each step asks for a subset and says
 * how it went, until every field is known to be good or bad.
 */
#define HUNT_GROUPS_MAX 64 /* each step splits one group; a set has at most 64 fields */

struct hunt {
	fieldset core, good, bad;
	struct {
		fieldset set;
		bool bad;  /* a bad one is among them */
		bool pair; /* bad if the group above it is good */
	} groups[HUNT_GROUPS_MAX];
	size_t n;
	bool asked_core; /* the first step is the core alone */
	bool hopeless;   /* the core itself is refused: it is not about fields */
};

void hunt_start(struct hunt *hunt, fieldset all);

/* What to ask for next; 0 where the search is over. */
fieldset hunt_next(struct hunt *hunt);

/* How the list with the fields of hunt_next() went. */
void hunt_tell(struct hunt *hunt, bool refused);

#endif
