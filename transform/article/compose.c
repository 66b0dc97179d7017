/*
 * From a session to an article: what is known becomes slots with facts behind them; the plan is
 * headline, dek, lede, quotes, people, background, note, figures. All words are the template
 * set's.
 */
#include "transform/article/words.h"
#include "transform/text/hygiene.h"

#define SLUG_MAX 73    /* bytes, so that with "-" and six digits of the key it stays within 80 */
#define SEED_DIGITS 16 /* of the key without its dashes */

void
plan_begin(struct plan *plan)
{
	plan->slots.there = plan->common.there;
	for (uint64_t left = plan->common.there; left != 0; left &= left - 1) {
		int i = __builtin_ctzll(left);

		plan->slots.list[i] = plan->common.list[i];
	}
}

struct told
plan_tell_variant(struct plan *plan, const char *id, uint64_t variant)
{
	return template_tell(plan->article->templates, plan->arena, id, &plan->slots, variant);
}

struct told
plan_tell(struct plan *plan, const char *id)
{
	return plan_tell_variant(plan, id, article_variant(plan->article, id));
}

bool
plan_sentence(struct plan *plan, const char *id, uint64_t variant)
{
	return article_sentence(plan->article, plan_tell_variant(plan, id, variant));
}

struct slot
plan_fact_slot(const struct plan *plan, const struct fact *fact)
{
	return fact->value.n != 0 ? (struct slot){fact->value, article_fact(plan->article, fact)}
				  : NO_SLOT;
}

/* Whether anything was said beyond that something was posted. */
static bool
has_substance(const struct article *article)
{
	return article->quotes_n != 0 || article->cast.n != 0 || article->place.id != NULL;
}

static const char *
kind_of(const struct article *article)
{
	const char *kind = template_word(article->templates, "set", "kind", NULL).p;

	return kind != NULL ? kind : has_substance(article) ? "story" : "brief";
}

/* The digits of the event key as a number. */
static uint64_t
seed_of(const char key[ARTICLE_UUID])
{
	char digits[SEED_DIGITS + 1];
	size_t n = 0;

	for (; n < SEED_DIGITS && *key != '\0'; key++)
		if (*key != '-')
			digits[n++] = *key;
	digits[n] = '\0';
	return strtoull(digits, NULL, 16);
}

static void
note_edit(struct article *article, const struct story *story, enum edit edit)
{
	const char *field = record_field((enum field_id)(story_FIRST + edit_cells[edit]))->name;

	if (edit == EDIT_CAPTION)
		cast_note(&article->cast, "caption_edited",
			  arena_printf(article->arena,
				       "the caption of %s was changed after it was posted",
				       story->story_id),
			  story->story_id);
	else
		cast_note(&article->cast, "story_edited",
			  arena_printf(article->arena, "two readings of %s differ in its %s",
				       story->story_id, field),
			  story->story_id);
}

/* What became of a story after it was seen first; the text tells what was posted. */
static void
note_history(struct article *article, const struct story *story)
{
	for (size_t i = 0; i < EDITS; i++)
		if ((story->edited & 1U << i) != 0)
			note_edit(article, story, (enum edit)i);
	if (story->vanished_at != WHEN_NONE)
		cast_note(&article->cast, "vanished_early",
			  arena_printf(article->arena,
				       "%s was no longer listed before its 24 hours were over",
				       story->story_id),
			  story->story_id);
}

static void
find_people(struct article *article, const struct desk *desk)
{
	const struct session *session = article->session;

	cast_find(&article->cast, session, desk->facts, article->arena);
	if (session->poster == NULL || session->poster->tz[0] == '\0')
		cast_note(&article->cast, "zone_unknown",
			  "days are told in UTC: handles.csv has no tz for the account",
			  session->stories[0].story_id);
	for (size_t i = 0; i < session->n; i++) {
		note_history(article, &session->stories[i]);
		if (article->cast.signs[i].reshare)
			cast_note(&article->cast, "reshared",
				  "a story shows what another account posted",
				  session->stories[i].story_id);
	}
}

static void
compose_slug(struct plan *plan)
{
	struct article *article = plan->article;
	const char *words = hygiene_slug(plan->arena, article->headline.text.p, SLUG_MAX);

	article->slug =
	    span_of(arena_printf(plan->arena, "%s-%.6s", words[0] != '\0' ? words : "story",
				 article->event_key));
}

void
article_compose(struct article *article, const struct session *session, const struct desk *desk,
		struct arena *arena)
{
	struct plan plan = {.article = article,
			    .facts = desk->facts,
			    .archive = desk->archive,
			    .arena = arena};

	*article =
	    (struct article){.session = session, .templates = desk->templates, .arena = arena};
	event_key_make(session->stories[0].account_id, session->stories[0].story_id,
		       article->event_key);
	article->seed = seed_of(article->event_key);
	find_people(article, desk);
	plan_setting(&plan);
	plan_angle(&plan);
	compose_headline(&plan);
	compose_dek(&plan);
	compose_lede(&plan);
	compose_quotes(&plan);
	compose_people(&plan);
	compose_background(&plan);
	compose_note(&plan);
	compose_figures(&plan);
	compose_tags(&plan);
	compose_slug(&plan);
	article->kind = kind_of(article);
}
