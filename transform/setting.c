/* Who posted, where and when: the slots of the setting, of a whole session or of one figure. */
#include "lib/mem.h"

#include "transform/compose.h"
#include "transform/protect.h"
#include "transform/words.h"

/* The stories a text speaks of, and what their stickers say of the place. */
struct scope {
	size_t from, n;
	const char *place_id, *name, *story_id;
	bool several; /* more than one place: none of them is the place */
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
take_place(const struct plan *plan, struct scope *scope, const json_t *element,
	   const char *story_id)
{
	const char *id = member_text(plan, element, "place_id");
	const char *name = member_text(plan, element, "short_name");

	if (name == NULL)
		name = member_text(plan, element, "name");
	if (id == NULL || name == NULL ||
	    protect_hides_text(plan->facts, plan->article->session, name))
		return;
	if (scope->place_id == NULL) {
		scope->place_id = id;
		scope->name = name;
		scope->story_id = story_id;
	} else if (strcmp(scope->place_id, id) != 0) {
		scope->several = true;
	}
}

static void
find_place(const struct plan *plan, struct scope *scope)
{
	for (size_t i = scope->from; i < scope->from + scope->n; i++) {
		const struct story *story = &plan->article->session->stories[i];
		const char *text = story_text(story, CELL(places));
		json_t *list = text != NULL ? json_loads(text, 0, NULL) : NULL;
		size_t at;
		json_t *element;

		json_array_foreach(list, at, element)
		    take_place(plan, scope, element, story->story_id);
		json_decref(list);
	}
}

/* Sets the place slot; returns the zone of the event. */
static const char *
set_place(const struct plan *plan, struct setting *setting, struct scope *scope)
{
	struct article *article = plan->article;
	const struct place *kept;

	setting->place = (struct slot){.name = "place"};
	find_place(plan, scope);
	if (scope->place_id == NULL || scope->several)
		return article->session->zone;
	kept = facts_place(plan->facts, scope->place_id);
	setting->place.text = scope->name;
	if (kept != NULL)
		setting->place.text = kept->city[0] != '\0' ? kept->city : kept->name;
	slot_fact(&setting->place,
		  article_fact(article, "place", setting->place.text,
			       kept != NULL ? ORIGIN_PLACES : ORIGIN_STORY, scope->story_id));
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

/* A phrase of one day as a slot with one fact for it. */
static struct slot
day_slot(const struct plan *plan, const char *id, struct local_date date, const char *story_id)
{
	struct article *article = plan->article;
	struct slots parts = {.n = 0};
	struct slot slot = {.name = id};
	char number[4][16];

	snprintf(number[0], sizeof number[0], "%d", date.weekday);
	snprintf(number[1], sizeof number[1], "%d", date.month);
	snprintf(number[2], sizeof number[2], "%d", date.day);
	snprintf(number[3], sizeof number[3], "%d", date.year);
	slots_add(&parts, "weekday", words_find(article, "weekday", number[0], NULL));
	slots_add(&parts, "month", words_find(article, "month", number[1], NULL));
	slots_add(&parts, "day", number[2]);
	slots_add(&parts, "year", number[3]);
	slot.text = strcmp(id, "weekday") == 0
			? parts.list[0].text
			: template_realise(article->templates, article->arena, id, &parts, 0).text;
	slot_fact(&slot, article_fact(article, strcmp(id, "weekday") == 0 ? id : "date", slot.text,
				      ORIGIN_STORY, story_id));
	return slot;
}

/* The phrase for the days of the scope: one, or two joined when it goes on past midnight. */
static struct slot
days_slot(const struct plan *plan, const char *id, const struct scope *scope, const char *zone)
{
	const struct story *first = &plan->article->session->stories[scope->from];
	const struct story *last = first + scope->n - 1;
	struct local_date days[] = {zone_calendar_day(zone, first->taken_at),
				    zone_calendar_day(zone, last->taken_at)};
	struct slot slot = {.name = id}, each[2];
	size_t n = local_date_compare(days[0], days[1]) == 0 ? 1 : 2;

	each[0] = day_slot(plan, id, days[0], first->story_id);
	if (n == 2)
		each[1] = day_slot(plan, id, days[1], last->story_id);
	words_list(plan->article, &slot, each, n);
	return slot;
}

static struct setting
setting_of(const struct plan *plan, struct scope *scope)
{
	struct setting setting;
	const char *zone = set_place(plan, &setting, scope);

	setting.date =
	    zone_calendar_day(zone, plan->article->session->stories[scope->from].taken_at);
	setting.weekday = days_slot(plan, "weekday", scope, zone);
	setting.day = days_slot(plan, "date", scope, zone);
	setting.full_date = days_slot(plan, "full_date", scope, zone);
	return setting;
}

struct setting
setting_of_story(const struct plan *plan, size_t story)
{
	struct scope scope = {.from = story, .n = 1};

	return setting_of(plan, &scope);
}

void
plan_setting(struct plan *plan)
{
	struct scope scope = {.n = plan->article->session->n};

	plan->setting = setting_of(plan, &scope);
	if (plan->setting.place.text != NULL)
		plan->article->shown_place =
		    (struct shown_place){scope.place_id, plan->setting.place.text};
	set_poster(plan);
}
