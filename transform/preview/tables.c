/* What stands below the text: notes, quotes, people, facts, and the record's own particulars. */
#include <inttypes.h>

#include "lib/mem.h"

#include "transform/collect/ui.h"
#include "transform/preview/sections.h"

void
section_open(struct markup *markup, const char *id, const char *heading)
{
	markup_open(markup, "section");
	markup_attribute(markup, "id", id);
	markup_attribute_printf(markup, "aria-labelledby", "%s-heading", id);
	markup_open(markup, "h2");
	markup_attribute_printf(markup, "id", "%s-heading", id);
	markup_text(markup, heading);
	markup_close(markup);
}

/* Letters and digits of at most 8, parted by hyphens: the shape of BCP 47. */
void
language_put(struct markup *markup, const char *lang)
{
	size_t run = 0;

	for (const char *c = lang; *c != '\0'; c++) {
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');

		run = *c == '-' ? 0 : run + 1;
		if (run > 8 || (*c != '-' && !letter && !(*c >= '0' && *c <= '9')))
			return;
	}
	if (strlen(lang) >= 2 && lang[0] != '-' && run != 0)
		markup_attribute(markup, "lang", lang);
}

/* Notes without a reason or a detail are no notes. */
void
review_put(struct markup *markup, const struct view *view)
{
	const json_t *notes = item_list(view->root, "review");
	size_t i;
	json_t *note;

	if (json_array_size(notes) == 0)
		return;
	section_open(markup, "review", ui(UI_review));
	markup_open(markup, "ul");
	json_array_foreach(notes, i, note)
	{
		markup_open(markup, "li");
		markup_put(markup, "b", ui_name(item_text(note, "reason")));
		markup_text(markup, " ");
		markup_foreign(markup, item_text(note, "detail"));
		markup_text(markup, " ");
		if (item_has(note, "story_id"))
			frame_link_put(markup, view, item_text(note, "story_id"));
		markup_close(markup);
	}
	markup_close(markup);
	markup_close(markup);
}

static const char *
name_of_person(const struct view *view, const char *person_id)
{
	const json_t *people = item_list(view->root, "people");
	size_t i;
	json_t *person;

	json_array_foreach(people, i, person)
	{
		if (strcmp(item_text(person, "person_id"), person_id) == 0)
			return item_text(person, "name_shown");
	}
	return person_id;
}

static void
put_quote(struct markup *markup, const struct view *view, const json_t *quote)
{
	markup_open(markup, "li");
	markup_open(markup, "blockquote");
	language_put(markup, item_text(quote, "lang"));
	markup_foreign(markup, item_text(quote, "verbatim"));
	markup_close(markup);
	markup_open_class(markup, "p", "by");
	markup_text(markup, name_of_person(view, item_text(quote, "speaker")));
	markup_text(markup, " ");
	frame_link_put(markup, view, item_text(quote, "story_id"));
	markup_close(markup);
	markup_close(markup);
}

void
quotes_put(struct markup *markup, const struct view *view)
{
	const json_t *quotes = item_list(view->root, "quotes");
	size_t i;
	json_t *quote;

	if (json_array_size(quotes) == 0)
		return;
	section_open(markup, "quotes", ui(UI_quotes));
	markup_open_class(markup, "ul", "quotes");
	json_array_foreach(quotes, i, quote)
	{
		put_quote(markup, view, quote);
	}
	markup_close(markup);
	markup_close(markup);
}

/* "alias, full name" of a list of words. */
static void
put_list(struct markup *markup, const json_t *list)
{
	size_t i;
	json_t *word;

	json_array_foreach(list, i, word)
	{
		markup_text(markup, i != 0 ? ", " : "");
		markup_text(markup, ui_name(item_word(word)));
	}
}

static void
put_term(struct markup *markup, enum ui_word term)
{
	markup_put(markup, "dt", ui(term));
	markup_open(markup, "dd");
}

static void
put_pair(struct markup *markup, enum ui_word term, const char *text)
{
	if (text[0] == '\0')
		return;
	put_term(markup, term);
	markup_foreign(markup, text);
	markup_close(markup);
}

static void
put_number(struct markup *markup, enum ui_word term, int64_t number)
{
	if (number == ITEM_NO_INT)
		return;
	put_term(markup, term);
	markup_printf(markup, "%" PRId64, number);
	markup_close(markup);
}

static void
put_person(struct markup *markup, const json_t *person)
{
	const json_t *evidence = item_list(person, "evidence");

	markup_open(markup, "li");
	markup_open(markup, "h3");
	markup_foreign(markup, item_text(person, "name_shown"));
	markup_close(markup);
	markup_open(markup, "dl");
	put_pair(markup, UI_role, ui_name(item_text(person, "role")));
	put_pair(markup, UI_relation, item_text(person, "relation"));
	put_number(markup, UI_age, item_int(person, "age_shown"));
	put_pair(markup, UI_age_as_of, item_text(person, "age_as_of"));
	if (json_array_size(evidence) != 0) {
		put_term(markup, UI_recognised_by);
		put_list(markup, evidence);
		markup_close(markup);
	}
	put_number(markup, UI_confidence, item_int(person, "confidence"));
	put_pair(markup, UI_person_id, item_text(person, "person_id"));
	markup_close(markup);
	markup_close(markup);
}

void
people_put(struct markup *markup, const struct view *view)
{
	const json_t *people = item_list(view->root, "people");
	size_t i;
	json_t *person;

	if (json_array_size(people) == 0)
		return;
	section_open(markup, "people", ui(UI_people));
	markup_open_class(markup, "ul", "people");
	json_array_foreach(people, i, person)
	{
		put_person(markup, person);
	}
	markup_close(markup);
	markup_close(markup);
}

void
origin_put(struct markup *markup, const struct view *view, const json_t *fact)
{
	const char *origin = item_text(fact, "origin");
	bool has_story = item_has(fact, "story_id");

	if (has_story)
		frame_link_put(markup, view, item_text(fact, "story_id"));
	if (has_story && strcmp(origin, "story") == 0)
		return;
	markup_text(markup, has_story ? " · " : "");
	markup_put(markup, "span", ui_name(origin));
}

static void
put_heads(struct markup *markup)
{
	static const enum ui_word heads[] = {UI_fact, UI_fact_kind, UI_fact_value, UI_fact_origin};

	markup_open(markup, "thead");
	markup_open(markup, "tr");
	for (size_t i = 0; i < COUNT(heads); i++) {
		markup_open(markup, "th");
		markup_attribute(markup, "scope", "col");
		markup_text(markup, ui(heads[i]));
		markup_close(markup);
	}
	markup_close(markup);
	markup_close(markup);
}

static void
put_fact_row(struct markup *markup, const struct view *view, const json_t *fact)
{
	markup_open(markup, "tr");
	markup_open(markup, "td");
	markup_text(markup, item_text(fact, "fact_id"));
	markup_close(markup);
	markup_open(markup, "td");
	markup_text(markup, ui_name(item_text(fact, "kind")));
	markup_close(markup);
	markup_open(markup, "td");
	markup_foreign(markup, item_text(fact, "value"));
	markup_close(markup);
	markup_open(markup, "td");
	origin_put(markup, view, fact);
	markup_close(markup);
	markup_close(markup);
}

void
facts_put(struct markup *markup, const struct view *view)
{
	const json_t *facts = item_list(view->root, "facts");
	size_t i;
	json_t *fact;

	if (json_array_size(facts) == 0)
		return;
	section_open(markup, "facts", ui(UI_facts));
	markup_open(markup, "table");
	put_heads(markup);
	markup_open(markup, "tbody");
	json_array_foreach(facts, i, fact)
	{
		put_fact_row(markup, view, fact);
	}
	markup_close(markup);
	markup_close(markup);
	markup_close(markup);
}

/* Items of a list by the member that names them, "Las Vegas, Roar". */
static void
put_names(struct markup *markup, const struct view *view, enum ui_word term, const char *member,
	  const char *key)
{
	const json_t *list = item_list(view->root, member);
	size_t i;
	json_t *item;

	if (json_array_size(list) == 0)
		return;
	put_term(markup, term);
	json_array_foreach(list, i, item)
	{
		markup_text(markup, i != 0 ? ", " : "");
		markup_foreign(markup, key != NULL ? item_text(item, key) : item_word(item));
	}
	markup_close(markup);
}

static void
put_files(struct markup *markup, const struct view *view)
{
	json_t *files = json_object_get(view->root, "facts_files"), *hash;
	const char *name;

	if (json_object_size(files) == 0)
		return;
	put_term(markup, UI_facts_files);
	markup_open(markup, "ul");
	json_object_foreach(files, name, hash)
	{
		markup_open(markup, "li");
		markup_foreign(markup, name);
		markup_text(markup, " ");
		markup_put(markup, "code", item_word(hash));
		markup_close(markup);
	}
	markup_close(markup);
	markup_close(markup);
}

static void
put_code(struct markup *markup, enum ui_word term, const char *text)
{
	if (text[0] == '\0')
		return;
	put_term(markup, term);
	markup_put(markup, "code", text);
	markup_close(markup);
}

void
record_put(struct markup *markup, const struct view *view)
{
	const json_t *root = view->root;

	section_open(markup, "record", ui(UI_record));
	markup_open(markup, "dl");
	put_pair(markup, UI_section, item_text(root, "section"));
	put_names(markup, view, UI_places, "places", "name");
	put_names(markup, view, UI_works, "works", "title");
	put_names(markup, view, UI_subjects, "subjects", "name");
	put_names(markup, view, UI_tags, "tags", NULL);
	put_names(markup, view, UI_related, "related", "headline");
	put_pair(markup, UI_slug, item_text(root, "slug"));
	put_code(markup, UI_event_key, item_text(root, "event_key"));
	if (strcmp(item_text(root, "article_id"), item_text(root, "event_key")) != 0)
		put_code(markup, UI_article_id, item_text(root, "article_id"));
	put_code(markup, UI_account, item_text(root, "account_id"));
	put_number(markup, UI_inputs, item_int(root, "input_count"));
	put_pair(markup, UI_observed_at, item_text(root, "observed_at"));
	put_pair(markup, UI_generator, item_text(root, "generator"));
	put_pair(markup, UI_template_set, item_text(root, "template_set"));
	put_code(markup, UI_content_sha256, item_text(root, "content_sha256"));
	put_files(markup, view);
	markup_close(markup);
	markup_close(markup);
}
