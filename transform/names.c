/* What people are called, and what the operator's facts say of them: slots for names, ages,
 * epithets and relations. */
#include "transform/compose.h"
#include "transform/words.h"

static void
show_age(struct article *article, const struct person *person, int age)
{
	for (size_t i = 0; i < article->people_n; i++)
		if (article->people[i].person == person)
			article->people[i].age_shown = age;
}

/* Whether the two are kin or share a surname, so that a surname alone would confuse. */
static bool
confusable(const struct facts_dir *facts, const struct person *a, const struct person *b)
{
	const struct relation *r;

	if (a == b)
		return false;
	if (a->last_name[0] != '\0' && strcmp(a->last_name, b->last_name) == 0)
		return true;
	for (size_t i = 0; (r = facts_relation(facts, a, i)) != NULL; i++)
		if (r->kind != RELATION_FRIEND && (r->from == b || r->to == b))
			return true;
	return false;
}

#define CHILD_AGE 15 /* at most: called by the first name, as the agency's style has it */

/* What a person is called after the first mention: the surname, or the first name where due. */
static const char *
later_name(const struct plan *plan, const struct person *person)
{
	const struct article *article = plan->article;
	int age = person_age(person, plan->setting.date);
	bool first_name = age >= 0 && age <= CHILD_AGE;

	for (size_t i = 0; i < article->people_n; i++)
		first_name =
		    first_name || confusable(plan->facts, person, article->people[i].person);
	if (first_name)
		return person->short_name[0] != '\0' ? person->short_name : person->full_name;
	return person->last_name[0] != '\0' ? person->last_name : person->full_name;
}

struct slot
compose_name(const struct plan *plan, const char *slot_name, const struct person *person,
	     bool first_mention)
{
	struct slot slot = {.name = slot_name};

	slot.text = first_mention ? person->full_name : later_name(plan, person);
	slot_fact(&slot, article_fact(plan->article, "person", slot.text, ORIGIN_PEOPLE, NULL));
	return slot;
}

struct slot
compose_member(const struct plan *plan, const char *slot_name, const struct cast_member *member,
	       bool first_mention)
{
	struct slot slot = compose_name(plan, slot_name, member->person, first_mention);
	const struct story *stories = plan->article->session->stories;
	size_t tag = 0;

	if (member->words != NULL)
		slot_fact(&slot, article_fact(plan->article, "mention", member->words, ORIGIN_STORY,
					      member->words_in->story_id));
	if (member->tagged_n == 0)
		return slot;
	while (!member->tagged[tag])
		tag++;
	slot_fact(&slot, article_fact(plan->article, "tag", member->person->full_name, ORIGIN_STORY,
				      stories[tag].story_id));
	return slot;
}

#define MONTHS_END 24 /* at this age and from it on years are said, before it months */

/* "8 months old"; NULL in the first month, of which nothing is said. */
static const char *
age_in_months(const struct article *article, int months)
{
	struct slots parts = {.n = 0};

	if (months == 0)
		return NULL;
	slots_add(&parts, "n", arena_printf(article->arena, "%d", months));
	return template_realise(article->templates, article->arena,
				months == 1 ? "age.months.one" : "age.months.many", &parts, 0)
	    .text;
}

struct slot
compose_age(const struct plan *plan, const struct person *person)
{
	struct slot slot = {.name = "age"};
	int months = person_months(person, plan->setting.date);

	/* the place may be a day behind the account, and the person a minor there still */
	if (months < 0 || person_is_protected(person, plan->setting.date))
		return slot;
	slot.text = months >= MONTHS_END
			? arena_printf(plan->article->arena, "%d", months / MONTHS_A_YEAR)
			: age_in_months(plan->article, months);
	if (slot.text == NULL)
		return slot;
	slot_fact(&slot, article_fact(plan->article, "age", slot.text, ORIGIN_PEOPLE, NULL));
	show_age(plan->article, person, months / MONTHS_A_YEAR);
	return slot;
}

struct slot
compose_epithet(const struct plan *plan, const struct person *person)
{
	struct slot slot = {.name = "epithet"};
	const struct work *work;

	for (size_t i = 0; slot.text == NULL && (work = facts_work(plan->facts, person, i)) != NULL;
	     i++)
		if (work->epithet[0] != '\0' && period_has(&work->when, plan->setting.date))
			slot.text = work->epithet;
	if (slot.text != NULL)
		slot_fact(&slot,
			  article_fact(plan->article, "epithet", slot.text, ORIGIN_WORKS, NULL));
	return slot;
}

/* The relation kind as seen from the poster: what the other person is to them. */
static bool
relation_to_poster(const struct plan *plan, const struct person *person, const char **kind)
{
	static const char *const names[RELATION_KINDS] = {"parent",  "child", "sibling", "spouse",
							  "partner", "ex",    "friend"};
	const struct person *poster = plan->poster_person;
	const struct relation *r;

	for (size_t i = 0; poster != NULL && (r = facts_relation(plan->facts, person, i)) != NULL;
	     i++) {
		enum relation_kind seen = r->kind;

		if (!period_has(&r->when, plan->setting.date))
			continue;
		if (r->to == poster && r->from == person && r->kind == RELATION_PARENT)
			seen = RELATION_CHILD;
		else if (r->to == poster && r->from == person && r->kind == RELATION_CHILD)
			seen = RELATION_PARENT;
		else if (!(r->from == poster && r->to == person) &&
			 !(r->to == poster && r->from == person))
			continue;
		*kind = names[seen];
		return true;
	}
	return false;
}

/* "daughter"; no text where there is no relation. */
struct slot
compose_relation_word(const struct plan *plan, const struct person *person)
{
	struct slot slot = {.name = "relation_word"};
	const char *pronoun = words_pronoun(person), *kind;

	if (!relation_to_poster(plan, person, &kind))
		return slot;
	slot.text = words_find(plan->article, "relation", kind, pronoun != NULL ? pronoun : "they");
	if (slot.text != NULL)
		slot_fact(&slot, article_fact(plan->article, "relation", slot.text,
					      ORIGIN_RELATIONS, NULL));
	return slot;
}

/* "Kim’s daughter" */
struct slot
compose_relation(const struct plan *plan, const struct person *person)
{
	struct slot slot = {.name = "relation"}, word = compose_relation_word(plan, person);
	struct slots parts = {.n = 0}, owner = {.n = 0};
	struct slot whose;

	if (word.text == NULL)
		return slot;
	whose = compose_name(plan, "name", plan->poster_person, false);
	owner.list[owner.n++] = whose;
	parts.list[parts.n++] = word;
	slots_add(&parts, "whose",
		  template_realise(plan->article->templates, plan->article->arena, "whose", &owner,
				   0)
		      .text);
	slot.text =
	    template_realise(plan->article->templates, plan->article->arena, "relation", &parts, 0)
		.text;
	slot_facts_of(&slot, &whose);
	slot_fact(&slot,
		  article_fact(plan->article, "relation", slot.text, ORIGIN_RELATIONS, NULL));
	return slot;
}
