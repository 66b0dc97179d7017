/*
 * The contract's law 5 over generated sets of stories: every word of an article is covered; who
 * must not be named is nowhere.
 */
#include "lib/std.h"

#include <jansson.h>

#include "lib/say.h"
#include "tests/unit/transform/raws.h"
#include "tests/unit/transform/runs.h"

#define SETS 150 /* generated sets; a failure prints the seed */
#define RAWS_MAX 40

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	assert_non_null(text);
	return text;
}

static const json_t *
fact_named(const json_t *article, const char *id)
{
	size_t i;
	json_t *fact;

	json_array_foreach(json_object_get(article, "facts"), i,
			   fact) if (strcmp(text_of(fact, "fact_id"), id) == 0) return fact;
	fail_msg("no fact %s", id);
	return NULL;
}

/* The mark at p, double or single and in whichever direction: its bytes, or 0. */
static size_t
mark_bytes(const char *p)
{
	static const char *const marks[] = {"\"", "“", "”", "„", "«", "»", "‘", "’"};

	for (size_t i = 0; i < COUNT(marks); i++)
		if (strncmp(p, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

/* Whether the text goes on with the quote, where any mark stands for any; its bytes there. */
static size_t
quote_bytes(const char *text, const char *quote)
{
	const char *p = text;

	while (*quote != '\0') {
		size_t there = mark_bytes(p), here = mark_bytes(quote);

		if ((there == 0) != (here == 0) || (here == 0 && *p != *quote))
			return 0;
		p += here == 0 ? 1 : there;
		quote += here == 0 ? 1 : here;
	}
	return (size_t)(p - text);
}

/* A quote's own double marks are single ones where it is shown. */
static void
blank_quote(char *text, const char *quote)
{
	size_t n = 0;

	while (*text != '\0' && (n = quote_bytes(text, quote)) == 0)
		text++;
	memset(text, ' ', n);
}

/* Law 5, checked without the linter: take the quotes out, then look at what stands out. */
static void
check_sentence(const json_t *article, const json_t *sentence)
{
	const json_t *ids = json_object_get(sentence, "fact_ids");
	char *text = must_strdup(text_of(sentence, "text"));
	struct buf known = BUF_MAX(65536);
	size_t i;
	json_t *id;

	assert_true(json_array_size(ids) > 0);
	json_array_foreach(ids, i, id)
	{
		const json_t *fact = fact_named(article, json_string_value(id));
		const char *value = text_of(fact, "value");

		if (strcmp(text_of(fact, "kind"), "quote") != 0)
			buf_printf(&known, " %s ", value);
		else
			blank_quote(text, value);
	}
	for (char *p = text; *p != '\0'; p++) {
		size_t word = strcspn(p, " ,.’:;!?“”()[]{}");
		char token[256];

		if (word == 0 || !((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9')))
			continue;
		snprintf(token, sizeof token, "%.*s", (int)word, p);
		if (strstr(buf_text(&known), token) == NULL &&
		    !(p == text || strcmp(token, "Instagram") == 0 ||
		      strcmp(token, "Stories") == 0 || strcmp(token, "Story") == 0))
			fail_msg("'%s' of '%s' is covered by no fact", token,
				 text_of(sentence, "text"));
		p += word - 1;
	}
	buf_release(&known);
	free(text);
}

static const char *
caption_of(const struct output *output, const char *account_id, const char *story_id,
	   json_t **story)
{
	for (size_t i = 0; i < output->n; i++) {
		*story = json_loads(output->lines[i], 0, NULL);
		if (strcmp(text_of(*story, "type"), "story") == 0 &&
		    strcmp(text_of(*story, "account_id"), account_id) == 0 &&
		    strcmp(text_of(*story, "story_id"), story_id) == 0)
			return text_of(*story, "caption");
		json_decref(*story);
	}
	fail_msg("no story %s", story_id);
	return NULL;
}

static void
check_article(const struct output *output, const char *line)
{
	json_t *article = json_loads(line, 0, NULL), *one, *story = NULL;
	size_t i;

	json_array_foreach(json_object_get(article, "sentences"), i, one)
	    check_sentence(article, one);
	json_array_foreach(json_object_get(article, "quotes"), i, one)
	{
		assert_non_null(strstr(caption_of(output, text_of(article, "account_id"),
						  text_of(one, "story_id"), &story),
				       text_of(one, "verbatim")));
		json_decref(story);
	}
	assert_null(strstr(line, "Zed"));
	assert_null(strstr(line, "\"sam1\""));
	assert_null(strstr(line, "\"sam2\""));
	json_decref(article);
}

static void
articles_say_what_facts_cover(void **state)
{
	size_t articles = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SETS; seed++) {
		char *lines[RAWS_MAX];
		size_t order[RAWS_MAX];
		struct output output;
		int file;

		random_state = seed * 7919;
		for (size_t i = 0; i < RAWS_MAX; i++) {
			lines[i] = make_raw();
			order[i] = i;
		}
		file = make_file(lines, order, 0, RAWS_MAX);
		output = transform(&file, 1);
		for (size_t i = 0; i < output.n; i++) {
			if (strstr(output.lines[i], "\"reason\":\"lint\"") != NULL)
				fail_msg("the linter refused: %s", output.lines[i]);
			if (strncmp(output.lines[i], "{\"type\":\"article\"", 17) != 0)
				continue;
			check_article(&output, output.lines[i]);
			articles++;
		}
		release_output(&output);
		for (size_t i = 0; i < RAWS_MAX; i++)
			free(lines[i]);
	}
	assert_true(articles > SETS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(articles_say_what_facts_cover),
	};

	mem_init();
	say_open("test", SAY_TEXT, SAY_ERROR);
	return cmocka_run_group_tests(tests, write_facts, remove_facts);
}
