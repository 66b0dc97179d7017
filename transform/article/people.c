/* The paragraph that says who the others are, and the works that captions name. */
#include "lib/mem.h"

#include "transform/article/marks.h"
#include "transform/article/words.h"
#include "transform/text/hygiene.h"

/* Whether there is one caption only, and the reader has met it or its post. */
static bool
is_only_caption(const struct plan *plan)
{
	size_t n = 0;
	bool met = plan->frames_n == 1;

	for (size_t i = 0; i < plan->frames_n; i++) {
		n += story_text(plan->frames[i].story, CELL(caption)) != NULL;
		met = met || plan->frames[i].quoted;
	}
	return n == 1 && met;
}

static void
put_presence(struct plan *plan, const struct cast_member *member)
{
	size_t all = plan->frames_n, tagged = member->tagged_n, named = member->named_n;
	const char *form = tagged != all ? (tagged == 1 ? "tagged_in.one" : "tagged_in.many")
			   : all == 1    ? "tagged_in.only"
			   : all == 2    ? "tagged_in.both"
					 : "tagged_in.all";

	if (tagged != 0)
		slots_put(&plan->slots, SLOT_tagged_in,
			  words_counted(plan, form, tagged, all, "tag_count"));
	form = named != 1              ? "captions.many"
	       : is_only_caption(plan) ? "captions.only"
				       : "captions.one";
	if (named != 0)
		slots_put(&plan->slots, SLOT_captions,
			  words_counted(plan, form, named, all, "caption_count"));
}

static bool
is_dead(const struct plan *plan, const struct person *person)
{
	return person->has_died && local_date_compare(person->death, plan->article->day) <= 0;
}

static void
tell_person(struct plan *plan, struct actor *actor)
{
	struct slot relation, epithet = NO_SLOT;

	plan_begin(plan);
	relation = actor_relation(plan, actor);
	slots_put(&plan->slots, SLOT_relation, relation);
	slots_put(&plan->slots, SLOT_name, actor_name(plan, actor));
	slots_put(&plan->slots, SLOT_age, actor_age(plan, actor));
	if (relation.text.p == NULL && !plan->epithet_before)
		epithet = actor_epithet(plan, actor);
	slots_put(&plan->slots, SLOT_epithet, epithet);
	put_presence(plan, actor->member);
	if (!is_dead(plan, actor->person) || !plan_sentence(plan, "person.late", 0))
		plan_sentence(plan, "person", 0);
	plan->epithet_before = epithet.text.p != NULL;
	actor->shown->relation = actor_relation_word(plan, actor).text;
}

/* Whether one sentence can speak of the person and of others. */
static bool
is_kin_of_none(const struct plan *plan, const struct actor *actor)
{
	return actor->member != NULL && actor_relation(plan, actor).text.p == NULL;
}

static bool
same_presence(const struct cast_member *a, const struct cast_member *b)
{
	return a->tagged_n == b->tagged_n && a->named_n == b->named_n;
}

/* Whether it is the same posts that all of them are in, not only as many. */
static bool
is_all_alike(const struct plan *plan, const struct cast_member *member)
{
	return (member->tagged_n == 0 || member->tagged_n == plan->frames_n) &&
	       (member->named_n == 0 || is_only_caption(plan));
}

/* "Saint West, 7, the singer" */
static struct slot
name_listed(struct plan *plan, struct actor *actor, bool *apposed)
{
	struct slot age = actor_age(plan, actor), epithet = NO_SLOT;
	struct slots slots;

	if (!plan->epithet_before)
		epithet = actor_epithet(plan, actor);
	*apposed = age.text.p != NULL || epithet.text.p != NULL;
	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_name, actor_name(plan, actor));
	slots_put(&slots, SLOT_age, age);
	slots_put(&slots, SLOT_epithet, epithet);
	return slot_told(template_tell(plan->article->templates, plan->arena, "listed", &slots, 0));
}

/* Those from actors[from] on who are there in the same way, in one sentence; false: only one. */
static bool
tell_together(struct plan *plan, size_t from, bool *told)
{
	const struct cast_member *first = plan->actors[from].member;
	size_t list[ACTORS_MAX], n = 0;
	struct slot names[COUNT(list)];
	bool apposed[COUNT(list)];

	for (size_t i = from; i < plan->actors_n && n < COUNT(list); i++)
		if (!told[i] && is_kin_of_none(plan, &plan->actors[i]) &&
		    same_presence(first, plan->actors[i].member))
			list[n++] = i;
	if (n < 2 || list[0] != from)
		return false;
	plan_begin(plan);
	for (size_t i = 0; i < n; i++) {
		names[i] = name_listed(plan, &plan->actors[list[i]], &apposed[i]);
		told[list[i]] = true;
	}
	slots_put(&plan->slots, SLOT_named, words_apposed(plan, names, apposed, n));
	put_presence(plan, first);
	plan_sentence(plan, is_all_alike(plan, first) ? "people.all" : "people", 0);
	plan->epithet_before = false;
	return true;
}

/* The title as words of their own in a caption that is quoted. */
static const struct frame *
caption_with(const struct plan *plan, const char *title)
{
	size_t n = strlen(title);

	for (size_t i = 0; i < plan->frames_n && n != 0; i++) {
		const struct span quote = plan->frames[i].quote;
		const char *at = quote.n != 0 && plan->frames[i].quoted ? quote.p : NULL;

		while (at != NULL && (at = strstr(at, title)) != NULL) {
			if ((at == quote.p || strchr(" \n“\"'‘(", at[-1]) != NULL) &&
			    hygiene_ends_word(at + n))
				return &plan->frames[i];
			at += n;
		}
	}
	return NULL;
}

/* Whether a text of ours has the title, as an epithet may: "the “Roar” singer". */
static bool
is_told(const struct article *article, const struct work *work)
{
	bool told =
	    strstr(article->headline.text.p, work->title) != NULL ||
	    (article->dek.text.p != NULL && strstr(article->dek.text.p, work->title) != NULL);

	for (size_t i = 0; i < article->sentences_n && !told; i++)
		told = strstr(article->sentences[i].told.text.p, work->title) != NULL;
	return told;
}

static bool
rests_on(const struct told *told, size_t fact)
{
	for (size_t i = 0; i < told->facts.n; i++)
		if (told->facts.list[i] == fact)
			return true;
	return false;
}

/* Whether a text of ours rests on the fact. */
static bool
is_stated(const struct article *article, size_t fact)
{
	bool stated = rests_on(&article->headline, fact) || rests_on(&article->dek, fact);

	for (size_t i = 0; i < article->sentences_n && !stated; i++)
		stated = rests_on(&article->sentences[i].told, fact);
	return stated;
}

static void
keep_work(struct article *article, const struct work *work)
{
	article->works =
	    mem_grow(article->works, article->works_n, &article->works_cap, sizeof *article->works);
	article->works[article->works_n++].row = work;
}

/* The title, with the words of the caption that name it behind it. */
static struct slot
title_slot(const struct plan *plan, const struct work *work, struct span shown,
	   const struct frame *frame)
{
	struct fact title = {.kind = "work", .value = shown, .origin = ORIGIN_WORKS};
	struct fact words = {.kind = "mention",
			     .value = span_of(work->title),
			     .story = frame->story};
	struct slot slot = plan_fact_slot(plan, &title);

	slot.facts = refs_join(plan->arena, slot.facts, article_fact(plan->article, &words));
	return slot;
}

/* “Play” is Perry’s residency. */
static void
tell_work(struct plan *plan, struct actor *actor, const struct work *work,
	  const struct frame *frame)
{
	struct fact kind = {.kind = "work", .value = span_of(work->kind), .origin = ORIGIN_WORKS};
	struct span title = span_of(work->title);
	char id[32];

	plan_begin(plan);
	slots_put(&plan->slots, SLOT_title, title_slot(plan, work, title, frame));
	slots_put(&plan->slots, SLOT_work_kind, plan_fact_slot(plan, &kind));
	slots_put(&plan->slots, SLOT_whose, actor_whose(plan, actor_name(plan, actor)));
	snprintf(id, sizeof id, "work.%.*s", (int)sizeof id - (int)sizeof "work.", work->kind);
	if (plan_sentence(plan, id, 0))
		return;
	slots_put(&plan->slots, SLOT_title,
		  title_slot(plan, work, marks_turn(plan->arena, title), frame));
	plan_sentence(plan, "work", 0);
}

/* Whether an epithet has said already whose it is; one that no text uses has not. */
static bool
is_in_epithet(const struct article *article, const struct work *work)
{
	for (size_t i = 0; i < article->facts_n; i++)
		if (strcmp(article->facts[i].kind, "epithet") == 0 &&
		    strstr(article->facts[i].value.p, work->title) != NULL && is_stated(article, i))
			return true;
	return false;
}

/* A work of somebody in the text, by its title in a quoted caption; else only as a tag. */
static void
tell_works(struct plan *plan, struct actor *actor)
{
	const struct work *work;

	for (size_t i = 0; (work = facts_work(plan->facts, actor->person, i)) != NULL; i++) {
		const struct frame *frame;

		if (!period_has(&work->when, plan->article->day))
			continue;
		frame = caption_with(plan, work->title);
		if (frame != NULL && !is_in_epithet(plan->article, work))
			tell_work(plan, actor, work, frame);
		if (frame != NULL || is_told(plan->article, work))
			keep_work(plan->article, work);
	}
}

/* How many there are that no sentence is about. */
static void
tell_others(struct plan *plan, const bool *told)
{
	size_t others = plan->article->cast.n + (plan->poster != NULL);

	for (size_t i = 0; i < plan->actors_n; i++)
		others -= told[i] || plan->actors[i].member == NULL;
	if (others == 0)
		return;
	plan_begin(plan);
	slots_put(&plan->slots, SLOT_count,
		  words_some(plan, "others", others, plan->article->cast.n, "person_count"));
	plan_sentence(plan, "people.rest", 0);
}

#define PEOPLE_SENTENCES 8 /* a paragraph with more is a list */

void
compose_people(struct plan *plan)
{
	bool told[ACTORS_MAX + 1] = {false};
	size_t sentences = 0;

	if (plan->article->cast.n != 0)
		article_block(plan->article, "people");
	for (size_t i = 0; i < plan->actors_n; i++)
		if (plan->actors[i].member != NULL && !told[i] && sentences++ < PEOPLE_SENTENCES &&
		    !tell_together(plan, i, told)) {
			tell_person(plan, &plan->actors[i]);
			told[i] = true;
		}
	if (plan->article->cast.n != 0)
		tell_others(plan, told);
	if (plan->actors_n == 0)
		return;
	article_block(plan->article, "para");
	for (size_t i = 0; i < plan->actors_n; i++)
		tell_works(plan, &plan->actors[i]);
}
