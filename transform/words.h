/*
 * Small phrases of the template set: numbers, dates, lists, media counts. Each is a slot value
 * with the facts behind it; all language lives in the templates.
 */
#ifndef TRANSFORM_WORDS_H
#define TRANSFORM_WORDS_H

#include "transform/article.h"

/* One to nine in words, figures from ten. */
const char *words_number(const struct article *article, size_t number);

/* "she", "he" or "they"; NULL where the operator keeps no pronouns. */
const char *words_pronoun(const struct person *person);

/* A word out of the set by up to three parts of its id, joined by dots; NULL if there is none. */
const char *words_find(const struct article *article, const char *first, const char *second,
		       const char *third);

/* The kind of a story for words: "IMAGE", "VIDEO" or "OTHER". */
const char *words_media(const struct story *story);

/* A counted phrase: the template `id`.`form` with {n} and {total}, and one fact for it. */
struct slot words_counted(struct article *article, const char *name, const char *id,
			  const char *form, size_t count, const char *fact_kind);

/* Joins the values of the slots as a list ("a, b and c") into out, facts included. */
void words_list(const struct article *article, struct slot *out, const struct slot *items,
		size_t n);

#endif
