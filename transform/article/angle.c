/* What the text leads with: the first of the list that holds. */
#include "transform/article/words.h"

#define BIRTHDAY_DAYS 3 /* before and after; people wish early and thank late */

/* The day of this year's birthday; 29 February is told as 1 March where the year has none. */
static struct local_date
birthday_in(const struct person *person, int year)
{
	char text[LOCAL_DATE_TEXT];
	struct local_date day;

	snprintf(text, sizeof text, "%04d-%02d-%02d", year, person->birth.month, person->birth.day);
	if (!local_date_parse(text, &day)) {
		snprintf(text, sizeof text, "%04d-03-01", year);
		if (!local_date_parse(text, &day))
			return person->birth;
	}
	return day;
}

/* The birthday within a few days of the event, in this year or a neighbouring one. */
static bool
birthday_near(const struct plan *plan, const struct person *person, struct local_date *birthday)
{
	int64_t today = local_date_number(plan->article->day);

	if (person->birth_precision != BIRTH_DAY || person->has_died)
		return false;
	for (int year = plan->article->day.year - 1; year <= plan->article->day.year + 1; year++) {
		struct local_date day = birthday_in(person, year);
		int64_t apart = local_date_number(day) - today;

		if (apart >= -BIRTHDAY_DAYS && apart <= BIRTHDAY_DAYS) {
			*birthday = day;
			return person_age(person, day) > 0;
		}
	}
	return false;
}

/* Whether a caption with a birthday word is about the person: it names them, or nobody else. */
static bool
is_wished_in(const struct plan *plan, const struct actor *actor, size_t frame)
{
	const struct story_signs *signs = &plan->article->cast.signs[frame];

	if (actor == plan->poster)
		return signs->names_poster || !signs->names;
	return actor->member->named[frame] || (!signs->names && actor->member->tagged[frame]);
}

static bool
is_wished(const struct plan *plan, const struct actor *actor)
{
	for (size_t i = 0; i < plan->frames_n; i++)
		if (plan->article->cast.signs[i].birthday && is_wished_in(plan, actor, i))
			return true;
	return false;
}

/* Somebody who is wished well goes before the poster, who may only be wishing. */
static bool
is_birthday(struct plan *plan)
{
	for (size_t i = plan->actors_n; i-- > 0;) {
		struct actor *actor = &plan->actors[i];

		if (is_wished(plan, actor) && birthday_near(plan, actor->person, &plan->birthday)) {
			plan->celebrant = actor;
			return true;
		}
	}
	return false;
}

static bool
has_kin(const struct plan *plan, bool kin)
{
	for (size_t i = 0; i < plan->actors_n; i++)
		if (&plan->actors[i] != plan->poster &&
		    actor_is_family(plan, &plan->actors[i]) == kin)
			return true;
	return false;
}

static bool
is_family(struct plan *plan)
{
	return plan->poster != NULL && has_kin(plan, true) && has_kin(plan, false);
}

static bool
is_event(struct plan *plan)
{
	if (plan->article->place.id == NULL)
		return false;
	for (size_t i = 0; i < plan->actors_n; i++)
		if (plan->actors[i].member != NULL && plan->actors[i].member->tagged_n != 0)
			return true;
	return false;
}

bool
plan_is_travel(const struct plan *plan)
{
	return plan->article->place.id != NULL &&
	       strcmp(plan->zone, plan->article->session->zone) != 0;
}

static bool
is_travel(struct plan *plan)
{
	return plan_is_travel(plan);
}

static bool
is_promotion(struct plan *plan)
{
	const struct story_signs *signs = plan->article->cast.signs;

	for (size_t i = 0; i < plan->frames_n; i++)
		if (signs[i].paid || plan->frames[i].site.n != 0)
			return true;
	return false;
}

/* All of it is somebody else's. */
static bool
is_reshare(struct plan *plan)
{
	const struct story_signs *signs = plan->article->cast.signs;

	for (size_t i = 0; i < plan->frames_n; i++)
		if (!signs[i].reshare)
			return false;
	return true;
}

static bool
is_plain(struct plan *plan)
{
	(void)plan;
	return true;
}

void
plan_angle(struct plan *plan)
{
	static const struct {
		const char *name;
		bool (*holds)(struct plan *plan);
	} angles[] = {
	    {"birthday", is_birthday}, {"family", is_family},       {"event", is_event},
	    {"travel", is_travel},     {"promotion", is_promotion}, {"reshare", is_reshare},
	    {"plain", is_plain},
	};
	size_t i = 0;

	while (!angles[i].holds(plan))
		i++;
	plan->article->angle = angles[i].name;
}
