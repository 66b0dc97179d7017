/* Headline and dek. */
#include "transform/article/words.h"
#include "transform/text/hygiene.h"

#define HEADLINE_PEOPLE 3 /* beside the one who leads; more are a list */

/*
 * "daughter North West": where the poster leads, whose it is then. No "child North West", which is
 * what is left without a pronoun.
 */
static struct slot
name_with_relation(const struct plan *plan, const struct actor *actor)
{
	struct slot name = actor_full_name(plan, actor), word = actor_relation_word(plan, actor);
	struct slots slots;

	if (word.text.p == NULL || plan->star != NULL || !actor_is_one(actor))
		return name;
	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_name, name);
	slots_put(&slots, SLOT_relation_word, word);
	return slot_told(
	    template_tell(plan->article->templates, plan->arena, "named_relation", &slots, 0));
}

/* A birthday that is over is told in the body. */
static bool
leads_with_birthday(const struct plan *plan)
{
	return plan->celebrant != NULL &&
	       local_date_compare(plan->birthday, plan->article->day) >= 0 &&
	       (plan->celebrant->member == NULL ||
		plan->celebrant->member->confidence >= CONFIDENCE_LOW);
}

/* Those beside the one who leads: the poster's kin first, so that they go last. */
struct chosen {
	const struct actor *list[HEADLINE_PEOPLE + 1];
	size_t n;
};

static void
choose(const struct plan *plan, struct chosen *chosen, size_t max, bool kin)
{
	for (size_t i = 0; i < plan->actors_n && chosen->n < max; i++) {
		const struct actor *actor = &plan->actors[i];

		if (actor->member != NULL && actor->member->confidence >= CONFIDENCE_LOW &&
		    actor != plan->star &&
		    !(leads_with_birthday(plan) && actor == plan->celebrant) &&
		    (actor_relation_word(plan, actor).text.p != NULL) == kin)
			chosen->list[chosen->n++] = actor;
	}
}

/* Those of them that are tagged, or that are mentioned only. */
static struct slot
people_slot(const struct plan *plan, const struct chosen *chosen, bool tagged)
{
	struct slot names[COUNT(chosen->list)];
	size_t n = 0;

	/* behind another name a bare word for a relation would read as that one's */
	for (size_t i = 0; i < chosen->n; i++)
		if ((chosen->list[i]->member->tagged_n != 0) == tagged) {
			names[n] = n == 0 ? name_with_relation(plan, chosen->list[i])
					  : actor_full_name(plan, chosen->list[i]);
			n++;
		}
	return words_names(plan, names, n);
}

/* Whoever leads stands first among those who are there in the same way. */
static void
put_people(struct plan *plan, struct chosen *chosen)
{
	struct slot tagged = people_slot(plan, chosen, true),
		    named = people_slot(plan, chosen, false);
	const struct cast_member *star = plan->star != NULL ? plan->star->member : NULL;

	slots_put(&plan->slots, SLOT_tagged, tagged);
	slots_put(&plan->slots, SLOT_named, named);
	if (star == NULL)
		return;
	slots_put(&plan->slots, SLOT_star, actor_full_name(plan, plan->star));
	if ((star->tagged_n != 0 ? tagged : named).text.p == NULL)
		return;
	for (size_t i = chosen->n; i > 0; i--)
		chosen->list[i] = chosen->list[i - 1];
	chosen->list[0] = plan->star;
	chosen->n++;
	slots_put(&plan->slots, star->tagged_n != 0 ? SLOT_tagged : SLOT_named,
		  people_slot(plan, chosen, star->tagged_n != 0));
	slots_put(&plan->slots, SLOT_star, NO_SLOT);
}

/* Which headline: whose birthday it is, or who leads where that is not the poster. */
static const char *
headline_id(const struct plan *plan)
{
	if (leads_with_birthday(plan))
		return plan->celebrant == plan->poster ? "headline.own_birthday"
						       : "headline.birthday";
	if (plan->star != NULL)
		return plan->star->member->tagged_n != 0 ? "headline.tagged" : "headline.named";
	return "headline";
}

/* A place in the headline is that of most of the stories. */
static bool
is_place_of_most(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->frames_n; i++)
		n += plan->frames[i].place.id != NULL;
	return n * 2 >= plan->frames_n;
}

static struct told
headline_with(struct plan *plan, size_t people, bool place)
{
	const char *form = plan->frames_n == 1 ? "one" : "many";
	struct chosen chosen = {.n = 0};
	struct told told;

	plan_begin(plan);
	if (!place || !is_place_of_most(plan))
		words_put_place(plan, &plan->slots, NO_SLOT);
	if (leads_with_birthday(plan)) {
		slots_put(&plan->slots, SLOT_celebrant, name_with_relation(plan, plan->celebrant));
		slots_put(&plan->slots, SLOT_turned,
			  actor_age_on(plan, plan->celebrant, plan->birthday));
	}
	slots_put_text(&plan->slots, SLOT_channel,
		       template_word(plan->article->templates, "stories.bare", form, NULL));
	choose(plan, &chosen, people, true);
	choose(plan, &chosen, people, false);
	put_people(plan, &chosen);
	told = plan_tell(plan, headline_id(plan));
	return told.text.p != NULL ? told : plan_tell(plan, "headline");
}

static bool
is_long(struct told headline)
{
	return headline.text.n > ARTICLE_HEADLINE_MAX &&
	       hygiene_length(headline.text.p) > ARTICLE_HEADLINE_MAX;
}

/* Names of any length fit: the account's handle has an end. */
static struct told
shortest_headline(struct plan *plan)
{
	struct told told;

	plan_begin(plan);
	words_put_place(plan, &plan->slots, NO_SLOT);
	told = plan_tell(plan, "headline");
	if (!is_long(told))
		return told;
	slots_put(&plan->slots, SLOT_poster, plan_account(plan));
	return plan_tell(plan, "headline");
}

/* With as many of the people as its length allows, and the place if it can stay. */
void
compose_headline(struct plan *plan)
{
	struct article *article = plan->article;
	size_t people = article->cast.n < HEADLINE_PEOPLE ? article->cast.n : HEADLINE_PEOPLE;

	article->headline = headline_with(plan, people, true);
	while (people > 0 && is_long(article->headline))
		article->headline = headline_with(plan, --people, true);
	if (is_long(article->headline))
		article->headline = headline_with(plan, 0, false);
	if (is_long(article->headline))
		article->headline = shortest_headline(plan);
}

void
compose_dek(struct plan *plan)
{
	plan_begin(plan);
	if (plan->poster != NULL)
		slots_put(&plan->slots, SLOT_epithet, actor_epithet(plan, plan->poster));
	plan->article->dek = plan_tell(plan, "dek");
}
