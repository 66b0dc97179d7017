/* Who posted, where and when: the slots of the setting. */
#include "lib/mem.h"

#include "transform/compose.h"
#include "transform/words.h"

#define PLACES_MAX 64 /* different places in one session; more are not counted */

struct sighted_place {
	const char *id, *name, *story_id;
	size_t count;
};

/* A text member of a list element, copied; NULL where it is none. */
static const char *
member_text(const struct plan *plan, const json_t *element, const char *key)
{
	const char *text = json_string_value(json_object_get(element, key));

	return text != NULL ? arena_text(plan->article->arena, (struct span){text, strlen(text)})
			    : NULL;
}

static void
count_place(const struct plan *plan, struct sighted_place *places, size_t *n, const json_t *element,
	    const char *story_id)
{
	const char *id = member_text(plan, element, "place_id");
	const char *name = member_text(plan, element, "short_name");

	if (name == NULL)
		name = member_text(plan, element, "name");
	if (id == NULL || name == NULL)
		return;
	for (size_t i = 0; i < *n; i++) {
		if (strcmp(places[i].id, id) == 0) {
			places[i].count++;
			return;
		}
	}
	if (*n < PLACES_MAX)
		places[(*n)++] = (struct sighted_place){id, name, story_id, 1};
}

/* The place most stickers name; of equals the one with the lowest id. */
static bool
find_place(const struct plan *plan, struct sighted_place *found)
{
	const struct session *session = plan->article->session;
	struct sighted_place places[PLACES_MAX];
	size_t n = 0, best = 0;

	for (size_t i = 0; i < session->n; i++) {
		const char *text = story_text(&session->stories[i], CELL(places));
		json_t *list = text != NULL ? json_loads(text, 0, NULL) : NULL;
		size_t at;
		json_t *element;

		json_array_foreach(list, at, element)
		    count_place(plan, places, &n, element, session->stories[i].story_id);
		json_decref(list);
	}
	for (size_t i = 1; i < n; i++)
		if (places[i].count > places[best].count ||
		    (places[i].count == places[best].count &&
		     strcmp(places[i].id, places[best].id) < 0))
			best = i;
	if (n != 0)
		*found = places[best];
	return n != 0;
}

/* Sets the place slot; returns the zone of the event. */
static const char *
set_place(struct plan *plan)
{
	struct article *article = plan->article;
	struct sighted_place sighted;
	const struct place *kept;
	const char *name;

	plan->place = (struct slot){.name = "place"};
	if (!find_place(plan, &sighted))
		return article->session->zone;
	kept = facts_place(plan->facts, sighted.id);
	name = sighted.name;
	if (kept != NULL)
		name = kept->city[0] != '\0' ? kept->city : kept->name;
	plan->place.text = name;
	slot_fact(&plan->place,
		  article_fact(article, "place", name, kept != NULL ? ORIGIN_PLACES : ORIGIN_STORY,
			       sighted.story_id));
	article->shown_place = (struct shown_place){sighted.id, name};
	return kept != NULL && kept->tz[0] != '\0' ? kept->tz : article->session->zone;
}

/* The handle that the stories show; the account's number where none does. */
static const char *
shown_handle(const struct plan *plan)
{
	const struct session *session = plan->article->session;

	for (size_t i = 0; i < session->n; i++) {
		const char *handle = story_text(&session->stories[i], CELL(handle));

		if (handle != NULL)
			return arena_printf(plan->article->arena, "@%s", handle);
	}
	return session->stories[0].account_id;
}

static void
set_poster(struct plan *plan)
{
	const struct session *session = plan->article->session;
	const char *handle;

	plan->poster = (struct slot){.name = "poster"};
	plan->credit = (struct slot){.name = "credit"};
	if (session->poster != NULL) {
		plan->poster_person = session->poster->person;
		plan->poster = compose_name(plan, "poster", plan->poster_person, true);
		plan->credit.text = session->poster->credit_name[0] != '\0'
					? session->poster->credit_name
					: plan->poster_person->full_name;
		slot_fact(&plan->credit, article_fact(plan->article, "credit", plan->credit.text,
						      ORIGIN_PEOPLE, NULL));
		return;
	}
	handle = shown_handle(plan);
	plan->poster.text = handle;
	plan->credit.text = handle;
	slot_fact(&plan->poster, article_fact(plan->article, "account", handle, ORIGIN_STORY,
					      session->stories[0].story_id));
	slot_facts_of(&plan->credit, &plan->poster);
}

/* A phrase of the date as a slot with one fact for it. */
static struct slot
date_slot(const struct plan *plan, const char *id, const struct slots *parts)
{
	struct article *article = plan->article;
	struct slot slot = {.name = id};

	slot.text = template_realise(article->templates, article->arena, id, parts, 0).text;
	slot_fact(&slot, article_fact(article, "date", slot.text, ORIGIN_STORY,
				      article->session->stories[0].story_id));
	return slot;
}

static void
set_date(struct plan *plan, const char *zone)
{
	struct article *article = plan->article;
	struct slots parts = {.n = 0};
	char number[4][16];

	plan->date = zone_editorial_day(zone, article->session->stories[0].taken_at);
	snprintf(number[0], sizeof number[0], "%d", plan->date.weekday);
	snprintf(number[1], sizeof number[1], "%d", plan->date.month);
	snprintf(number[2], sizeof number[2], "%d", plan->date.day);
	snprintf(number[3], sizeof number[3], "%d", plan->date.year);
	plan->weekday = (struct slot){.name = "weekday",
				      .text = words_find(article, "weekday", number[0], NULL)};
	slot_fact(&plan->weekday, article_fact(article, "weekday", plan->weekday.text, ORIGIN_STORY,
					       article->session->stories[0].story_id));
	slots_add(&parts, "weekday", plan->weekday.text);
	slots_add(&parts, "month", words_find(article, "month", number[1], NULL));
	slots_add(&parts, "day", number[2]);
	slots_add(&parts, "year", number[3]);
	plan->day = date_slot(plan, "date", &parts);
	plan->full_date = date_slot(plan, "full_date", &parts);
}

void
plan_setting(struct plan *plan)
{
	const char *zone = set_place(plan);

	set_date(plan, zone);
	set_poster(plan);
}
