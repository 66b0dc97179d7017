/* The closing sentences: an earlier article of the account, and how the text came about. */
#include "transform/article/archive.h"
#include "transform/article/words.h"
#include "transform/cast/protect.h"

#define BACKGROUND_MS (366 * WHEN_DAY) /* older than that is history, no background */
#define RECENT_DAYS 45                 /* so far back a day is named, before it a month */
#define BACKGROUND_PEOPLE 3

static struct refs
archive_fact(const struct plan *plan, struct span value)
{
	return article_fact(plan->article, &(struct fact){.kind = "background",
							  .value = value,
							  .origin = ORIGIN_ARCHIVE});
}

/* "On April 2", "In March", "In March 2022"; "Earlier in the day" is another slot. */
static void
put_when(struct plan *plan, const struct earlier *earlier)
{
	struct local_date then = zone_calendar_day(earlier->zone, earlier->start);
	struct local_date now = plan->article->day;
	const char *id = local_date_number(now) - local_date_number(then) <= RECENT_DAYS ? "on_day"
			 : then.year == now.year ? "in_month"
						 : "in_month_year";
	struct slot when = words_day(plan, id, then, &(struct fact){.origin = ORIGIN_ARCHIVE});

	if (local_date_compare(now, then) != 0 || !plan_is_one_day(plan)) {
		slots_put(&plan->slots, SLOT_since, when);
		return;
	}
	when.text = template_word(plan->article->templates, "earlier", "day", NULL);
	slots_put(&plan->slots, SLOT_earlier, when);
}

static bool
hides_text(const struct plan *plan, const char *text)
{
	return text != NULL && protect_hides_text(plan->facts, plan->article->session, text);
}

/* Whether it names nobody who must not be named today: it is spoken of and led to by its headline.
 */
static bool
may_be_told(const struct plan *plan, const struct earlier *earlier)
{
	for (size_t i = 0; i < earlier->people_n; i++) {
		const struct person *person = facts_person(plan->facts, earlier->people[i]);

		if (person != NULL && (person_is_protected(person, plan->article->session->day) ||
				       person_is_protected(person, plan->article->day)))
			return false;
	}
	return !hides_text(plan, earlier->headline) && !hides_text(plan, earlier->place);
}

/* Those it named who are not in the story at hand anyway. */
static const struct person *
may_be_named(const struct plan *plan, const char *id)
{
	const struct person *person = facts_person(plan->facts, id);

	if (person == NULL)
		return NULL;
	for (size_t i = 0; i < plan->actors_n; i++)
		if (plan->actors[i].person == person)
			return NULL;
	return person;
}

static bool
is_kin(const struct plan *plan, const struct person *person)
{
	const struct actor actor = {.person = person};

	return actor_relation_word(plan, &actor).text.p != NULL;
}

/* "her son Saint West", "Kim’s son Saint West", "Saint West" */
static struct slot
kin_by_name(const struct plan *plan, const struct person *person)
{
	const struct actor actor = {.person = person};
	struct slot name = actor_full_name(plan, &actor);
	struct slots slots;

	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_name, name);
	slots_put(&slots, SLOT_relation_word, actor_relation_word(plan, &actor));
	if (actor_is_one(plan->poster)) /* "their" may be another one's among several names */
		slots_put(&slots, SLOT_possessive, actor_possessive(plan, plan->poster));
	if ((slots.there & UINT64_C(1) << SLOT_possessive) == 0)
		slots_put(&slots, SLOT_whose,
			  actor_whose(plan, actor_short_name(plan, plan->poster)));
	name = slot_told(
	    template_tell(plan->article->templates, plan->arena, "kin_by_name", &slots, 0));
	name.facts =
	    refs_join(plan->arena, name.facts, archive_fact(plan, span_of(person->full_name)));
	return name;
}

/* The poster's kin first: behind another name "her son" would read as that one's. */
static struct slot
named_slot(const struct plan *plan, const struct earlier *earlier)
{
	struct slot names[BACKGROUND_PEOPLE];
	size_t n = 0;

	for (int kin = 1; kin >= 0; kin--)
		for (size_t i = 0; i < earlier->people_n && n < BACKGROUND_PEOPLE; i++) {
			const struct person *person = may_be_named(plan, earlier->people[i]);

			if (person != NULL && is_kin(plan, person) == kin)
				names[n++] = kin_by_name(plan, person);
		}
	return words_names(plan, names, n);
}

void
compose_background(struct plan *plan)
{
	const struct session *session = plan->article->session;
	const struct archive *archive = plan->archive;
	const struct earlier *earlier =
	    archive == NULL ? NULL
			    : archive_before(archive, session->stories[0].account_id,
					     session->stories[0].taken_at, BACKGROUND_MS);
	struct slot place = NO_SLOT;

	if (earlier == NULL || plan->poster == NULL || !may_be_told(plan, earlier))
		return;
	if (earlier->place != NULL) {
		place.text = span_of(earlier->place);
		place.facts = archive_fact(plan, place.text);
	}
	article_block(plan->article, "background");
	plan_begin(plan);
	put_when(plan, earlier);
	slots_put(&plan->slots, SLOT_name, actor_name(plan, plan->poster));
	slots_put_text(&plan->slots, SLOT_stories,
		       template_word(plan->article->templates, "stories",
				     earlier->is_one ? "one" : "many", NULL));
	words_put_place(plan, &plan->slots, place);
	slots_put(&plan->slots, SLOT_named, named_slot(plan, earlier));
	if (place.text.p == NULL && (plan->slots.there & UINT64_C(1) << SLOT_named) == 0)
		return;
	plan_sentence(plan, "background", 0);
	plan->article->background = earlier;
}

void
compose_note(struct plan *plan)
{
	const struct frame *last = plan->last_day;
	struct fact base = {.story = last->story, .zone = last->zone};

	article_block(plan->article, "note");
	plan_begin(plan);
	slots_put(&plan->slots, SLOT_full_date, words_day(plan, "full_date", last->day, &base));
	plan_sentence(plan, plan->frames_n == 1 ? "note.one" : "note", 0);
}
