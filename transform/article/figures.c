/* What stands by each picture or film: alt, caption, credit. */
#include "transform/article/words.h"
#include "transform/cast/protect.h"

#define FIGURE_PEOPLE 4 /* a line below a picture has room for no more, or one more */

static bool
is_tagged_there(const struct actor *actor, size_t at)
{
	return actor->member != NULL && actor->member->tagged_n != 0 && actor->member->tagged[at];
}

static struct slot
tag_slot(const struct plan *plan, const struct actor *actor, size_t at)
{
	return plan_fact_slot(plan, &(struct fact){.kind = "tag",
						   .value = span_of(actor->person->full_name),
						   .story = plan->frames[at].story});
}

/* What is said below a picture, of this story alone. */
static struct slot
tagged_there(const struct plan *plan, size_t at)
{
	struct slot names[FIGURE_PEOPLE + 1];
	size_t n = 0, named = 0;

	for (size_t i = 0; i < plan->actors_n; i++)
		named += is_tagged_there(&plan->actors[i], at);
	named = words_named(named, FIGURE_PEOPLE);
	for (size_t i = 0; i < plan->actors_n && n < COUNT(names); i++) {
		if (!is_tagged_there(&plan->actors[i], at))
			continue;
		names[n] = tag_slot(plan, &plan->actors[i], at);
		if (n == named)
			names[n].text =
			    template_word(plan->article->templates, "names", "others", NULL);
		n++;
	}
	return words_names(plan, names, n);
}

/* The bytes of an address before its last part, which is the story's number. */
static size_t
folder_length(const char *address)
{
	const char *last = address != NULL ? strrchr(address, '/') : NULL;

	return last != NULL ? (size_t)(last - address) : 0;
}

/*
 * Where the story is on Instagram; an address has the account's name in it. What was found of the
 * figure before holds for the next one of the same account.
 */
static const char *
permalink_of(const struct plan *plan, size_t at)
{
	const char *permalink = story_text(plan->frames[at].story, CELL(permalink)), *before = NULL;
	size_t n = folder_length(permalink);

	if (permalink == NULL)
		return NULL;
	if (at != 0)
		before = plan->article->figures[at - 1].permalink;
	if (n != 0 && n == folder_length(before) && memcmp(before, permalink, n) == 0)
		return permalink;
	return protect_hides_text(plan->facts, plan->article->session, permalink) ? NULL
										  : permalink;
}

static void
compose_figure(struct plan *plan, size_t at)
{
	const struct frame *frame = &plan->frames[at];
	struct figure *figure = &plan->article->figures[at];
	struct fact kind = {.kind = "media_type", .story = frame->story};

	plan_begin(plan);
	kind.value = template_word(plan->article->templates, "kind", frame->kind, NULL);
	slots_put(&plan->slots, SLOT_kind, plan_fact_slot(plan, &kind));
	kind.value = template_word(plan->article->templates, "this", frame->kind, NULL);
	slots_put(&plan->slots, SLOT_medium, plan_fact_slot(plan, &kind));
	words_put_place(plan, &plan->slots, plan_place(plan, &frame->place));
	slots_put(&plan->slots, SLOT_weekday,
		  plan_story_day(plan, "weekday", frame, frame->zone, frame->day));
	slots_put(&plan->slots, SLOT_full_date,
		  plan_story_day(plan, "full_date", frame, frame->zone, frame->day));
	slots_put(&plan->slots, SLOT_tagged, tagged_there(plan, at));
	figure->story = frame->story;
	figure->alt = plan_tell(plan, "figure.alt");
	figure->caption = plan_tell(plan, "figure.caption");
	figure->credit = plan_tell(plan, "credit");
	figure->permalink = permalink_of(plan, at);
}

void
compose_figures(struct plan *plan)
{
	struct article *article = plan->article;

	article->figures_n = plan->frames_n;
	article->figures = arena_alloc(plan->arena, plan->frames_n * sizeof *article->figures);
	for (size_t i = 0; i < plan->frames_n; i++)
		compose_figure(plan, i);
}
