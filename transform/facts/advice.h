/* What is no error in the facts, but worth knowing to who keeps them. */
#ifndef TRANSFORM_FACTS_ADVICE_H
#define TRANSFORM_FACTS_ADVICE_H

#include "transform/facts/facts.h"

#define ADVICE_EXAMPLES 20 /* rows named; the others are counted */
#define ADVICE_VALUE 96    /* bytes */

struct advice_row {
	size_t line;
	char value[ADVICE_VALUE]; /* who or what it is about */
};

/* One kind of thing to know, with the rows it is true of. */
struct advice {
	const char *file;        /* "people.csv" */
	const char *what, *hint; /* static */
	struct advice_row rows[ADVICE_EXAMPLES];
	size_t count; /* all of them */
};

/*
 * Calls `tell` for each kind that is true of some row. Minors are those who are protected in
 * stories taken on that day or later. The advice is lent while it is told.
 */
void facts_advise(const struct facts_dir *facts, struct local_date since,
		  void (*tell)(const struct advice *advice, void *context), void *context);

#endif
