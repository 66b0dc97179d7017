/* The stories as frames; who posted, where and when: the slots that most texts share. */
#include "transform/article/words.h"
#include "transform/cast/protect.h"

static const char *
kind_of(const struct story *story)
{
	const char *type = story_text(story, CELL(media_type));

	if (type != NULL && strcmp(type, "IMAGE") == 0)
		return "IMAGE";
	return type != NULL && strcmp(type, "VIDEO") == 0 ? "VIDEO" : "OTHER";
}

/* A text member of a list element, copied; n 0 where it is none. */
static struct span
member_text(const struct plan *plan, const json_t *element, const char *key)
{
	const json_t *value = json_object_get(element, key);
	struct span text = {json_string_value(value), json_string_length(value)};

	if (text.n != 0)
		text.p = arena_text(plan->arena, text);
	return text;
}

static void
take_place(const struct plan *plan, struct frame *frame, const json_t *element, bool *several)
{
	struct shown_place place;
	struct span id = member_text(plan, element, "place_id");

	place.name = member_text(plan, element, "short_name");
	if (place.name.n == 0)
		place.name = member_text(plan, element, "name");
	if (id.n == 0 || place.name.n == 0 ||
	    protect_hides_text(plan->facts, plan->article->session, place.name.p))
		return;
	*several = *several || (frame->place.id != NULL && strcmp(frame->place.id, id.p) != 0);
	place.id = id.p;
	place.kept = facts_place(plan->facts, place.id);
	if (place.kept != NULL)
		place.name =
		    span_of(place.kept->city[0] != '\0' ? place.kept->city : place.kept->name);
	frame->place = place;
}

/* The place of one story; none where its stickers name several. */
static void
find_place(const struct plan *plan, struct frame *frame)
{
	const char *text = story_text(frame->story, CELL(places));
	json_t *list = text != NULL ? json_loads(text, 0, NULL) : NULL;
	bool several = false;
	size_t at;
	json_t *element;

	json_array_foreach(list, at, element) take_place(plan, frame, element, &several);
	if (several)
		frame->place = (struct shown_place){.id = NULL};
	json_decref(list);
}

/* The host of an address without "www.", where it is a plain name. */
static struct span
host_of(struct span url)
{
	static const char start[] = "://", www[] = "www.";
	const char *p = url.n != 0 ? strstr(url.p, start) : NULL;
	struct span host = {NULL, 0};

	if (p == NULL)
		return host;
	p += sizeof start - 1;
	p += strncmp(p, www, sizeof www - 1) == 0 ? sizeof www - 1 : 0;
	host.n = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789.-");
	if (host.n == 0 || (p[host.n] != '\0' && p[host.n] != '/' && p[host.n] != '?'))
		return (struct span){NULL, 0};
	host.p = p;
	return host;
}

static void
find_site(const struct plan *plan, struct frame *frame)
{
	const char *text = story_text(frame->story, CELL(links));
	json_t *list = text != NULL ? json_loads(text, 0, NULL) : NULL;
	struct span host = host_of(member_text(plan, json_array_get(list, 0), "url"));

	if (host.n != 0) {
		host.p = arena_text(plan->arena, host);
		if (!protect_hides_text(plan->facts, plan->article->session, host.p))
			frame->site = host;
	}
	json_decref(list);
}

static const char *
zone_there(const struct plan *plan, const struct shown_place *place)
{
	return place->kept != NULL && place->kept->tz[0] != '\0' ? place->kept->tz
								 : plan->article->session->zone;
}

static void
fill_frames(struct plan *plan)
{
	const struct session *session = plan->article->session;

	plan->frames_n = session->n;
	plan->frames = arena_alloc(plan->arena, session->n * sizeof *plan->frames);
	for (size_t i = 0; i < session->n; i++) {
		struct frame *frame = &plan->frames[i];

		frame->story = &session->stories[i];
		frame->kind = kind_of(frame->story);
		if (story_text(frame->story, CELL(places)) != NULL)
			find_place(plan, frame);
		if (story_text(frame->story, CELL(links)) != NULL)
			find_site(plan, frame);
	}
}

/* A town tells of a minor no more than the news does; a house or a school would. */
static bool
is_town(const struct place *kept)
{
	size_t n = kept != NULL ? strlen(kept->city) : 0;

	return n != 0 && strncmp(kept->name, kept->city, n) == 0 &&
	       (kept->name[n] == '\0' || kept->name[n] == ',');
}

/* Whether to tell the place would tell where a protected minor was, or goes to school. */
static bool
shows_minor(const struct plan *plan, size_t at)
{
	const struct shown_place *place = &plan->frames[at].place;
	const char *name = place->kept != NULL ? place->kept->name : place->name.p;

	if (place->id == NULL)
		return false;
	return (plan->article->cast.signs[at].minor && !is_town(place->kept)) ||
	       protect_hides_school(plan->facts, plan->article->session, name);
}

/* Of no story, or "one of them from Paris" would be wrong; its calendar still counts. */
static void
hide_place(struct plan *plan, const char *id)
{
	for (size_t i = 0; i < plan->frames_n; i++) {
		struct frame *frame = &plan->frames[i];

		if (frame->place.id == NULL || strcmp(frame->place.id, id) != 0)
			continue;
		frame->zone = zone_there(plan, &frame->place);
		frame->place = (struct shown_place){.id = NULL};
	}
}

static void
hide_places(struct plan *plan)
{
	for (size_t i = 0; i < plan->frames_n; i++)
		if (shows_minor(plan, i))
			hide_place(plan, plan->frames[i].place.id);
}

/* The one place of all stories that have one. */
static void
settle_place(struct plan *plan)
{
	struct shown_place *place = &plan->article->place;

	*place = (struct shown_place){.id = NULL};
	for (size_t i = 0; i < plan->frames_n; i++) {
		const struct shown_place *told = &plan->frames[i].place;

		if (told->id == NULL)
			continue;
		if (place->id != NULL && strcmp(place->id, told->id) != 0) {
			*place = (struct shown_place){.id = NULL};
			break;
		}
		*place = *told;
	}
}

/* A story without a place is told by the calendar of the event, as the others are. */
static void
settle_days(struct plan *plan)
{
	plan->first_day = plan->last_day = plan->frames;
	for (size_t i = 0; i < plan->frames_n; i++) {
		struct frame *frame = &plan->frames[i];

		if (frame->zone == NULL)
			frame->zone =
			    frame->place.id != NULL ? zone_there(plan, &frame->place) : plan->zone;
		frame->day = zone_calendar_day(frame->zone, frame->story->taken_at);
		if (local_date_compare(frame->day, plan->first_day->day) < 0)
			plan->first_day = frame;
		if (local_date_compare(frame->day, plan->last_day->day) >= 0)
			plan->last_day = frame;
	}
}

bool
plan_is_one_day(const struct plan *plan)
{
	return local_date_compare(plan->first_day->day, plan->last_day->day) == 0;
}

struct slot
plan_place(const struct plan *plan, const struct shown_place *place)
{
	const struct frame *frame = plan->frames;

	if (place->id == NULL)
		return NO_SLOT;
	while (frame->place.id == NULL || strcmp(frame->place.id, place->id) != 0)
		frame++;
	return plan_fact_slot(plan, &(struct fact){.kind = "place",
						   .value = place->name,
						   .origin = place->kept != NULL ? ORIGIN_PLACES
										 : ORIGIN_STORY,
						   .story = frame->story});
}

/* A day of one story in a zone. */
struct slot
plan_story_day(const struct plan *plan, const char *id, const struct frame *frame, const char *zone,
	       struct local_date day)
{
	return words_day(plan, id, day, &(struct fact){.story = frame->story, .zone = zone});
}

/* Of two days of one month some languages name it once. */
static const char *
first_day_id(const struct plan *plan, const char *id, struct local_date first,
	     struct local_date last)
{
	bool once = strcmp(id, "date") == 0 && first.month == last.month &&
		    template_word(plan->article->templates, "date", "day", NULL).p != NULL;

	return once ? "date.day" : id;
}

/*
 * The days of the session: one, or two joined when it goes on past midnight. Each is that of its
 * story, as the line below a picture has it.
 */
static struct slot
session_days(const struct plan *plan, const char *id)
{
	const struct frame *first = plan->first_day, *last = plan->last_day;
	struct slot from, to;
	struct slots slots;

	to = plan_story_day(plan, id, last, last->zone, last->day);
	if (plan_is_one_day(plan))
		return to;
	from = plan_story_day(plan, first_day_id(plan, id, first->day, last->day), first,
			      first->zone, first->day);
	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_a, from);
	slots_put(&slots, SLOT_b, to);
	return slot_told(template_tell(plan->article->templates, plan->arena,
				       strcmp(id, "weekday") == 0 ? "weekday.list" : "date.list",
				       &slots, 0));
}

/* "five videos and three photos" */
static struct slot
media_slot(const struct plan *plan)
{
	static const char *const kinds[] = {"VIDEO", "IMAGE", "OTHER"};
	static const char *const ids[][2] = {{"media.VIDEO.one", "media.VIDEO.many"},
					     {"media.IMAGE.one", "media.IMAGE.many"},
					     {"media.OTHER.one", "media.OTHER.many"}};
	struct slot parts[COUNT(kinds)];
	size_t n = 0;

	for (size_t kind = 0; kind < COUNT(kinds); kind++) {
		size_t count = 0;

		for (size_t i = 0; i < plan->frames_n; i++)
			count += strcmp(plan->frames[i].kind, kinds[kind]) == 0;
		if (count != 0)
			parts[n++] = words_counted(plan, ids[kind][count > 1], count,
						   plan->frames_n, "media_count");
	}
	return words_list(plan, parts, n);
}

/* The name of the account that the story shows; NULL where it may name a minor. */
static const char *
shown_handle(const struct plan *plan, const struct story *story)
{
	const char *handle = story_text(story, CELL(handle));

	if (handle == NULL || protect_hides_text(plan->facts, plan->article->session, handle))
		return NULL;
	return handle;
}

struct slot
plan_account(const struct plan *plan)
{
	const struct story *first = plan->frames[0].story;
	struct fact fact = {.kind = "account", .story = first};

	fact.value = span_of(first->account_id);
	for (size_t i = 0; i < plan->frames_n; i++) {
		const char *handle = shown_handle(plan, plan->frames[i].story);
		size_t n = handle != NULL ? strlen(handle) : 0;
		char *shown;

		if (n == 0)
			continue;
		shown = arena_alloc(plan->arena, n + 2);
		shown[0] = '@';
		memcpy(shown + 1, handle, n + 1);
		fact.value = (struct span){shown, n + 1};
		break;
	}
	return plan_fact_slot(plan, &fact);
}

static void
put_poster(struct plan *plan)
{
	const struct handle *row = plan->article->session->poster;
	struct slot poster, credit;

	if (plan->poster == NULL) {
		poster = credit = plan_account(plan);
	} else {
		poster = actor_full_name(plan, plan->poster);
		credit =
		    row->credit_name[0] == '\0'
			? poster
			: plan_fact_slot(plan, &(struct fact){.kind = "credit",
							      .value = span_of(row->credit_name),
							      .origin = ORIGIN_PEOPLE});
	}
	slots_put(&plan->common, SLOT_poster, poster);
	slots_put(&plan->common, SLOT_whose, actor_whose(plan, poster));
	slots_put(&plan->common, SLOT_credit, credit);
}

/* "her Instagram Story", where the operator keeps pronouns. */
static void
put_channel(struct plan *plan)
{
	struct slots slots;

	SLOTS_NONE(&slots);
	if (plan->poster != NULL)
		slots_put(&slots, SLOT_possessive, actor_possessive(plan, plan->poster));
	slots_put(&plan->common, SLOT_channel,
		  slot_told(
		      template_tell(plan->article->templates, plan->arena, "channel", &slots, 0)));
}

void
plan_setting(struct plan *plan)
{
	fill_frames(plan);
	settle_place(plan);
	plan->zone = zone_there(plan, &plan->article->place);
	hide_places(plan);
	settle_place(plan);
	settle_days(plan);
	plan->article->day = zone_calendar_day(plan->zone, plan->frames[0].story->taken_at);
	plan_actors(plan);
	words_put_place(plan, &plan->common, plan_place(plan, &plan->article->place));
	slots_put(&plan->common, SLOT_weekday, session_days(plan, "weekday"));
	slots_put(&plan->common, SLOT_date, session_days(plan, "date"));
	slots_put(&plan->common, SLOT_media, media_slot(plan));
	slots_put_text(&plan->common, SLOT_stories,
		       template_word(plan->article->templates, "stories",
				     plan->frames_n == 1 ? "one" : "many", NULL));
	put_poster(plan);
	put_channel(plan);
}
