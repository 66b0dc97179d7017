#include "transform/protect.h"

#include "transform/hygiene.h"

#define PIECE_MIN 5 /* bytes of a key; a shorter name inside a longer word is chance */

/* A text as keys, so that no spelling of a name hides it. */
struct looked_at {
	struct arena *arena;
	const char *run;   /* all letters and numbers in a row */
	const char *words; /* the same with a blank between words */
};

/* The key as a whole word of the text. */
static bool
has_word(const char *words, const char *key)
{
	size_t n = strlen(key);

	for (const char *hit = words; (hit = strstr(hit, key)) != NULL; hit++)
		if ((hit == words || hit[-1] == ' ') && (hit[n] == ' ' || hit[n] == '\0'))
			return true;
	return false;
}

/* Several words, or a long one, anywhere; a short one as a word of its own. */
static bool
has_name(const struct looked_at *text, const char *name)
{
	const char *key = hygiene_key(text->arena, name, false);

	if (key[0] == '\0')
		return false;
	if (strlen(key) >= PIECE_MIN || strchr(name, ' ') != NULL)
		return strstr(text->run, key) != NULL;
	return has_word(text->words, key);
}

static bool
are_related(const struct facts_dir *facts, const struct person *a, const struct person *b)
{
	for (size_t i = 0; i < facts->relations_n; i++) {
		const struct relation *r = &facts->relations[i];

		if ((r->from == a && r->to == b) || (r->to == a && r->from == b))
			return true;
	}
	return false;
}

/* Whether the poster is of the person's circle, an aunt or a step-parent included. */
static bool
is_close(const struct facts_dir *facts, const struct session *session, const struct person *person)
{
	const struct person *poster = session->poster != NULL ? session->poster->person : NULL;

	if (poster == NULL)
		return false;
	if (are_related(facts, poster, person))
		return true;
	for (size_t i = 0; i < facts->relations_n; i++) {
		const struct relation *r = &facts->relations[i];
		const struct person *between = r->from == person ? r->to : r->from;

		if ((r->from == person || r->to == person) && are_related(facts, poster, between))
			return true;
	}
	return false;
}

static bool
names_person(const struct facts_dir *facts, const struct session *session,
	     const struct person *person, const struct looked_at *text)
{
	const struct person *poster = session->poster != NULL ? session->poster->person : NULL;

	if (has_name(text, person->full_name) ||
	    (is_close(facts, session, person) && has_name(text, person->short_name)))
		return true;
	for (size_t i = 0; i < facts->aliases_n; i++) {
		const struct alias *alias = &facts->aliases[i];

		if (alias->person == person &&
		    (alias->context == NULL || alias->context == poster) &&
		    has_name(text, alias->alias))
			return true;
	}
	for (size_t i = 0; i < facts->handles_n; i++)
		if (facts->handles[i].person == person && has_name(text, facts->handles[i].handle))
			return true;
	return false;
}

bool
protect_hides_text(const struct facts_dir *facts, const struct session *session, const char *text)
{
	struct arena arena = ARENA_EMPTY;
	struct looked_at keys = {.arena = &arena};
	bool hides = false;

	keys.run = hygiene_key(&arena, text, false);
	keys.words = hygiene_key(&arena, text, true);
	for (size_t i = 0; i < facts->people_n && !hides; i++)
		hides = person_is_protected(&facts->people[i], session->day) &&
			names_person(facts, session, &facts->people[i], &keys);
	arena_release(&arena);
	return hides;
}

bool
protect_hides_poster(const struct session *session)
{
	return session->poster != NULL &&
	       person_is_protected(session->poster->person, session->day);
}
