/*
 * From a session to an article: what is known becomes slots with facts behind them, the plan is
 * headline, dek, lede, quotes in the order they were posted, people, figures. All words are the
 * template set's.
 */
#include "transform/compose.h"

#include "transform/hygiene.h"
#include "transform/words.h"

#define SLUG_MAX 73 /* bytes, so that with "-" and six digits of the key it stays within 80 */
#define HEADLINE_PEOPLE 3

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
		parts[n++] = words_counted(plan->article, "n", id, count == 1 ? "one" : "many",
					   count, "media_count");
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
common_slots(const struct plan *plan, const struct setting *setting, struct slots *slots)
{
	slots->list[slots->n++] = plan->poster;
	slots->list[slots->n++] = setting->place;
	slots->list[slots->n++] = setting->weekday;
	slots->list[slots->n++] = setting->day;
	slots->list[slots->n++] = setting->full_date;
}

static struct slot
headline_name(const struct plan *plan, const struct cast_member *member)
{
	struct slot name = compose_member(plan, "name", member, true);
	struct slot word = compose_relation_word(plan, member->person);
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

static struct realised
headline_with(const struct plan *plan, size_t people, bool place)
{
	const struct article *article = plan->article;
	struct setting setting = plan->setting;
	struct slot names[HEADLINE_PEOPLE], *list;
	struct slots slots = {.n = 0};

	if (!place)
		setting.place.text = NULL;
	common_slots(plan, &setting, &slots);
	slots_add(&slots, "stories",
		  words_find(article, "stories", article->session->n == 1 ? "one" : "many", NULL));
	for (size_t i = 0; i < people; i++)
		names[i] = headline_name(plan, &article->cast.list[i]);
	list = slots_add(&slots, "people", NULL);
	words_list(article, list, names, people);
	return template_realise(article->templates, article->arena, "headline", &slots,
				article_variant(article, "headline"));
}

/* The headline with as many of the people as its length allows, and the place if it can stay. */
static void
compose_headline(struct plan *plan)
{
	struct article *article = plan->article;
	size_t people = article->cast.n < HEADLINE_PEOPLE ? article->cast.n : HEADLINE_PEOPLE;

	article->headline = headline_with(plan, people, true);
	while (people > 0 && hygiene_length(article->headline.text) > ARTICLE_HEADLINE_MAX)
		article->headline = headline_with(plan, --people, true);
	if (hygiene_length(article->headline.text) > ARTICLE_HEADLINE_MAX)
		article->headline = headline_with(plan, 0, false);
}

static void
compose_dek(struct plan *plan)
{
	struct article *article = plan->article;
	struct slots slots = {.n = 0};

	common_slots(plan, &plan->setting, &slots);
	slots.list[slots.n++] = plan->media;
	if (plan->poster_person != NULL)
		slots.list[slots.n++] = compose_epithet(plan, plan->poster_person);
	article->dek = template_realise(article->templates, article->arena, "dek", &slots, 0);
}

static void
compose_lede(struct plan *plan)
{
	struct article *article = plan->article;
	const char *pronoun = words_pronoun(plan->poster_person);
	struct slots slots = {.n = 0};
	struct slot *possessive;

	common_slots(plan, &plan->setting, &slots);
	slots.list[slots.n++] = plan->media;
	slots.list[slots.n++] = tagged_slot(plan, ALL_STORIES);
	possessive = slots_add(&slots, "possessive", NULL);
	if (pronoun != NULL) {
		possessive->text = words_find(article, "possessive", pronoun, NULL);
		slot_fact(possessive,
			  article_fact(article, "pronouns", plan->poster_person->pronouns,
				       ORIGIN_PEOPLE, NULL));
	}
	article_sentence(article, article_block(article, "lede"),
			 template_realise(article->templates, article->arena, "lede", &slots,
					  article_variant(article, "lede")));
}

static struct realised
figure_text(const struct plan *plan, const char *id, size_t story)
{
	const struct article *article = plan->article;
	const char *kind = words_media(&article->session->stories[story]);
	struct setting setting = setting_of_story(plan, story);
	struct slots slots = {.n = 0};
	struct slot *slot;

	common_slots(plan, &setting, &slots);
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

	article->figures =
	    arena_alloc(article->arena, article->session->n * sizeof *article->figures);
	for (size_t i = 0; i < article->session->n; i++)
		article->figures[article->figures_n++] =
		    (struct figure){.story = &article->session->stories[i],
				    .alt = figure_text(plan, "figure.alt", i),
				    .caption = figure_text(plan, "figure.caption", i),
				    .credit = figure_text(plan, "credit", i)};
}

/* Whether there is anything to say beyond that something was posted. */
static bool
has_substance(const struct article *article)
{
	for (size_t i = 0; i < article->session->n; i++)
		if (story_text(&article->session->stories[i], CELL(caption)) != NULL ||
		    story_text(&article->session->stories[i], CELL(places)) != NULL)
			return true;
	return article->cast.n != 0;
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
	if (session->poster == NULL || session->poster->tz[0] == '\0')
		cast_note(&article->cast, "zone_unknown",
			  "days are told in UTC: handles.csv has no tz for the account",
			  session->stories[0].story_id);
	plan_setting(&plan);
	plan.media = media_slot(&plan);
	compose_cast(&plan);
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
