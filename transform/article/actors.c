/* The people of an article: who they are, who leads, and what they are called. */
#include "lib/mem.h"

#include "transform/article/words.h"

static void
add_actor(struct plan *plan, const struct person *person, const struct cast_member *member)
{
	struct article *article = plan->article;
	struct actor *actor = &plan->actors[plan->actors_n++];

	*actor = (struct actor){.person = person, .member = member};
	actor->shown = &article->people[article->people_n++];
	*actor->shown = (struct shown_person){
	    .person = person,
	    .role = member == NULL          ? "poster"
		    : member->tagged_n != 0 ? "main"
					    : "mentioned",
	    .name = span_of(person->full_name),
	    .age = -1,
	    .member = member,
	};
}

/* The most newsworthy of the cast leads where the operator ranks them above the poster. */
static void
find_star(struct plan *plan)
{
	struct actor *first = plan->poster != NULL ? &plan->actors[1] : plan->actors;

	if (plan->poster != NULL && plan->actors_n > 1 &&
	    first->member->confidence >= CONFIDENCE_LOW &&
	    first->person->priority > plan->poster->person->priority)
		plan->star = first;
}

void
plan_actors(struct plan *plan)
{
	struct article *article = plan->article;
	const struct handle *row = article->session->poster;
	const struct cast *cast = &article->cast;
	size_t n = cast->n < ACTORS_MAX ? cast->n : ACTORS_MAX;

	plan->actors = arena_alloc(plan->arena, (n + 1) * sizeof *plan->actors);
	article->people = must_calloc(n + 1, sizeof *article->people);
	if (row != NULL) {
		add_actor(plan, row->person, NULL);
		plan->poster = plan->actors;
	}
	for (size_t i = 0; i < cast->n && i < ACTORS_MAX; i++)
		add_actor(plan, cast->list[i].person, &cast->list[i]);
	find_star(plan);
}

/* Whether a surname alone would not tell which of the two is meant. */
static bool
share_surname(const struct person *a, const struct person *b)
{
	return a != b && a->last_name[0] != '\0' && strcmp(a->last_name, b->last_name) == 0;
}

#define CHILD_AGE 15 /* at most: called by the first name, as the agency's style has it */

/* Whether a first name alone would not tell: a father and a son, or two friends. */
static bool
share_first_name(const struct person *a, const struct person *b)
{
	return a != b && strcmp(a->short_name, b->short_name) == 0;
}

static bool
is_shared(const struct plan *plan, const struct person *person,
	  bool (*shared)(const struct person *a, const struct person *b))
{
	for (size_t i = 0; i < plan->actors_n; i++)
		if (shared(person, plan->actors[i].person))
			return true;
	return false;
}

/*
 * What a person is called after the first mention: the surname, or the first name where due; the
 * whole name where neither would tell.
 */
static const char *
later_name(const struct plan *plan, const struct person *person)
{
	int age = person_age(person, plan->article->day);
	bool is_child = age >= 0 && age <= CHILD_AGE;
	const char *name = person->last_name;

	if (is_child || is_shared(plan, person, share_surname))
		name = is_shared(plan, person, share_first_name) ? "" : person->short_name;
	return name[0] != '\0' ? name : person->full_name;
}

static struct slot
name_slot(const struct plan *plan, const char *name)
{
	return plan_fact_slot(plan, &(struct fact){.kind = "person",
						   .value = span_of(name),
						   .origin = ORIGIN_PEOPLE});
}

/* The words or the tag by which the person is there. */
static struct refs
presence(const struct plan *plan, const struct cast_member *member)
{
	struct refs refs = {NULL, 0};
	size_t at = 0;

	if (member->words != NULL)
		refs = article_fact(plan->article, &(struct fact){.kind = "mention",
								  .value = span_of(member->words),
								  .story = member->words_in});
	if (member->tagged_n == 0)
		return refs;
	while (!member->tagged[at])
		at++;
	return refs_join(plan->arena, refs,
			 article_fact(plan->article,
				      &(struct fact){.kind = "tag",
						     .value = span_of(member->person->full_name),
						     .story = plan->frames[at].story}));
}

struct slot
actor_full_name(const struct plan *plan, const struct actor *actor)
{
	struct slot slot = name_slot(plan, actor->person->full_name);

	if (actor->member != NULL)
		slot.facts = refs_join(plan->arena, slot.facts, presence(plan, actor->member));
	return slot;
}

struct slot
actor_short_name(const struct plan *plan, const struct actor *actor)
{
	return name_slot(plan, later_name(plan, actor->person));
}

struct slot
actor_name(const struct plan *plan, struct actor *actor)
{
	struct slot slot =
	    actor->introduced ? actor_short_name(plan, actor) : actor_full_name(plan, actor);

	actor->introduced = true;
	return slot;
}

struct slot
actor_whose(const struct plan *plan, struct slot name)
{
	struct slots slots;
	char last = name.text.n != 0 ? name.text.p[name.text.n - 1] : '\0';

	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_name, name);
	return slot_told(template_tell(plan->article->templates, plan->arena,
				       last == 's' ? "whose.s" : "whose", &slots, 0));
}

struct slot
actor_possessive(const struct plan *plan, const struct actor *actor)
{
	const char *pronoun = person_pronoun(actor->person);
	struct fact fact = {.kind = "pronouns",
			    .value = span_of(actor->person->pronouns),
			    .origin = ORIGIN_PEOPLE};

	if (pronoun == NULL)
		return NO_SLOT;
	return (struct slot){template_word(plan->article->templates, "possessive", pronoun, NULL),
			     article_fact(plan->article, &fact)};
}

struct slot
actor_as_other(const struct plan *plan, const struct actor *actor)
{
	return (struct slot){template_word(plan->article->templates, "names", "others", NULL),
			     presence(plan, actor->member)};
}

bool
actor_is_one(const struct actor *actor)
{
	const char *pronoun = person_pronoun(actor->person);

	return pronoun != NULL && strcmp(pronoun, "they") != 0;
}

#define MONTHS_END 24 /* at this age and from it on years are said, before it months */

/* "8 months old"; none in the first month, of which nothing is said. */
static struct span
months_old(const struct plan *plan, int months)
{
	struct slots slots;

	if (months == 0)
		return (struct span){NULL, 0};
	SLOTS_NONE(&slots);
	slots_put_text(&slots, SLOT_n, words_figures(plan->arena, (uint64_t)months));
	return template_tell(plan->article->templates, plan->arena,
			     months == 1 ? "age.months.one" : "age.months.many", &slots, 0)
	    .text;
}

static struct span
years_old(const struct plan *plan, int years)
{
	struct slots slots;

	SLOTS_NONE(&slots);
	slots_put_text(&slots, SLOT_n, words_figures(plan->arena, (uint64_t)years));
	slots_put_text(&slots, SLOT_count, words_number(plan, (size_t)years));
	return template_tell(plan->article->templates, plan->arena, "age.years", &slots, 0).text;
}

struct slot
actor_age_on(const struct plan *plan, const struct actor *actor, struct local_date day)
{
	int months = person_months(actor->person, day);
	struct fact fact = {.kind = "age",
			    .origin = ORIGIN_PEOPLE,
			    .person = actor->person,
			    .day = day};

	/* the place may be a day behind the account, and the person a minor there still */
	if (months < 0 || person_is_protected(actor->person, day))
		return NO_SLOT;
	fact.value = months >= MONTHS_END ? years_old(plan, months / MONTHS_A_YEAR)
					  : months_old(plan, months);
	return fact.value.p != NULL ? plan_fact_slot(plan, &fact) : NO_SLOT;
}

struct slot
actor_age(const struct plan *plan, struct actor *actor)
{
	struct slot slot = NO_SLOT;

	if (!actor->age_told)
		slot = actor_age_on(plan, actor, plan->article->day);
	if (slot.text.p == NULL)
		return slot;
	actor->age_told = true;
	actor->shown->age = person_age(actor->person, plan->article->day);
	return slot;
}

struct slot
actor_epithet(struct plan *plan, struct actor *actor)
{
	bool can = template_word(plan->article->templates, "set", "epithets", NULL).p != NULL;
	const struct work *work;

	while (can && (work = facts_work(plan->facts, actor->person, actor->works_used)) != NULL) {
		struct fact fact = {.kind = "epithet",
				    .value = span_of(work->epithet),
				    .origin = ORIGIN_WORKS};

		actor->works_used++;
		if (work->epithet[0] != '\0' && period_has(&work->when, plan->article->day))
			return plan_fact_slot(plan, &fact);
	}
	return NO_SLOT;
}

/* What `a` is to `b`, as a kind seen from b; NULL where there is nothing between them. */
static const char *
relation_to(const struct plan *plan, const struct person *a, const struct person *b)
{
	static const char *const names[RELATION_KINDS] = {"parent",  "child", "sibling", "spouse",
							  "partner", "ex",    "friend"};
	const struct relation *r;

	for (size_t i = 0; (r = facts_relation(plan->facts, a, i)) != NULL; i++) {
		enum relation_kind seen = r->kind;

		if (!period_has(&r->when, plan->article->day) ||
		    (r->from == a ? r->to : r->from) != b)
			continue;
		if (r->from == a && r->kind == RELATION_PARENT)
			seen = RELATION_CHILD;
		else if (r->from == a && r->kind == RELATION_CHILD)
			seen = RELATION_PARENT;
		return names[seen];
	}
	return NULL;
}

static struct slot
relation_word(const struct plan *plan, const struct person *person, const struct person *seen_from)
{
	const char *kind = relation_to(plan, person, seen_from);
	const char *pronoun = person_pronoun(person);
	struct fact fact = {.kind = "relation", .origin = ORIGIN_RELATIONS};

	if (kind == NULL)
		return NO_SLOT;
	fact.value = template_word(plan->article->templates, "relation", kind,
				   pronoun != NULL ? pronoun : "they");
	return fact.value.p != NULL ? plan_fact_slot(plan, &fact) : NO_SLOT;
}

struct slot
actor_relation_word(const struct plan *plan, const struct actor *actor)
{
	if (plan->poster == NULL || actor == plan->poster)
		return NO_SLOT;
	return relation_word(plan, actor->person, plan->poster->person);
}

/* Friends and former partners are told only of the poster. */
static bool
is_family_word(const char *kind)
{
	return kind != NULL && strcmp(kind, "friend") != 0 && strcmp(kind, "ex") != 0;
}

bool
actor_is_family(const struct plan *plan, const struct actor *actor)
{
	return plan->poster != NULL && actor != plan->poster &&
	       is_family_word(relation_to(plan, actor->person, plan->poster->person));
}

/* The first of those named before whose kin the person is. */
static const struct actor *
kin_before(const struct plan *plan, const struct actor *actor)
{
	for (const struct actor *other = plan->actors; other < actor; other++) {
		const char *kind = relation_to(plan, actor->person, other->person);

		if (other->introduced &&
		    (other == plan->poster ? kind != NULL : is_family_word(kind)))
			return other;
	}
	return NULL;
}

struct slot
actor_relation(const struct plan *plan, const struct actor *actor)
{
	const struct actor *other = kin_before(plan, actor);
	struct fact fact = {.kind = "relation", .origin = ORIGIN_RELATIONS};
	struct slot word, whose, slot;
	struct slots slots;

	if (other == NULL)
		return NO_SLOT;
	word = relation_word(plan, actor->person, other->person);
	whose = actor_whose(plan, actor_short_name(plan, other));
	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_relation_word, word);
	slots_put(&slots, SLOT_whose, whose);
	slot =
	    slot_told(template_tell(plan->article->templates, plan->arena, "relation", &slots, 0));
	if (slot.text.p == NULL)
		return NO_SLOT;
	fact.value = slot.text;
	slot.facts = refs_join(plan->arena, slot.facts, article_fact(plan->article, &fact));
	return slot;
}
