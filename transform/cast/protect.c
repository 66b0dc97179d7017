#include "transform/cast/protect.h"

#include "transform/text/hygiene.h"

/* Whether the poster is of the person's circle, an aunt or a step-parent included. */
static bool
is_close(const struct facts_dir *facts, const struct person *poster, const struct person *person)
{
	const struct relation *relation;

	if (poster == NULL)
		return false;
	if (facts_related(facts, poster, person))
		return true;
	for (size_t i = 0; (relation = facts_relation(facts, person, i)) != NULL; i++) {
		const struct person *between =
		    relation->from == person ? relation->to : relation->from;

		if (between != NULL && facts_related(facts, poster, between))
			return true;
	}
	return false;
}

struct reader {
	const struct facts_dir *facts;
	const struct session *session;
};

static bool
counts(const struct giveaway *giveaway, void *context)
{
	const struct reader *reader = context;
	const struct session *session = reader->session;
	const struct person *poster = session->poster != NULL ? session->poster->person : NULL;

	if (!person_is_protected(giveaway->person, session->day) ||
	    (giveaway->context != NULL && giveaway->context != poster))
		return false;
	return !giveaway->close || is_close(reader->facts, poster, giveaway->person);
}

bool
protect_hides_text(const struct facts_dir *facts, const struct session *session, const char *text)
{
	struct arena arena = ARENA_EMPTY;
	struct reader reader = {facts, session};
	bool hides;

	if (!facts_have_giveaways(facts))
		return false;
	hides = facts_gives_away(facts, hygiene_key(&arena, text, false),
				 hygiene_key(&arena, text, true), counts, &reader);

	arena_release(&arena);
	return hides;
}

bool
protect_hides_poster(const struct session *session)
{
	return session->poster != NULL &&
	       person_is_protected(session->poster->person, session->day);
}
