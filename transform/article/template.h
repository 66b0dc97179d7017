/*
 * The template set of one language: a data file (templates/<lang>.txt) that is built in. A
 * template is realised with slots; each slot brings the facts behind its value, so a text carries
 * the evidence for everything in it.
 */
#ifndef TRANSFORM_ARTICLE_TEMPLATE_H
#define TRANSFORM_ARTICLE_TEMPLATE_H

#include "lib/fail.h"

#include "transform/arena.h"

struct template_file {
	const char *lang;
	const char *text;
};

/* Made by the build; ends with {NULL, NULL}. */
extern const struct template_file template_files[];

enum slot_id {
#define SLOT(name) SLOT_##name,
#include "transform/article/slots.def"
#undef SLOT
	SLOTS
};

/* Numbers of facts, each once; in the arena. */
struct refs {
	const uint32_t *list;
	size_t n;
};

#define REFS_MAX 512 /* facts behind one text; of more the rest is left out, and lint refuses */

/* A value and the facts that cover it. text.p NULL: there is none. */
struct slot {
	struct span text;
	struct refs facts;
};

#define NO_SLOT ((struct slot){.text = {NULL, 0}})

/* The values at hand; what is not put is not there. */
struct slots {
	uint64_t there; /* a bit for each slot */
	struct slot list[SLOTS];
};

#define SLOTS_NONE(slots) ((slots)->there = 0)

/* Puts a value in; none and an empty one are as good as not put. */
void slots_put(struct slots *slots, enum slot_id id, struct slot slot);
void slots_put_text(struct slots *slots, enum slot_id id, struct span text);

/* The facts of both. */
struct refs refs_join(struct arena *arena, struct refs a, struct refs b);

/* One realised text: a slot's value may be one, too. */
struct told {
	struct span text;     /* NUL-terminated; p NULL: no template fits */
	const char *template; /* its id, static as long as the set; NULL as p */
	size_t variant;       /* which of the lines with that id */
	struct refs facts;
};

struct slot slot_told(struct told told);

struct template_set;

/* The set of a language in a house style; NULL with EX_USAGE when there is none. */
struct template_set *template_set_new(const char *lang, const char *style, struct fail *fail);
void template_set_free(struct template_set *set);

/* "en/us/<first 12 hex of the file's SHA-256>": what a text was made with. */
const char *template_set_name(const struct template_set *set);
const char *template_set_lang(const struct template_set *set);

/*
 * Realises the template `id`: of its lines those with the most slots in use, among equals the one
 * of `variant`. Of two stops at the end the first is enough.
 */
struct told template_tell(const struct template_set *set, struct arena *arena, const char *id,
			  const struct slots *slots, uint64_t variant);

/* A template without slots by the parts of its id, joined by dots (NULL: no such part). */
struct span template_word(const struct template_set *set, const char *first, const char *second,
			  const char *third);

/*
 * Whether the word is one of the set's own: any but weekdays, months, number words and names of
 * languages, which only a fact can put into a text. An upper case first letter is as good as a
 * lower case one.
 */
bool template_owns_word(const struct template_set *set, struct span word);

#define WEEKDAYS 7
#define MONTHS 12

/* The weekday that the word is the name of, 0 = Sunday; WEEKDAYS for any other word. */
int template_weekday(const struct template_set *set, struct span word);

/* Their names, and those of the months: how they are written beside a day. */
struct span template_weekday_name(const struct template_set *set, int weekday);
struct span template_month_name(const struct template_set *set, int month, bool with_day);

/* What of the set's ban.* lists (filler, guesses) the text, which is not empty, begins with. */
const char *template_banned(const struct template_set *set, struct span text);

#endif
