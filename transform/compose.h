/* What the files that compose an article share; nobody else includes it. */
#ifndef TRANSFORM_COMPOSE_H
#define TRANSFORM_COMPOSE_H

#include "transform/article.h"

#define ALL_STORIES SIZE_MAX /* in place of a story's number: anywhere in the session */

/* The setting of the event, as slots that most templates use. */
struct plan {
	struct article *article;
	const struct facts_dir *facts;
	const struct person *poster_person; /* or NULL */
	struct local_date date; /* where it happened: in the place's zone, else the account's */
	struct slot poster, place, weekday, day, full_date, credit, media;
};

/* Finds poster, place and date (setting.c). */
void plan_setting(struct plan *plan);

/* One paragraph a caption that may be quoted (quotes.c). */
void compose_quotes(struct plan *plan);

/* A new block, and a sentence at its end; nothing for a template that did not fit. */
size_t compose_block(struct article *article, const char *kind);
void compose_sentence(struct article *article, size_t block, struct realised made);

/* A person's name: whole at the first mention, short after it. */
struct slot compose_name(const struct plan *plan, const char *slot_name,
			 const struct person *person, bool first_mention);

/* Adds the slot "age" where the age is known, and remembers that it is shown. */
void compose_age(const struct plan *plan, struct slots *slots, const struct person *person);

#endif
