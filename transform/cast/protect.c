#include "transform/cast/protect.h"

#include <ctype.h>

#include "transform/cast/lexicon.h"
#include "transform/text/alike.h"
#include "transform/text/hygiene.h"

static const struct person *
other_side(const struct relation *row, const struct person *person)
{
	return row->from == person ? row->to : row->from;
}

/* Whether a row ties the two, or somebody who is parent or child of both. */
static bool
is_kin(const struct facts_dir *facts, const struct person *a, const struct person *b)
{
	const struct relation *row;

	if (a == b || facts_related(facts, a, b))
		return true;
	for (size_t i = 0; (row = facts_relation(facts, a, i)) != NULL; i++)
		if ((row->kind == RELATION_PARENT || row->kind == RELATION_CHILD) &&
		    facts_related(facts, other_side(row, a), b))
			return true;
	return false;
}

/* Whether the poster is kin of the person or of somebody whom a row ties to the person. */
static bool
is_near(const struct facts_dir *facts, const struct person *poster, const struct person *person)
{
	const struct relation *row;

	if (is_kin(facts, poster, person))
		return true;
	for (size_t i = 0; (row = facts_relation(facts, person, i)) != NULL; i++)
		if (is_kin(facts, poster, other_side(row, person)))
			return true;
	return false;
}

/* Whether the person is of the poster's family, nieces and step-children included, or in-laws'. */
static bool
is_close(const struct facts_dir *facts, const struct person *poster, const struct person *person)
{
	const struct relation *row;

	if (poster == NULL || is_near(facts, poster, person))
		return poster != NULL;
	for (size_t i = 0; (row = facts_relation(facts, poster, i)) != NULL; i++)
		if ((row->kind == RELATION_SPOUSE || row->kind == RELATION_PARTNER) &&
		    is_near(facts, other_side(row, poster), person))
			return true;
	return false;
}

struct reader {
	const struct facts_dir *facts;
	const struct session *session;
	bool squeezed;
};

static bool
counts(const struct giveaway *giveaway, void *context)
{
	const struct reader *reader = context;
	const struct session *session = reader->session;
	const struct person *poster = session->poster != NULL ? session->poster->person : NULL;

	if ((giveaway->squeezed && !reader->squeezed) ||
	    !person_is_protected(giveaway->person, session->day) ||
	    (giveaway->context != NULL && giveaway->context != poster))
		return false;
	return !giveaway->close || is_close(reader->facts, poster, giveaway->person);
}

/* Leaves the words of a key that are drawn out, squeezed; false for none. */
static bool
squeeze_words(char *words)
{
	bool any = false;

	for (char *word = words, *end; *word != '\0'; word = end + strspn(end, " ")) {
		size_t left = 0;
		char after;

		end = word + strcspn(word, " ");
		after = *end;
		*end = '\0';
		if (hygiene_is_drawn_out(word)) {
			hygiene_squeeze(word);
			left = strlen(word);
			any = true;
		}
		memset(word + left, ' ', (size_t)(end - word) - left);
		*end = after;
	}
	return any;
}

/* Joins letters that stand alone, as in "A.N.N.A." and "a n n a"; false where there are none. */
static bool
join_letters(char *words)
{
	bool before = false, any = false;
	char *to = words;

	for (const char *p = words; *p != '\0'; p += *p == ' ') {
		size_t n = strcspn(p, " ");
		bool letter = n == 1 && isalpha((unsigned char)*p);

		if (to != words && !(before && letter))
			*to++ = ' ';
		any = any || (before && letter);
		memmove(to, p, n);
		to += n;
		p += n;
		before = letter;
	}
	*to = '\0';
	return any;
}

/* Whether letters are mixed, as to hide a name, while there is somebody whose name may be hidden.
 */
static bool
may_disguise(const struct facts_dir *facts, struct local_date day, const char *text)
{
	if (!alike_mixes_scripts(text))
		return false;
	for (size_t i = 0; i < facts->people_n; i++)
		if (person_is_protected(&facts->people[i], day))
			return true;
	return false;
}

bool
protect_hides_text(const struct facts_dir *facts, const struct session *session, const char *text)
{
	struct arena arena = ARENA_EMPTY;
	struct reader reader = {.facts = facts, .session = session};
	char *run, *words;
	bool hides;

	if (!facts_have_giveaways(facts))
		return false;
	run = hygiene_key(&arena, text, false);
	words = hygiene_key(&arena, text, true);
	hides = facts_gives_away(facts, run, words, counts, &reader) ||
		may_disguise(facts, session->day, text) ||
		(join_letters(words) && facts_gives_away(facts, "", words, counts, &reader));
	if (!hides && hygiene_is_drawn_out(run) && squeeze_words(words)) {
		hygiene_squeeze(run);
		reader.squeezed = true;
		hides = facts_gives_away(facts, run, words, counts, &reader);
	}
	arena_release(&arena);
	return hides;
}

struct children {
	struct local_date day;
	bool any; /* who is protected */
};

static bool
look_for_minor(const struct kin *kin, void *context)
{
	struct children *children = context;

	children->any =
	    kin->kind == RELATION_CHILD && person_is_protected(kin->person, children->day);
	return !children->any;
}

static bool
speaks_of_school(const char *text)
{
	struct lexicon_reader reader = LEXICON_READER(text);

	while (lexicon_step(&reader)) {
		struct lexicon_hits hits = lexicon_look(&reader);

		for (size_t i = 0; i < hits.n; i++)
			if (hits.list[i].kind == LEXICON_SCHOOL)
				return true;
	}
	return false;
}

bool
protect_hides_school(const struct facts_dir *facts, const struct session *session, const char *text)
{
	struct children children = {.day = session->day};

	if (session->poster != NULL && facts_have_giveaways(facts))
		facts_circle(facts, session->poster->person, session->day, look_for_minor,
			     &children);
	return children.any && speaks_of_school(text);
}

bool
protect_hides_tag(const struct facts_dir *facts, const struct session *session,
		  const json_t *mention)
{
	const char *handle = json_string_value(json_object_get(mention, "handle"));
	const char *ig_pk = json_string_value(json_object_get(mention, "ig_pk"));
	const char *name = json_string_value(json_object_get(mention, "full_name"));
	const struct handle *row = facts_handle(facts, NULL, ig_pk, handle, &session->day);

	if (row != NULL && person_is_protected(row->person, session->day))
		return true;
	return (handle != NULL && protect_hides_text(facts, session, handle)) ||
	       (row == NULL && name != NULL && protect_hides_text(facts, session, name));
}

bool
protect_hides_poster(const struct facts_dir *facts, const struct session *session)
{
	const char *handle, *before = "";

	if (session->poster != NULL)
		return person_is_protected(session->poster->person, session->day);
	for (size_t i = 0; i < session->n; i++, before = handle) {
		handle = story_text(&session->stories[i], CELL(handle));
		if (handle == NULL)
			handle = before;
		if (strcmp(handle, before) != 0 && protect_hides_text(facts, session, handle))
			return true;
	}
	return false;
}
