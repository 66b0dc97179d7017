/* The people of an article: the list of them, and the paragraph that says who they are. */
#include "lib/mem.h"

#include "transform/compose.h"
#include "transform/words.h"

static void
show_person(struct article *article, const struct person *person, const char *role,
	    const char *name, unsigned evidence)
{
	article->people = mem_grow(article->people, article->people_n, &article->people_cap,
				   sizeof *article->people);
	article->people[article->people_n++] =
	    (struct shown_person){person, role, name, -1, evidence};
}

/* First and last of the people list: the poster, then the cast; names as first mentioned. */
void
compose_cast(struct plan *plan)
{
	struct article *article = plan->article;

	if (plan->poster_person != NULL)
		show_person(article, plan->poster_person, "poster", plan->poster_person->full_name,
			    0);
	for (size_t i = 0; i < article->cast.n; i++) {
		const struct cast_member *member = &article->cast.list[i];

		show_person(article, member->person, member->tagged_n != 0 ? "main" : "mentioned",
			    member->person->full_name, member->evidence);
	}
}

static struct slot
captions_slot(const struct plan *plan, const struct cast_member *member)
{
	struct slot none = {.name = "captions"};

	if (member->named_n == 0)
		return none;
	return words_counted(plan->article, "captions", "captions",
			     member->named_n == 1 ? "one" : "many", member->named_n,
			     "caption_count");
}

static struct slot
tagged_in_slot(const struct plan *plan, const struct cast_member *member)
{
	size_t all = plan->article->session->n;
	struct slot none = {.name = "tagged_in"};
	const char *form = member->tagged_n == 1 ? "one" : "many";

	if (member->tagged_n == 0)
		return none;
	if (member->tagged_n == all)
		form = all == 1 ? "only" : "all";
	return words_counted(plan->article, "tagged_in", "tagged_in", form, member->tagged_n,
			     "tag_count");
}

static void
compose_person(struct plan *plan, size_t block, const struct cast_member *member)
{
	struct article *article = plan->article;
	bool named_in_lede = member->tagged_n != 0;
	struct slots slots = {.n = 0};

	slots.list[slots.n++] = compose_member(plan, "name", member, !named_in_lede);
	slots.list[slots.n++] = compose_age(plan, member->person);
	slots.list[slots.n++] = captions_slot(plan, member);
	slots.list[slots.n++] = tagged_in_slot(plan, member);
	if (plan->poster_person != NULL)
		slots.list[slots.n++] = compose_relation(plan, member->person);
	slots.list[slots.n++] = compose_epithet(plan, member->person);
	article_sentence(article, block,
			 template_realise(article->templates, article->arena, "person", &slots, 0));
}

void
compose_people(struct plan *plan)
{
	const struct cast *cast = &plan->article->cast;
	size_t block;

	if (cast->n == 0)
		return;
	block = article_block(plan->article, "people");
	for (size_t i = 0; i < cast->n; i++)
		compose_person(plan, block, &cast->list[i]);
}
