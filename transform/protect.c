#include "transform/protect.h"

#include <strings.h>

#include "transform/hygiene.h"
#include "transform/mention.h"

#define SQUASHED_MAX 256 /* bytes of a name without its blanks */
#define TAG_PIECE_MIN 5  /* bytes; a shorter name inside a longer hashtag is chance */

/* The name as whole words of the text, upper or lower case. */
static bool
has_words(const char *text, const char *name)
{
	size_t n = strlen(name);
	bool in_word = false;

	while (n != 0 && *text != '\0') {
		bool word;
		size_t step = hygiene_point(text, &word);

		if (!in_word && strncasecmp(text, name, n) == 0 && hygiene_ends_word(text + n))
			return true;
		in_word = word;
		text += step;
	}
	return false;
}

static void
squash(const char *name, char squashed[SQUASHED_MAX])
{
	size_t n = 0;

	for (; *name != '\0' && n + 1 < SQUASHED_MAX; name++)
		if (*name != ' ' && *name != '-' && *name != '\'')
			squashed[n++] = *name;
	squashed[n] = '\0';
}

static bool
contains(struct span text, const char *piece, size_t n)
{
	for (size_t i = 0; i + n <= text.n; i++)
		if (strncasecmp(text.p + i, piece, n) == 0)
			return true;
	return false;
}

/* The name run together, as a hashtag or handle or a piece of one. */
static bool
has_tag(const char *caption, const char *name)
{
	char squashed[SQUASHED_MAX];
	struct mention found;
	size_t at = 0, n;

	squash(name, squashed);
	n = strlen(squashed);
	while (n != 0 && mention_next(caption, &at, &found))
		if (contains(found.name, squashed, n) && (found.name.n == n || n >= TAG_PIECE_MIN))
			return true;
	return false;
}

static bool
has_name(const char *caption, const char *name)
{
	return has_words(caption, name) || has_tag(caption, name);
}

/* Whether the poster is of the person's circle, so that a first name means this person. */
static bool
is_close(const struct facts_dir *facts, const struct session *session, const struct person *person)
{
	const struct person *poster = session->poster != NULL ? session->poster->person : NULL;

	for (size_t i = 0; poster != NULL && i < facts->relations_n; i++) {
		const struct relation *r = &facts->relations[i];

		if ((r->from == poster && r->to == person) ||
		    (r->to == poster && r->from == person))
			return true;
	}
	return false;
}

static bool
names_person(const struct facts_dir *facts, const struct session *session,
	     const struct person *person, const char *caption)
{
	const struct person *poster = session->poster != NULL ? session->poster->person : NULL;

	if (has_name(caption, person->full_name) ||
	    (is_close(facts, session, person) && has_name(caption, person->short_name)))
		return true;
	for (size_t i = 0; i < facts->aliases_n; i++) {
		const struct alias *alias = &facts->aliases[i];

		if (alias->person == person &&
		    (alias->context == NULL || alias->context == poster) &&
		    has_name(caption, alias->alias))
			return true;
	}
	for (size_t i = 0; i < facts->handles_n; i++)
		if (facts->handles[i].person == person &&
		    has_tag(caption, facts->handles[i].handle))
			return true;
	return false;
}

bool
protect_hides_caption(const struct facts_dir *facts, const struct session *session,
		      const char *caption)
{
	for (size_t i = 0; i < facts->people_n; i++)
		if (person_is_protected(&facts->people[i], session->day) &&
		    names_person(facts, session, &facts->people[i], caption))
			return true;
	return false;
}

bool
protect_hides_poster(const struct session *session)
{
	return session->poster != NULL &&
	       person_is_protected(session->poster->person, session->day);
}
