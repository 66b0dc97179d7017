#include "transform/words.h"

#define ID_SIZE 96 /* bytes of a template's id */

const char *
words_find(const struct article *article, const char *first, const char *second, const char *third)
{
	char id[ID_SIZE];

	snprintf(id, sizeof id, "%s.%s%s%s", first, second, third != NULL ? "." : "",
		 third != NULL ? third : "");
	return template_word(article->templates, id);
}

const char *
words_number(const struct article *article, size_t number)
{
	char figures[24];
	const char *word;

	snprintf(figures, sizeof figures, "%zu", number);
	word = words_find(article, "number", figures, NULL);
	return word != NULL ? word : arena_printf(article->arena, "%s", figures);
}

const char *
words_pronoun(const struct person *person)
{
	static const char *const known[] = {"she", "he", "they"};

	for (size_t i = 0; person != NULL && i < COUNT(known); i++) {
		size_t n = strlen(known[i]);

		if (strncmp(person->pronouns, known[i], n) == 0 &&
		    (person->pronouns[n] == '/' || person->pronouns[n] == '\0'))
			return known[i];
	}
	return NULL;
}

const char *
words_media(const struct story *story)
{
	const char *type = story_text(story, CELL(media_type));

	if (type != NULL && (strcmp(type, "IMAGE") == 0 || strcmp(type, "VIDEO") == 0))
		return type;
	return "OTHER";
}

void
words_list(const struct article *article, struct slot *out, const struct slot *items, size_t n)
{
	const char *text = n != 0 ? items[0].text : NULL;

	for (size_t i = 1; i < n; i++) {
		struct slots pair = {.n = 0};

		slots_add(&pair, "a", text);
		slots_add(&pair, "b", items[i].text);
		text = template_realise(article->templates, article->arena,
					i + 1 == n ? "list.last" : "list.comma", &pair, 0)
			   .text;
	}
	out->text = text;
	for (size_t i = 0; i < n; i++)
		slot_facts_of(out, &items[i]);
}

struct slot
words_counted(struct article *article, const char *name, const char *id, const char *form,
	      size_t count, const char *fact_kind)
{
	struct slots parts = {.n = 0};
	struct slot slot = {.name = name};
	char template_id[ID_SIZE];

	snprintf(template_id, sizeof template_id, "%s.%s", id, form);
	slots_add(&parts, "n", words_number(article, count));
	slots_add(&parts, "total", words_number(article, article->session->n));
	slot.text =
	    template_realise(article->templates, article->arena, template_id, &parts, 0).text;
	if (slot.text != NULL)
		slot_fact(&slot, article_fact(article, fact_kind, slot.text, ORIGIN_STORY, NULL));
	return slot;
}
