/*
 * Small phrases of the template set: numbers, days, lists, counts. Each is a slot value with the
 * facts behind it; all language lives in the templates.
 */
#ifndef TRANSFORM_ARTICLE_WORDS_H
#define TRANSFORM_ARTICLE_WORDS_H

#include "transform/article/compose.h"

/* The text of a literal. */
#define WORD(text) ((struct span){(text), sizeof(text) - 1})

/* Figures; in the arena, NUL-terminated. */
struct span words_figures(struct arena *arena, uint64_t number);

/* One to nine in words, figures from ten. */
struct span words_number(const struct plan *plan, size_t number);

/* A counted phrase: the template `id` with {n} and {total}, and one fact of the stories for it. */
struct slot words_counted(const struct plan *plan, const char *id, size_t count, size_t total,
			  const char *fact_kind);

/*
 * The same where it may begin a sentence or speak of some of all: `id` is one of "paid", "links",
 * "rest" or "others", whose forms are one, many, figures (from ten on), and only, both and all
 * where total is told.
 */
struct slot words_some(const struct plan *plan, const char *id, size_t count, size_t total,
		       const char *fact_kind);

/* Joins the values of the slots as a list ("a, b and c"), facts included. */
struct slot words_list(const struct plan *plan, const struct slot *items, size_t n);

/* As words_list() for people: some languages join them in another way. */
struct slot words_names(const struct plan *plan, const struct slot *items, size_t n);

/* How many of n a list of about `most` names: all, or so many that two at least are "others". */
size_t words_named(size_t n, size_t most);

/*
 * As words_list() where some of them have an apposition ("Ann, 9; Bob; and Cleo, the singer,"):
 * with the commas that a verb needs before it. Two at least; the items are changed.
 */
struct slot words_apposed(const struct plan *plan, struct slot *items, const bool *apposed,
			  size_t n);

/*
 * Puts a place as {place}, and as {place_within} for the middle of a sentence: "Los Angeles,
 * California," has a second comma there. NO_SLOT takes both away.
 */
void words_put_place(const struct plan *plan, struct slots *slots, struct slot place);

/*
 * The day as the template `id` says it ("weekday", "date", "full_date"), with a fact that the
 * linter can make again where the day is a story's.
 */
struct slot words_day(const struct plan *plan, const char *id, struct local_date day,
		      const struct fact *base);

#endif
