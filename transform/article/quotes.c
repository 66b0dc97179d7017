/* Captions as quotes: always verbatim, always a piece of the stored caption. */
#include <ctype.h>

#include "lib/mem.h"

#include "transform/article/marks.h"
#include "transform/article/words.h"
#include "transform/cast/language.h"

#define QUOTES_MAX 8 /* in one article; a reader takes in no more */

/* "a video"; "another video" where one was spoken of before; "the video" where there is one. */
static struct slot
medium_slot(const struct plan *plan, const struct frame *frame)
{
	bool again = false;
	size_t alike = 0;
	struct fact fact = {.kind = "media_type", .story = frame->story};

	for (size_t i = 0; i < plan->frames_n; i++) {
		bool same = strcmp(plan->frames[i].kind, frame->kind) == 0;

		alike += same;
		again = again || (plan->frames[i].quoted && same);
	}
	fact.value = template_word(plan->article->templates, "medium", frame->kind,
				   again        ? "again"
				   : alike == 1 ? "only"
						: NULL);
	return plan_fact_slot(plan, &fact);
}

/* The language of what the frame may be quoted with; NULL: not sure. */
static const char *
quote_language(const struct plan *plan, struct frame *frame)
{
	if (!frame->lang_known)
		frame->lang = language_of(plan->arena, frame->quote.p);
	frame->lang_known = true;
	return frame->lang;
}

static bool
is_foreign(const struct plan *plan, const char *lang)
{
	return lang != NULL && strcmp(lang, template_set_lang(plan->article->templates)) != 0;
}

/* The quote as a slot; it is in the article then. */
static struct slot
take_quote(struct plan *plan, struct frame *frame)
{
	struct article *article = plan->article;
	struct fact fact = {.kind = "quote",
			    .value = marks_turn(plan->arena, frame->quote),
			    .story = frame->story};

	article->quotes = mem_grow(article->quotes, article->quotes_n, &article->quotes_cap,
				   sizeof *article->quotes);
	article->quotes[article->quotes_n++] =
	    (struct quote){.story = frame->story,
			   .verbatim = frame->quote,
			   .speaker = plan->poster != NULL ? plan->poster->person : NULL,
			   .lang = quote_language(plan, frame)};
	frame->quoted = true;
	return plan_fact_slot(plan, &fact);
}

#define EPITHET_FROM 2 /* the first quotes go by name: an epithet is for variety */

/* "the Skims founder" stands alone, what has no article stands beside the name. */
static struct slot
epithet_speaker(struct plan *plan, struct slot epithet)
{
	struct slots slots;

	if (islower((unsigned char)epithet.text.p[0]))
		return epithet;
	SLOTS_NONE(&slots);
	slots_put(&slots, SLOT_name, actor_short_name(plan, plan->poster));
	slots_put(&slots, SLOT_epithet, epithet);
	return slot_told(template_tell(plan->article->templates, plan->arena,
				       "speaker_with_epithet", &slots, 0));
}

/* Who speaks: by the short name, once for variety by an epithet. */
static struct slot
speaker_slot(struct plan *plan)
{
	struct slot epithet = NO_SLOT;

	if (plan->poster == NULL)
		return plan->common.list[SLOT_poster];
	if (plan->article->quotes_n == EPITHET_FROM && !plan->epithet_before)
		epithet = actor_epithet(plan, plan->poster);
	plan->epithet_before = epithet.text.p != NULL;
	return epithet.text.p != NULL ? epithet_speaker(plan, epithet)
				      : actor_short_name(plan, plan->poster);
}

/* The language of the quote taken last, where it is another one than the article's: told once. */
static struct slot
language_slot(const struct plan *plan, const struct frame *frame)
{
	const struct article *article = plan->article;
	const char *lang = frame->lang;
	struct fact fact = {.kind = "language", .story = frame->story};

	if (!is_foreign(plan, lang))
		return NO_SLOT;
	for (size_t i = 0; i + 1 < article->quotes_n; i++)
		if (article->quotes[i].lang != NULL && strcmp(article->quotes[i].lang, lang) == 0)
			return NO_SLOT;
	fact.value = template_word(article->templates, "language", lang, NULL);
	return plan_fact_slot(plan, &fact);
}

/* Slots of the quote at hand; it counts as quoted only after the medium was chosen. */
static void
put_quote(struct plan *plan, struct frame *frame)
{
	slots_put(&plan->slots, SLOT_speaker, speaker_slot(plan));
	if (plan->poster != NULL)
		slots_put(&plan->slots, SLOT_age, actor_age(plan, plan->poster));
	slots_put(&plan->slots, SLOT_medium, medium_slot(plan, frame));
	slots_put(&plan->slots, SLOT_quote, take_quote(plan, frame));
	slots_put(&plan->slots, SLOT_language, language_slot(plan, frame));
}

/* When a quote was posted, against the main event. */
enum moment {
	MOMENT_MAIN,
	MOMENT_EARLIER,
	MOMENT_EARLIER_TOO, /* after one that said so */
};

static void
put_earlier(struct plan *plan)
{
	slots_put_text(&plan->slots, SLOT_earlier,
		       template_word(plan->article->templates, "earlier",
				     plan_is_one_day(plan) ? "day" : "before", NULL));
}

static void
tell_quote(struct plan *plan, struct frame *frame, enum moment moment)
{
	/* by whether the quote is cut, and whether it is open */
	static const char *const ids[][2][2] = {
	    [MOMENT_MAIN] = {{"quote.closed", "quote.open"},
			     {"quote.part.closed", "quote.part.open"}},
	    [MOMENT_EARLIER] = {{"earlier.closed", "earlier.open"},
				{"earlier.part.closed", "earlier.part.open"}},
	    [MOMENT_EARLIER_TOO] = {{"earlier.more.closed", "earlier.more.open"},
				    {"earlier.more.part.closed", "earlier.more.part.open"}}};
	uint64_t nth = plan->article->quotes_n;

	article_block(plan->article, "quote");
	plan_begin(plan);
	put_quote(plan, frame);
	if (moment == MOMENT_EARLIER)
		put_earlier(plan);
	plan_sentence(plan, ids[moment][frame->cut][frame->ending == ENDING_OPEN],
		      article_variant(plan->article, "quote") + nth);
}

/* "A!" she captioned a video, before adding with a photo: "B." */
static void
tell_pair(struct plan *plan, struct frame *first, struct frame *second)
{
	article_block(plan->article, "quote");
	plan_begin(plan);
	put_quote(plan, first);
	slots_put(&plan->slots, SLOT_medium2, medium_slot(plan, second));
	slots_put(&plan->slots, SLOT_quote2, take_quote(plan, second));
	plan_sentence(plan, "quote.pair", article_variant(plan->article, "quote"));
}

/*
 * The next frame from `at` that may be quoted, up to the end. What an editor must look at with
 * care (see cast.h) leads no article: it is quoted only where nothing else is.
 */
static struct frame *
next_quotable(struct plan *plan, size_t *at, size_t end)
{
	while (*at < end) {
		struct frame *frame = &plan->frames[(*at)++];

		if (frame->quote.n != 0 && !frame->quoted && (!frame->grave || plan->only_grave))
			return frame;
	}
	return NULL;
}

/*
 * Two captions of one moment are one sentence where the first can stand in its middle. In another
 * language each has a sentence of its own, which can say so.
 */
static bool
make_a_pair(const struct plan *plan, struct frame *first, struct frame *second)
{
	return plan->article->quotes_n == 0 && second != NULL && !first->cut && !second->cut &&
	       first->ending == ENDING_STRONG && second->ending != ENDING_OPEN &&
	       !is_foreign(plan, quote_language(plan, first)) &&
	       !is_foreign(plan, quote_language(plan, second));
}

/* The quotes of frames from..end, in the order they were posted. */
static void
tell_quotes(struct plan *plan, size_t from, size_t end, enum moment moment)
{
	struct frame *frame, *second;
	size_t at = from, ahead;

	while (plan->article->quotes_n < QUOTES_MAX &&
	       (frame = next_quotable(plan, &at, end)) != NULL) {
		ahead = at;
		second = next_quotable(plan, &ahead, end);
		if (moment == MOMENT_MAIN && make_a_pair(plan, frame, second)) {
			tell_pair(plan, frame, second);
			at = ahead;
			continue;
		}
		tell_quote(plan, frame, moment);
		if (moment == MOMENT_EARLIER)
			moment = MOMENT_EARLIER_TOO;
	}
}

static void
tell_rest(struct plan *plan)
{
	size_t rest = 0;

	for (size_t i = 0; i < plan->frames_n; i++)
		rest += plan->frames[i].quote.n != 0 && !plan->frames[i].quoted;
	if (rest == 0)
		return;
	article_block(plan->article, "para");
	plan_begin(plan);
	slots_put(&plan->slots, SLOT_count,
		  words_some(plan, "rest", rest, plan->frames_n, "caption_count"));
	plan_sentence(plan, "quotes.rest", 0);
}

#define EARLIER_MS WHEN_HOUR /* apart: what is nearer is of one moment */

/*
 * Where the main event begins: at the first story from its place, when something quotable was
 * posted there and an hour or more before.
 */
static size_t
find_main(const struct plan *plan)
{
	size_t first = 0;
	bool quotable = false;

	while (first < plan->frames_n && plan->frames[first].place.id == NULL)
		first++;
	if (first == 0 || first == plan->frames_n || plan->article->place.id == NULL)
		return 0;
	for (size_t i = first; i < plan->frames_n; i++)
		quotable = quotable || plan->frames[i].quote.n != 0;
	if (!quotable ||
	    plan->frames[first].story->taken_at - plan->frames[first - 1].story->taken_at <
		EARLIER_MS)
		return 0;
	return first;
}

void
compose_quotes(struct plan *plan)
{
	const bool *withheld = plan->article->cast.withheld;

	for (size_t i = 0; i < plan->frames_n; i++)
		if (!withheld[i])
			quotable_find(plan, &plan->frames[i]);
	for (size_t i = 0; i < plan->frames_n; i++)
		plan->frames[i].grave = plan->article->cast.signs[i].sensitive;
	plan->main = find_main(plan);
	tell_quotes(plan, plan->main, plan->frames_n, MOMENT_MAIN);
	tell_quotes(plan, 0, plan->main, MOMENT_EARLIER);
	plan->only_grave = plan->article->quotes_n == 0;
	if (plan->only_grave)
		tell_quotes(plan, 0, plan->frames_n, MOMENT_MAIN);
	tell_rest(plan);
}
