/* What an article is filed under, and what other accounts' articles may share with it. */
#include <ctype.h>

#include "lib/mem.h"

#include "transform/article/words.h"
#include "transform/cast/protect.h"
#include "transform/text/hygiene.h"

#define HASHTAGS_MAX 30   /* as many as Instagram allows in one post */
#define CROSSINGS_MAX 200 /* keys of one article; the record has its limit */

static void
add_hashtag(struct article *article, struct span hashtag)
{
	for (size_t i = 0; i < article->hashtags_n; i++)
		if (article->hashtags[i].n == hashtag.n &&
		    memcmp(article->hashtags[i].p, hashtag.p, hashtag.n) == 0)
			return;
	if (article->hashtags_n == HASHTAGS_MAX)
		return;
	article->hashtags = mem_grow(article->hashtags, article->hashtags_n, &article->hashtags_cap,
				     sizeof *article->hashtags);
	article->hashtags[article->hashtags_n++] = hashtag;
}

static void
add_crossing(struct article *article, const char *kind, struct span key, when_ms at)
{
	struct crossing *crossing;

	for (size_t i = 0; i < article->crossings_n; i++) {
		crossing = &article->crossings[i];
		if (strcmp(crossing->kind, kind) == 0 && crossing->key.n == key.n &&
		    memcmp(crossing->key.p, key.p, key.n) == 0) {
			crossing->to = at;
			return;
		}
	}
	if (article->crossings_n == CROSSINGS_MAX)
		return;
	article->crossings = mem_grow(article->crossings, article->crossings_n,
				      &article->crossings_cap, sizeof *article->crossings);
	crossing = &article->crossings[article->crossings_n++];
	*crossing = (struct crossing){kind, key, at, at};
}

static void
take_hashtag(const struct plan *plan, const struct frame *frame, const char *hashtag)
{
	struct span shown = span_of(arena_text(plan->arena, span_of(hashtag)));

	if (shown.n == 0 || protect_hides_text(plan->facts, plan->article->session, shown.p))
		return;
	add_hashtag(plan->article, shown);
	add_crossing(plan->article, "hashtag", span_of(hygiene_fold(plan->arena, shown.p)),
		     frame->story->taken_at);
}

/* The tagged account as others know it: by its Graph id, else its number, else its handle. */
static void
take_tag(const struct plan *plan, const struct frame *frame, const json_t *mention)
{
	const char *handle = json_string_value(json_object_get(mention, "handle"));
	const char *ig_pk = json_string_value(json_object_get(mention, "ig_pk"));
	const struct session *session = plan->article->session;
	const struct handle *row = facts_handle(plan->facts, NULL, ig_pk, handle, &session->day);
	struct span key;

	if (protect_hides_tag(plan->facts, session, mention))
		return;
	if (row != NULL && row->account_id[0] != '\0')
		key = span_of(row->account_id);
	else if (ig_pk != NULL)
		key = span_of(arena_text(plan->arena, span_of(ig_pk)));
	else if (handle != NULL)
		key = span_of(
		    arena_printf(plan->arena, "handle:%s", hygiene_fold(plan->arena, handle)));
	else
		return;
	add_crossing(plan->article, "tag", key, frame->story->taken_at);
}

static void
each_element(const struct plan *plan, const struct frame *frame, size_t cell,
	     void (*take)(const struct plan *plan, const struct frame *frame,
			  const json_t *element))
{
	const char *text = story_text(frame->story, cell);
	json_t *list = text != NULL ? json_loads(text, 0, NULL) : NULL;
	size_t i;
	json_t *element;

	json_array_foreach(list, i, element) take(plan, frame, element);
	json_decref(list);
}

/*
 * Hashtags are a list of plain words that we wrote ourselves: they are read without a tree. What
 * has an escape in it goes the long way.
 */
static void
take_hashtags(const struct plan *plan, const struct frame *frame)
{
	const char *text = story_text(frame->story, CELL(hashtags));
	json_t *list;
	size_t i;
	json_t *element;

	if (text == NULL)
		return;
	if (strchr(text, '\\') == NULL) {
		const char *open = strchr(text, '"'), *close;

		for (; open != NULL; open = strchr(close + 1, '"')) {
			close = strchrnul(open + 1, '"');
			take_hashtag(plan, frame,
				     arena_text(plan->arena,
						(struct span){open + 1,
							      (size_t)(close - open - 1)}));
			if (*close == '\0')
				return;
		}
		return;
	}
	list = json_loads(text, 0, NULL);
	json_array_foreach(list, i, element) if (json_is_string(element))
	    take_hashtag(plan, frame, json_string_value(element));
	json_decref(list);
}

static bool
has_kin(const struct plan *plan)
{
	for (size_t i = 0; i < plan->actors_n; i++)
		if (actor_is_family(plan, &plan->actors[i]))
			return true;
	return false;
}

static bool
has_music(const struct plan *plan)
{
	static const char *const music[] = {"singer", "musician", "rapper", "band", "DJ"};

	for (size_t i = 0; i < plan->actors_n; i++)
		for (size_t j = 0; j < COUNT(music); j++)
			if (strcmp(plan->actors[i].person->occupation, music[j]) == 0)
				return true;
	return false;
}

static bool
always(const struct plan *plan)
{
	(void)plan;
	return true;
}

static bool
is_birthday(const struct plan *plan)
{
	return plan->celebrant != NULL;
}

/* Media topics of the IPTC (cv.iptc.org/newscodes/mediatopic); their names are the templates'. */
static void
find_subjects(struct plan *plan)
{
	static const struct {
		const char *code;
		bool (*holds)(const struct plan *plan);
	} subjects[] = {
	    {"20000505", always},  {"20001182", always},    {"20001238", is_birthday},
	    {"20000780", has_kin}, {"20000018", has_music}, {"20000563", plan_is_travel},
	};
	struct article *article = plan->article;

	for (size_t i = 0; i < COUNT(subjects); i++) {
		if (!subjects[i].holds(plan))
			continue;
		article->subjects = mem_grow(article->subjects, article->subjects_n,
					     &article->subjects_cap, sizeof *article->subjects);
		article->subjects[article->subjects_n++] = subjects[i].code;
	}
}

void
compose_tags(struct plan *plan)
{
	for (size_t i = 0; i < plan->frames_n; i++) {
		const struct frame *frame = &plan->frames[i];

		take_hashtags(plan, frame);
		each_element(plan, frame, CELL(mentions), take_tag);
		if (frame->place.id != NULL)
			add_crossing(plan->article, "place", span_of(frame->place.id),
				     frame->story->taken_at);
	}
	find_subjects(plan);
}
