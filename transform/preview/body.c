/* The text, and beside each sentence the facts and stories it rests on. */
#include <inttypes.h>

#include "transform/collect/ui.h"
#include "transform/preview/dates.h"
#include "transform/preview/sections.h"

/* Sentences are known on the page by their place in the list. */
static void
put_sentence(struct markup *markup, const json_t *sentence, size_t at)
{
	markup_open_class(markup, "a", "sentence");
	markup_attribute_printf(markup, "id", "s%zu", at);
	markup_attribute_printf(markup, "href", "#e%zu", at);
	markup_mixed(markup, item_text(sentence, "text"));
	markup_close(markup);
}

static void
put_fact(struct markup *markup, const struct view *view, const json_t *fact)
{
	markup_open(markup, "li");
	markup_put_class(markup, "span", "kind", ui_name(item_text(fact, "kind")));
	markup_text(markup, " ");
	markup_open_class(markup, "span", "value");
	markup_foreign(markup, item_text(fact, "value"));
	markup_close(markup);
	markup_text(markup, " ");
	markup_open_class(markup, "span", "origin");
	origin_put(markup, view, fact);
	markup_close(markup);
	markup_close(markup);
}

static void
put_facts(struct markup *markup, const struct view *view, const json_t *ids)
{
	const json_t *facts = item_list(view->root, "facts");
	size_t i;
	json_t *id;

	markup_open_class(markup, "ul", "grounds");
	json_array_foreach(ids, i, id)
	{
		int64_t at = view_fact(view, item_word(id));

		if (at >= 0)
			put_fact(markup, view, json_array_get(facts, (size_t)at));
	}
	markup_close(markup);
}

/* Whether an earlier fact of the list has the same story. */
static bool
is_first_of_story(const struct view *view, const json_t *ids, size_t n, int64_t frame)
{
	const json_t *facts = item_list(view->root, "facts");

	for (size_t i = 0; i < n; i++) {
		int64_t at = view_fact(view, item_word(json_array_get(ids, i)));
		const json_t *fact = at < 0 ? NULL : json_array_get(facts, (size_t)at);

		if (view_frame(view, item_text(fact, "story_id")) == frame)
			return false;
	}
	return true;
}

#define FACTS_SEARCHED_MAX 256 /* of one sentence; it has about a dozen */

/* What the stories behind a sentence say in words of their own. */
static void
put_captions(struct markup *markup, const struct view *view, const json_t *ids)
{
	const json_t *facts = item_list(view->root, "facts");
	size_t n = json_array_size(ids);

	for (size_t i = 0; i < n && i < FACTS_SEARCHED_MAX; i++) {
		int64_t at = view_fact(view, item_word(json_array_get(ids, i)));
		const json_t *fact = at < 0 ? NULL : json_array_get(facts, (size_t)at);
		int64_t frame = view_frame(view, item_text(fact, "story_id"));
		const char *caption;

		if (frame < 0 || !is_first_of_story(view, ids, i, frame))
			continue;
		caption = frame_caption(&view->frames[frame]);
		if (caption[0] == '\0')
			continue;
		markup_open_class(markup, "p", "caption");
		frame_link_put(markup, view, view->frames[frame].story_id);
		markup_text(markup, " ");
		markup_foreign(markup, caption);
		markup_close(markup);
	}
}

static void
put_back(struct markup *markup, size_t at)
{
	markup_open_class(markup, "p", "back");
	markup_open(markup, "a");
	markup_attribute_printf(markup, "href", "#s%zu", at);
	markup_text(markup, ui(UI_back_to_sentence));
	markup_close(markup);
	markup_close(markup);
}

static void
put_evidence(struct markup *markup, const struct view *view, const json_t *sentence, size_t at)
{
	const json_t *ids = item_list(sentence, "fact_ids");

	markup_open(markup, "li");
	markup_attribute_printf(markup, "id", "e%zu", at);
	markup_put_class(markup, "p", "label", ui(UI_rests_on));
	put_facts(markup, view, ids);
	put_captions(markup, view, ids);
	put_back(markup, at);
	markup_close(markup);
}

/* A text outside the body, with what it rests on. */
static void
put_lone(struct markup *markup, const struct view *view, const char *element, const char *class,
	 int64_t position)
{
	const json_t *sentences = item_list(view->root, "sentences");
	size_t i;
	json_t *sentence;

	json_array_foreach(sentences, i, sentence)
	{
		if (item_int(sentence, "position") != position)
			continue;
		markup_open_class(markup, "div", "block");
		markup_open_class(markup, element, class);
		language_put(markup, view->lang);
		put_sentence(markup, sentence, i);
		markup_close(markup);
		markup_open_class(markup, "ul", "evidence");
		put_evidence(markup, view, sentence, i);
		markup_close(markup);
		markup_close(markup);
		return;
	}
}

static bool
has_sentence_at(const struct view *view, int64_t position)
{
	const json_t *sentences = item_list(view->root, "sentences");
	size_t i;
	json_t *sentence;

	json_array_foreach(sentences, i, sentence)
	{
		if (item_int(sentence, "position") == position && item_has(sentence, "text"))
			return true;
	}
	return false;
}

#define POSITION_HEADLINE (-2)
#define POSITION_DEK (-1)

void
headline_put(struct markup *markup, const struct view *view)
{
	if (has_sentence_at(view, POSITION_HEADLINE))
		put_lone(markup, view, "h1", "headline", POSITION_HEADLINE);
	else
		markup_put_class(markup, "h1", "headline", item_text(view->root, "headline"));
	if (has_sentence_at(view, POSITION_DEK))
		put_lone(markup, view, "p", "dek", POSITION_DEK);
	else
		markup_put_class(markup, "p", "dek", item_text(view->root, "dek"));
}

/* The sentences of one block follow each other: `from` is the first, `end` behind the last. */
static void
put_block(struct markup *markup, const struct view *view, const char *kind, size_t from, size_t end)
{
	const json_t *sentences = item_list(view->root, "sentences");

	markup_open(markup, "div");
	markup_attribute_printf(markup, "class", "block block-%s", kind);
	markup_open(markup, "p");
	language_put(markup, view->lang);
	for (size_t i = from; i < end; i++) {
		markup_text(markup, i != from ? " " : "");
		put_sentence(markup, json_array_get(sentences, i), i);
	}
	markup_close(markup);
	markup_open_class(markup, "ul", "evidence");
	for (size_t i = from; i < end; i++)
		put_evidence(markup, view, json_array_get(sentences, i), i);
	markup_close(markup);
	markup_close(markup);
}

/* A block without sentences of its own: the disclosure, or whatever somebody else wrote. */
static void
put_plain(struct markup *markup, const struct view *view, const json_t *block)
{
	markup_open(markup, "div");
	markup_attribute_printf(markup, "class", "block block-%s", item_text(block, "kind"));
	markup_open(markup, "p");
	language_put(markup, view->lang);
	markup_mixed(markup, item_text(block, "text"));
	markup_close(markup);
	markup_close(markup);
}

/* The first sentence of the block, from `at` on; the end where there is none. */
static size_t
find_block(const json_t *sentences, size_t at, size_t block)
{
	size_t n = json_array_size(sentences);

	while (at < n && item_int(json_array_get(sentences, at), "block") < (int64_t)block)
		at++;
	return at;
}

void
body_put(struct markup *markup, const struct view *view)
{
	const json_t *blocks = item_list(view->root, "blocks");
	const json_t *sentences = item_list(view->root, "sentences");
	size_t at = 0, i;
	json_t *block;

	markup_open_class(markup, "div", "body");
	markup_put_class(markup, "p", "hint", ui(UI_evidence_hint));
	json_array_foreach(blocks, i, block)
	{
		size_t from = find_block(sentences, at, i),
		       end = find_block(sentences, from, i + 1);

		if (from < end)
			put_block(markup, view, item_text(block, "kind"), from, end);
		else if (item_has(block, "text"))
			put_plain(markup, view, block);
		at = end;
	}
	markup_close(markup);
}
