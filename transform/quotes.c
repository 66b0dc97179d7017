/* Captions as quotes: always verbatim, always a piece of the stored caption. */
#include "lib/mem.h"

#include "transform/compose.h"
#include "transform/hygiene.h"
#include "transform/words.h"

#define QUOTE_MAX 420 /* bytes; a longer caption is quoted up to a sentence's end */

/*
 * The length without a closing block of hashtags: they are kept as tags, not as words. A single
 * hashtag that ends a sentence is one of its words and stays.
 */
static size_t
without_hashtags(const char *text, size_t n)
{
	size_t end = n, tags = 0;

	for (;;) {
		size_t word = end, gap;

		while (word > 0 && text[word - 1] != ' ' && text[word - 1] != '\n')
			word--;
		if (word == end || text[word] != '#')
			break;
		gap = word;
		while (gap > 0 && (text[gap - 1] == ' ' || text[gap - 1] == '\n'))
			gap--;
		tags++;
		if (gap == 0 || text[gap] == '\n' || strchr(".!?", text[gap - 1]) != NULL)
			return gap;
		end = gap;
	}
	return tags >= 2 ? end : n;
}

#define ABBREVIATION_MAX 3 /* letters; "Dr." ends no sentence */

/* The end of the last sentence within max bytes, or 0. */
static size_t
sentence_end(const char *text, size_t max)
{
	size_t end = 0, letters = 0;

	for (size_t i = 0; i + 1 < max && text[i] != '\0'; i++) {
		bool stop = strchr(".!?", text[i]) != NULL;

		if (stop && (text[i + 1] == ' ' || text[i + 1] == '\n') &&
		    (text[i] != '.' || letters > ABBREVIATION_MAX))
			end = i + 1;
		letters = stop || text[i] == ' ' || text[i] == '\n' ? 0 : letters + 1;
	}
	return end;
}

/* What may be quoted of a caption: all of it, or as much as ends with a sentence. */
static const char *
quotable(struct article *article, const struct story *story, const char *caption)
{
	size_t n = without_hashtags(caption, strlen(caption));

	if (n > QUOTE_MAX) {
		n = sentence_end(caption, QUOTE_MAX);
		cast_note(&article->cast, "quote_cut", "the caption is longer than its quote",
			  story->story_id);
	}
	return n != 0 ? arena_text(article->arena, (struct span){caption, n}) : NULL;
}

static const char *
medium_word(const struct article *article, size_t story, const bool *quoted)
{
	const char *kind = words_media(&article->session->stories[story]);
	bool again = false;

	for (size_t i = 0; i < story; i++)
		again = again || (quoted[i] &&
				  strcmp(words_media(&article->session->stories[i]), kind) == 0);
	return words_find(article, "medium", kind, again ? "again" : NULL);
}

static void
keep_quote(struct article *article, const struct story *story, const char *verbatim,
	   const struct person *speaker)
{
	article->quotes = mem_grow(article->quotes, article->quotes_n, &article->quotes_cap,
				   sizeof *article->quotes);
	article->quotes[article->quotes_n++] = (struct quote){story, verbatim, speaker};
}

static void
compose_quote(struct plan *plan, size_t story, const char *verbatim, const bool *quoted)
{
	struct article *article = plan->article;
	const struct story *from = &article->session->stories[story];
	size_t nth = article->quotes_n;
	struct slots slots = {.n = 0};
	struct slot *slot;

	if (plan->poster_person != NULL) {
		slots.list[slots.n++] = compose_name(plan, "speaker", plan->poster_person, false);
	} else {
		slot = slots_add(&slots, "speaker", plan->poster.text);
		slot_facts_of(slot, &plan->poster);
	}
	if (nth == 0 && plan->poster_person != NULL)
		slots.list[slots.n++] = compose_age(plan, plan->poster_person);
	slot = slots_add(&slots, "medium", medium_word(article, story, quoted));
	slot_fact(slot,
		  article_fact(article, "media_type", slot->text, ORIGIN_STORY, from->story_id));
	slot = slots_add(&slots, "quote", verbatim);
	slot_fact(slot, article_fact(article, "quote", verbatim, ORIGIN_STORY, from->story_id));
	article_sentence(article, article_block(article, "quote"),
			 template_realise(article->templates, article->arena,
					  nth == 0 ? "quote.first" : "quote.more", &slots,
					  article_variant(article, "quote") + nth));
	keep_quote(article, from, verbatim, plan->poster_person);
}

void
compose_quotes(struct plan *plan)
{
	struct article *article = plan->article;
	const struct session *session = article->session;
	bool *quoted = arena_alloc(article->arena, session->n * sizeof *quoted);

	for (size_t i = 0; i < session->n; i++) {
		const char *caption = story_text(&session->stories[i], CELL(caption));
		const char *verbatim;

		if (caption == NULL || article->cast.withheld[i])
			continue;
		verbatim = quotable(article, &session->stories[i], caption);
		if (verbatim == NULL)
			continue;
		compose_quote(plan, i, verbatim, quoted);
		quoted[i] = true;
	}
}
