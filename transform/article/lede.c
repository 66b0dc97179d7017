/* The first paragraph: who posted what, when, from where; birthdays, advertising, links. */
#include "transform/article/words.h"

#define LEDE_PEOPLE 6 /* by their names, or one more; the rest are others */
#define LEDE_SITES 3

/* One alone with what the operator says of them. */
static struct slot
tagged_alone(struct plan *plan, struct actor *actor, struct slot name)
{
	struct slot epithet = actor_epithet(plan, actor);
	struct slots slots;

	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_name, name);
	slots_put(&slots, SLOT_epithet, epithet);
	plan->epithet_before = epithet.text.p != NULL;
	return slot_told(
	    template_tell(plan->article->templates, plan->arena, "with_epithet", &slots, 0));
}

static bool
is_tagged(const struct actor *actor)
{
	return actor->member != NULL && actor->member->tagged_n != 0;
}

static size_t
count_named(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->actors_n; i++)
		n += is_tagged(&plan->actors[i]);
	return words_named(n, LEDE_PEOPLE);
}

/* The tagged by their whole names. */
static struct slot
tagged_slot(struct plan *plan)
{
	struct slot names[LEDE_PEOPLE + 1];
	struct actor *last = NULL;
	size_t n = 0, named = count_named(plan);

	for (size_t i = 0; i < plan->actors_n && n < COUNT(names); i++) {
		struct actor *actor = &plan->actors[i];

		if (!is_tagged(actor))
			continue;
		names[n] = n < named ? actor_name(plan, actor) : actor_as_other(plan, actor);
		n++;
		last = actor;
	}
	if (n == 1)
		names[0] = tagged_alone(plan, last, names[0]);
	return words_names(plan, names, n);
}

#define QUARTERS 4 /* of a day; sessions of one day begin in different ones */

/* The quarter of the editorial day in which the session begins. */
static uint64_t
quarter_of(const struct session *session)
{
	when_ms at = session->stories[0].taken_at;
	uint64_t quarter = 0;

	while (quarter + 1 < QUARTERS &&
	       local_date_compare(zone_editorial_day(session->zone, at - WHEN_DAY / QUARTERS),
				  session->day) == 0) {
		at -= WHEN_DAY / QUARTERS;
		quarter++;
	}
	return quarter;
}

/*
 * Which of the ledes: another one for each quarter of a day, others on the next day, so that no
 * two in a row are alike whatever else the account posted.
 */
static uint64_t
lede_variant(const struct session *session)
{
	uint64_t day = (uint64_t)local_date_number(session->day);

	return day % 2 * QUARTERS + (quarter_of(session) + day / 2) % QUARTERS;
}

static void
put_birthday(struct plan *plan)
{
	const struct actor *celebrant = plan->celebrant;
	struct fact base = {.kind = "birthday", .origin = ORIGIN_PEOPLE};
	int order = local_date_compare(plan->birthday, plan->article->day);
	bool that_day =
	    plan_is_one_day(plan) && local_date_compare(plan->birthday, plan->first_day->day) == 0;
	bool introduced = celebrant->introduced || celebrant == plan->poster;

	plan_begin(plan);
	slots_put(&plan->slots, SLOT_name,
		  introduced ? actor_short_name(plan, celebrant)
			     : actor_full_name(plan, celebrant));
	slots_put(&plan->slots, SLOT_turned, actor_age_on(plan, celebrant, plan->birthday));
	slots_put(&plan->slots, SLOT_birthday, words_day(plan, "date", plan->birthday, &base));
	if (!plan_sentence(plan,
			   that_day    ? "birthday.today"
			   : order > 0 ? "birthday.ahead"
				       : "birthday.past",
			   0))
		return;
	plan->celebrant->introduced = true;
	plan->celebrant->age_told = true;
	plan->celebrant->shown->age = person_age(plan->celebrant->person, plan->article->day);
}

/* Advertising is called so. */
static void
put_promotion(struct plan *plan)
{
	const struct story_signs *signs = plan->article->cast.signs;
	size_t paid = 0;

	for (size_t i = 0; i < plan->frames_n; i++)
		paid += signs[i].paid;
	if (paid == 0)
		return;
	plan_begin(plan);
	slots_put(&plan->slots, SLOT_count,
		  words_some(plan, "paid", paid, plan->frames_n, "paid_partnership"));
	plan_sentence(plan, "promotion", 0);
}

/* Where link stickers lead: the sites, each once. */
static void
put_links(struct plan *plan)
{
	struct slot sites[LEDE_SITES];
	size_t links = 0, n = 0;

	for (size_t i = 0; i < plan->frames_n; i++) {
		struct span site = plan->frames[i].site;
		bool known = false;

		links += site.n != 0;
		for (size_t j = 0; j < n; j++)
			known = known || (sites[j].text.n == site.n &&
					  memcmp(sites[j].text.p, site.p, site.n) == 0);
		if (site.n != 0 && !known && n < LEDE_SITES)
			sites[n++] =
			    plan_fact_slot(plan, &(struct fact){.kind = "link",
								.value = site,
								.story = plan->frames[i].story});
	}
	if (links == 0)
		return;
	plan_begin(plan);
	slots_put(&plan->slots, SLOT_count,
		  words_some(plan, "links", links, plan->frames_n, "link_count"));
	slots_put(&plan->slots, SLOT_site, words_list(plan, sites, n));
	plan_sentence(plan, "links", 0);
}

/* Of how many, and in some languages of what gender, "them" is. */
static const char *
placed_id(const struct plan *plan, size_t n)
{
	static const char *const ids[][2] = {{"placed.one", "placed.one.VIDEO"},
					     {"placed.many", "placed.many.VIDEO"}};
	const char *form = n == 1 ? "one" : "many";
	bool video = false;

	for (size_t i = 0; i < plan->frames_n; i++)
		video = video || strcmp(plan->frames[i].kind, "VIDEO") == 0;
	video = video && template_word(plan->article->templates, "placed", form, "VIDEO").p != NULL;
	return ids[n != 1][video];
}

/* "six of them from Las Vegas", where not all stories are known to be from there. */
static void
put_placed(struct plan *plan)
{
	struct slot place = plan->slots.list[SLOT_place], placed;
	size_t n = 0;
	struct slots slots;

	for (size_t i = 0; i < plan->frames_n; i++)
		n += plan->frames[i].place.id != NULL;
	if (plan->article->place.id == NULL || n == plan->frames_n)
		return;
	SLOTS_NONE(&slots);
	slots_put_text(&slots, SLOT_n, words_number(plan, n));
	slots_put(&slots, SLOT_place, place);
	placed = slot_told(
	    template_tell(plan->article->templates, plan->arena, placed_id(plan, n), &slots, 0));
	placed.facts = refs_join(plan->arena, placed.facts,
				 article_fact(plan->article, &(struct fact){.kind = "place_count",
									    .value = placed.text}));
	words_put_place(plan, &plan->slots, NO_SLOT);
	slots_put(&plan->slots, SLOT_placed, placed);
}

void
compose_lede(struct plan *plan)
{
	article_block(plan->article, "lede");
	plan_begin(plan);
	put_placed(plan);
	slots_put(&plan->slots, SLOT_tagged, tagged_slot(plan));
	plan_sentence(plan, "lede", lede_variant(plan->article->session));
	if (plan->poster != NULL)
		plan->poster->introduced = true;
	if (plan->celebrant != NULL)
		put_birthday(plan);
	put_promotion(plan);
	put_links(plan);
}
