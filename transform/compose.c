/*
 * From a session to an article: what is known becomes slots with facts behind them, the plan is
 * headline, dek, lede, quotes in the order they were posted, people, figures. All words are the
 * template set's.
 */
#include "transform/words.h"

#include "lib/mem.h"

#include "transform/compose.h"
#include "transform/hygiene.h"

#define HEADLINE_MAX 110 /* characters; article-record.md 2 */
#define SLUG_MAX 73      /* bytes, so that with "-" and six digits of the key it stays within 80 */
#define HEADLINE_PEOPLE 3

/* Appends an item to one of the article's lists and returns its place. */
#define APPEND(list, item)                                                                       \
	do {                                                                                     \
		article->list = mem_grow(article->list, article->list##_n, &article->list##_cap, \
					 sizeof *article->list);                                 \
		article->list[article->list##_n++] = (item);                                     \
	} while (0)

size_t
compose_block(struct article *article, const char *kind)
{
	APPEND(blocks, ((struct block){kind, ""}));
	return article->blocks_n - 1;
}

void
compose_sentence(struct article *article, size_t block, struct realised made)
{
	struct block *into = &article->blocks[block];

	if (made.text == NULL)
		return;
	into->text = into->text[0] == '\0'
			 ? made.text
			 : arena_printf(article->arena, "%s %s", into->text, made.text);
	APPEND(sentences, ((struct sentence){made, block}));
}

static void
show_person(struct article *article, const struct person *person, const char *role,
	    const char *name, unsigned evidence)
{
	APPEND(people, ((struct shown_person){person, role, name, -1, evidence}));
}

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
	if (a == b)
		return false;
	if (a->last_name[0] != '\0' && strcmp(a->last_name, b->last_name) == 0)
		return true;
	for (size_t i = 0; i < facts->relations_n; i++) {
		const struct relation *r = &facts->relations[i];

		if (r->kind != RELATION_FRIEND &&
		    ((r->from == a && r->to == b) || (r->from == b && r->to == a)))
			return true;
	}
	return false;
}

#define CHILD_AGE 15 /* at most: called by the first name, as the agency's style has it */

/* What a person is called after the first mention: the surname, or the first name where due. */
static const char *
later_name(const struct plan *plan, const struct person *person)
{
	const struct article *article = plan->article;
	int age = person_age(person, article->session->day);
	bool first_name = age >= 0 && age <= CHILD_AGE;

	for (size_t i = 0; i < article->people_n; i++)
		first_name =
		    first_name || confusable(plan->facts, person, article->people[i].person);
	if (first_name && person->short_name[0] != '\0')
		return person->short_name;
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

static struct slot
age_slot(const struct plan *plan, const struct person *person)
{
	struct slot slot = {.name = "age"};
	int age = person_age(person, plan->date);

	if (age < 0)
		return slot;
	slot.text = arena_printf(plan->article->arena, "%d", age);
	slot_fact(&slot, article_fact(plan->article, "age", slot.text, ORIGIN_PEOPLE, NULL));
	show_age(plan->article, person, age);
	return slot;
}

static struct slot
epithet_slot(const struct plan *plan, const struct person *person)
{
	struct slot slot = {.name = "epithet"};

	for (size_t i = 0; i < plan->facts->works_n && slot.text == NULL; i++) {
		const struct work *work = &plan->facts->works[i];

		if (work->person == person && work->epithet[0] != '\0' &&
		    period_has(&work->when, plan->date))
			slot.text = work->epithet;
	}
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

	for (size_t i = 0; poster != NULL && i < plan->facts->relations_n; i++) {
		const struct relation *r = &plan->facts->relations[i];
		enum relation_kind seen = r->kind;

		if (!period_has(&r->when, plan->date))
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
static struct slot
relation_word_slot(const struct plan *plan, const struct person *person)
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
static struct slot
relation_slot(const struct plan *plan, const struct person *person)
{
	struct slot slot = {.name = "relation"}, word = relation_word_slot(plan, person);
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

/* "{n} videos", "a photo": a counted phrase out of the set, with one fact for it. */
static struct slot
counted_slot(const struct plan *plan, const char *name, const char *id, const char *form,
	     size_t count, const char *fact_kind)
{
	const struct article *article = plan->article;
	struct slots parts = {.n = 0};
	struct slot slot = {.name = name};
	char template_id[64];

	snprintf(template_id, sizeof template_id, "%s.%s", id, form);
	slots_add(&parts, "n", words_number(article, count));
	slots_add(&parts, "total", words_number(article, article->session->n));
	slot.text =
	    template_realise(article->templates, article->arena, template_id, &parts, 0).text;
	if (slot.text != NULL)
		slot_fact(&slot, article_fact(plan->article, fact_kind, slot.text, ORIGIN_STORY,
					      article->session->stories[0].story_id));
	return slot;
}

static struct slot
media_slot(const struct plan *plan)
{
	static const char *const kinds[] = {"VIDEO", "IMAGE", "OTHER"};
	const struct session *session = plan->article->session;
	struct slot parts[COUNT(kinds)], slot = {.name = "media"};
	size_t n = 0;

	for (size_t kind = 0; kind < COUNT(kinds); kind++) {
		char id[32];
		size_t count = 0;

		for (size_t i = 0; i < session->n; i++)
			count += strcmp(words_media(&session->stories[i]), kinds[kind]) == 0;
		if (count == 0)
			continue;
		snprintf(id, sizeof id, "media.%s", kinds[kind]);
		parts[n++] =
		    counted_slot(plan, "n", id, count == 1 ? "one" : "many", count, "media_count");
	}
	words_list(plan->article, &slot, parts, n);
	return slot;
}

static struct slot
tagged_slot(const struct plan *plan, size_t story)
{
	const struct cast *cast = &plan->article->cast;
	struct slot names[SLOT_FACTS_MAX / 2], slot = {.name = "tagged"};
	size_t n = 0;

	for (size_t i = 0; i < cast->n && n < COUNT(names); i++) {
		const struct cast_member *member = &cast->list[i];
		size_t at = 0;

		if (member->tagged_n == 0 || (story != ALL_STORIES && !member->tagged[story]))
			continue;
		if (story != ALL_STORIES)
			at = story;
		while (!member->tagged[at])
			at++;
		names[n] = compose_name(plan, "tagged", member->person, true);
		slot_fact(&names[n],
			  article_fact(plan->article, "tag", member->person->full_name,
				       ORIGIN_STORY, plan->article->session->stories[at].story_id));
		n++;
	}
	words_list(plan->article, &slot, names, n);
	return slot;
}

/* Adds the slots that headline, dek, lede and figures share. */
static void
common_slots(const struct plan *plan, struct slots *slots)
{
	slots->list[slots->n++] = plan->poster;
	slots->list[slots->n++] = plan->place;
	slots->list[slots->n++] = plan->weekday;
	slots->list[slots->n++] = plan->day;
	slots->list[slots->n++] = plan->full_date;
}

static struct slot
headline_name(const struct plan *plan, const struct person *person)
{
	struct slot name = compose_name(plan, "name", person, true);
	struct slot word = relation_word_slot(plan, person);
	struct slots parts = {.n = 0};

	if (word.text == NULL)
		return name;
	parts.list[parts.n++] = name;
	parts.list[parts.n++] = word;
	slot_facts_of(&name, &word);
	name.text = template_realise(plan->article->templates, plan->article->arena,
				     "named_relation", &parts, 0)
			.text;
	return name;
}

/* The headline with as many of the people as its length allows. */
static void
compose_headline(struct plan *plan)
{
	struct article *article = plan->article;
	size_t people = article->cast.n < HEADLINE_PEOPLE ? article->cast.n : HEADLINE_PEOPLE;

	do {
		struct slot names[HEADLINE_PEOPLE], *list;
		struct slots slots = {.n = 0};

		common_slots(plan, &slots);
		slots_add(&slots, "stories",
			  words_find(article, "stories", article->session->n == 1 ? "one" : "many",
				     NULL));
		for (size_t i = 0; i < people; i++)
			names[i] = headline_name(plan, article->cast.list[i].person);
		list = slots_add(&slots, "people", NULL);
		words_list(article, list, names, people);
		article->headline = template_realise(article->templates, article->arena, "headline",
						     &slots, article_variant(article, "headline"));
	} while (hygiene_length(article->headline.text) > HEADLINE_MAX && people-- > 0);
}

static void
compose_dek(struct plan *plan)
{
	struct article *article = plan->article;
	struct slots slots = {.n = 0};

	common_slots(plan, &slots);
	slots.list[slots.n++] = plan->media;
	if (plan->poster_person != NULL)
		slots.list[slots.n++] = epithet_slot(plan, plan->poster_person);
	article->dek = template_realise(article->templates, article->arena, "dek", &slots, 0);
}

static void
compose_lede(struct plan *plan)
{
	struct article *article = plan->article;
	const char *pronoun = words_pronoun(plan->poster_person);
	struct slots slots = {.n = 0};
	struct slot *possessive;

	common_slots(plan, &slots);
	slots.list[slots.n++] = plan->media;
	slots.list[slots.n++] = tagged_slot(plan, ALL_STORIES);
	possessive = slots_add(&slots, "possessive", NULL);
	if (pronoun != NULL) {
		possessive->text = words_find(article, "possessive", pronoun, NULL);
		slot_fact(possessive,
			  article_fact(article, "pronouns", plan->poster_person->pronouns,
				       ORIGIN_PEOPLE, NULL));
	}
	compose_sentence(article, compose_block(article, "lede"),
			 template_realise(article->templates, article->arena, "lede", &slots,
					  article_variant(article, "lede")));
}

static struct slot
captions_slot(const struct plan *plan, const struct cast_member *member)
{
	struct slot none = {.name = "captions"};

	if (member->named_n == 0)
		return none;
	return counted_slot(plan, "captions", "captions", member->named_n == 1 ? "one" : "many",
			    member->named_n, "caption_count");
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
	return counted_slot(plan, "tagged_in", "tagged_in", form, member->tagged_n, "tag_count");
}

static void
compose_person(struct plan *plan, size_t block, const struct cast_member *member)
{
	struct article *article = plan->article;
	bool named_in_lede = member->tagged_n != 0;
	struct slots slots = {.n = 0};

	slots.list[slots.n++] = compose_name(plan, "name", member->person, !named_in_lede);
	slots.list[slots.n++] = age_slot(plan, member->person);
	slots.list[slots.n++] = captions_slot(plan, member);
	slots.list[slots.n++] = tagged_in_slot(plan, member);
	if (plan->poster_person != NULL)
		slots.list[slots.n++] = relation_slot(plan, member->person);
	slots.list[slots.n++] = epithet_slot(plan, member->person);
	compose_sentence(article, block,
			 template_realise(article->templates, article->arena, "person", &slots, 0));
}

static void
compose_people(struct plan *plan)
{
	const struct cast *cast = &plan->article->cast;
	size_t block;

	if (cast->n == 0)
		return;
	block = compose_block(plan->article, "people");
	for (size_t i = 0; i < cast->n; i++)
		compose_person(plan, block, &cast->list[i]);
}

static struct realised
figure_text(const struct plan *plan, const char *id, size_t story)
{
	const struct article *article = plan->article;
	const char *kind = words_media(&article->session->stories[story]);
	struct slots slots = {.n = 0};
	struct slot *slot;

	common_slots(plan, &slots);
	slots.list[slots.n++] = plan->credit;
	slots.list[slots.n++] = tagged_slot(plan, story);
	slot = slots_add(&slots, "kind", words_find(article, "kind", kind, NULL));
	slot_fact(slot, article_fact(plan->article, "media_type", slot->text, ORIGIN_STORY,
				     article->session->stories[story].story_id));
	return template_realise(article->templates, article->arena, id, &slots, 0);
}

static void
compose_figures(struct plan *plan)
{
	struct article *article = plan->article;

	for (size_t i = 0; i < article->session->n; i++)
		APPEND(figures, ((struct figure){.story = &article->session->stories[i],
						 .alt = figure_text(plan, "figure.alt", i),
						 .caption = figure_text(plan, "figure.caption", i),
						 .credit = figure_text(plan, "credit", i)}));
}

/* First and last of the people list: the poster, then the cast; names as first mentioned. */
static void
show_people(struct plan *plan)
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

/* Whether there is anything to say beyond that something was posted. */
static bool
has_substance(const struct article *article)
{
	for (size_t i = 0; i < article->session->n; i++)
		if (story_text(&article->session->stories[i], CELL(caption)) != NULL)
			return true;
	return article->cast.n != 0 || article->shown_place.name != NULL;
}

void
compose_age(const struct plan *plan, struct slots *slots, const struct person *person)
{
	if (person != NULL)
		slots->list[slots->n++] = age_slot(plan, person);
}

void
article_compose(struct article *article, const struct session *session,
		const struct facts_dir *facts, const struct template_set *templates,
		struct arena *arena)
{
	struct plan plan = {.article = article, .facts = facts};

	*article = (struct article){.session = session, .templates = templates, .arena = arena};
	event_key_make(session->stories[0].account_id, session->stories[0].story_id,
		       article->event_key);
	cast_find(&article->cast, session, facts, arena);
	plan_setting(&plan);
	plan.media = media_slot(&plan);
	show_people(&plan);
	article->kind = has_substance(article) ? "story" : "brief";
	compose_headline(&plan);
	compose_dek(&plan);
	compose_lede(&plan);
	compose_quotes(&plan);
	compose_people(&plan);
	compose_figures(&plan);
	article->slug =
	    arena_printf(arena, "%s-%.6s", hygiene_slug(arena, article->headline.text, SLUG_MAX),
			 article->event_key);
}
