/*
 * An article as lines that people can compare: sections of what belongs together, a sentence, a
 * person, a figure a line. What the table does not know of comes last under its own name, so that
 * no member of an article can change unseen.
 */
#ifndef TRANSFORM_DIFF_SECTIONS_H
#define TRANSFORM_DIFF_SECTIONS_H

#include "lib/record.h"

#include "transform/arena.h"
#include "transform/diff/myers.h"

struct section {
	const char *name;
	bool brief;          /* told of an article that is added or removed, too */
	struct pieces lines; /* without line feeds and control characters */
};

struct sections {
	struct section *list;
	size_t n, cap;
	struct arena arena; /* the texts */
};

/* The sections of an article. The first ones are the same for all, whether they have lines or not.
 */
void sections_of(struct sections *sections, const struct record *article);

/* The last resort where all those are alike: the members that differ in the other, as JSON text. */
void sections_raw(struct sections *sections, const struct record *article,
		  const struct record *other);

/* NULL where there is none of that name. */
const struct section *sections_find(const struct sections *sections, const char *name);

void sections_release(struct sections *sections);

#endif
