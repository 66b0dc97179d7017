/*
 * The template set of one language: a data file (templates/<lang>.txt) that is built in. A
 * template is realised with slots; each slot brings the facts behind its value, so a sentence
 * carries the evidence for everything in it.
 */
#ifndef TRANSFORM_TEMPLATE_H
#define TRANSFORM_TEMPLATE_H

#include "lib/fail.h"

#include "transform/arena.h"

struct template_text {
	const char *lang;
	const char *text;
};

/* Made by the build; ends with {NULL, NULL}. */
extern const struct template_text template_texts[];

struct template_set;

/* The set of a language in a house style; NULL with EX_USAGE when there is none. */
struct template_set *template_set_new(const char *lang, const char *style, struct fail *fail);
void template_set_free(struct template_set *set);

/* "en/us/<first 12 hex of the file's SHA-256>": what a text was made with. */
const char *template_set_name(const struct template_set *set);
const char *template_set_lang(const struct template_set *set);

#define SLOT_FACTS_MAX 32 /* facts behind one value; more are left out, and the linter refuses */
#define SLOTS_MAX 24      /* slots known to one template */

/* A text and the numbers of the facts that cover it. No text: the slot is not there. */
struct slot {
	const char *name; /* static */
	const char *text;
	size_t facts[SLOT_FACTS_MAX];
	size_t facts_n;
};

struct slots {
	struct slot list[SLOTS_MAX];
	size_t n;
};

/* Adds a slot; the text is lent. More slots than SLOTS_MAX are a bug. */
struct slot *slots_add(struct slots *slots, const char *name, const char *text);
void slot_fact(struct slot *slot, size_t fact);
void slot_facts_of(struct slot *slot, const struct slot *other);

/* The value of another template as a slot of this one. */
struct realised {
	const char *text;     /* NULL: no template fits */
	const char *id;       /* static as long as the set */
	const char *template; /* as it stands in the set */
	size_t facts[SLOT_FACTS_MAX * 2];
	size_t facts_n;
};

/* Adds the facts of one text to another's. */
void realised_facts_of(struct realised *made, const struct realised *other);

/*
 * Realises the template `id`. `variant` chooses among equals. Text lives in the arena. A full
 * stop after a quote that ends a sentence itself is dropped.
 */
struct realised template_realise(const struct template_set *set, struct arena *arena,
				 const char *id, const struct slots *slots, uint64_t variant);

/* A template without slots, e.g. a weekday; NULL when the set lacks it. */
const char *template_word(const struct template_set *set, const char *id);

/*
 * Whether the word is one of the set's own: any but weekdays, months and number words, which
 * only a fact can put into a text. An upper case first letter is as good as a lower case one.
 */
bool template_owns_word(const struct template_set *set, struct span word);

#endif
