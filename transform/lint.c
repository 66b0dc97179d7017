/*
 * The last look at an article before it becomes a record: nothing may stand in a text that no
 * fact and no template covers. It knows nothing of how the text was made.
 */
#include <ctype.h>

#include "transform/article.h"

#include "transform/hygiene.h"

static bool
complain(char reason[LINT_REASON_MAX], const char *what, struct span where)
{
	snprintf(reason, LINT_REASON_MAX, "%s: '%.*s'", what, (int)(where.n < 120 ? where.n : 120),
		 where.p);
	return false;
}

/* The bytes of the character at p when it is part of a word, else 0. */
static size_t
word_bytes(const char *p)
{
	bool word;
	size_t n = hygiene_point(p, &word);

	return word ? n : 0;
}

/* The next word at or after *p; false at the end. */
static bool
next_word(const char **p, struct span *word)
{
	const char *at = *p;
	size_t n, length = 0;

	while (*at != '\0' && word_bytes(at) == 0)
		at++;
	while ((n = word_bytes(at + length)) != 0)
		length += n;
	*word = (struct span){at, length};
	*p = at + length;
	return length != 0;
}

static bool
same_word(struct span a, struct span b)
{
	if (a.n != b.n || a.n == 0)
		return false;
	return tolower((unsigned char)a.p[0]) == tolower((unsigned char)b.p[0]) &&
	       memcmp(a.p + 1, b.p + 1, a.n - 1) == 0;
}

static bool
value_has_word(const char *value, struct span word)
{
	struct span found;

	while (next_word(&value, &found))
		if (same_word(found, word))
			return true;
	return false;
}

static bool
is_quote(const struct fact *fact)
{
	return strcmp(fact->kind, "quote") == 0;
}

/* Whether a fact behind the text covers the word. What is inside a quote covers only the quote. */
static bool
covered(const struct article *article, const struct realised *made, struct span word)
{
	for (size_t i = 0; i < made->facts_n; i++) {
		const struct fact *fact = &article->facts[made->facts[i]];

		if (!is_quote(fact) && value_has_word(fact->value, word))
			return true;
	}
	return template_owns_word(article->templates, word);
}

/* The bytes at p that are a whole quoted caption, by the quote facts of the text; or 0. */
static size_t
quote_at(const struct article *article, const struct realised *made, const char *p)
{
	static const char open[] = "“", close[] = "”";

	if (strncmp(p, open, sizeof open - 1) != 0)
		return 0;
	p += sizeof open - 1;
	for (size_t i = 0; i < made->facts_n; i++) {
		const struct fact *fact = &article->facts[made->facts[i]];
		size_t n = strlen(fact->value);

		if (is_quote(fact) && strncmp(p, fact->value, n) == 0 &&
		    strncmp(p + n, close, sizeof close - 1) == 0)
			return sizeof open - 1 + n + sizeof close - 1;
	}
	return 0;
}

/* A quoted span that is no caption must be a piece of a fact, such as a work's title. */
static bool
span_is_known(const struct article *article, const struct realised *made, const char *p)
{
	const char *end = strstr(p, "”");

	for (size_t i = 0; end != NULL && i < made->facts_n; i++) {
		const char *value = article->facts[made->facts[i]].value;

		if (memmem(value, strlen(value), p, (size_t)(end - p)) != NULL)
			return true;
	}
	return false;
}

static bool
lint_text(const struct article *article, const struct realised *made, char reason[LINT_REASON_MAX])
{
	struct span whole = {made->text, strlen(made->text)};
	const char *p = made->text;

	if (made->facts_n == 0)
		return complain(reason, "no fact behind the text", whole);
	while (*p != '\0') {
		size_t quoted = quote_at(article, made, p);
		struct span word;

		if (quoted != 0) {
			p += quoted;
			continue;
		}
		if (strncmp(p, "“", 3) == 0 && !span_is_known(article, made, p))
			return complain(reason, "quoted words that no fact holds", whole);
		if (word_bytes(p) == 0) {
			p++;
			continue;
		}
		(void)next_word(&p, &word);
		if (!covered(article, made, word))
			return complain(reason, "a word that no fact covers", word);
	}
	return true;
}

static bool
lint_punctuation(const struct realised *made, char reason[LINT_REASON_MAX])
{
	static const char *const doubles[] = {",,", " ,", " .", "  ", ",."};
	const char *tail = made->text, *mark;

	while ((mark = strstr(tail, "”")) != NULL) /* quotes keep their own punctuation */
		tail = mark + sizeof "”" - 1;
	for (size_t i = 0; i < COUNT(doubles); i++)
		if (strstr(tail, doubles[i]) != NULL)
			return complain(reason, "double punctuation",
					(struct span){made->text, strlen(made->text)});
	return true;
}

static bool
lint_quotes(const struct article *article, char reason[LINT_REASON_MAX])
{
	for (size_t i = 0; i < article->quotes_n; i++) {
		const struct quote *quote = &article->quotes[i];
		const char *caption = story_text(quote->story, CELL(caption));

		if (caption == NULL || strstr(caption, quote->verbatim) == NULL)
			return complain(reason, "a quote that is not in the caption",
					(struct span){quote->verbatim, strlen(quote->verbatim)});
	}
	return true;
}

static bool
lint_figures(const struct article *article, char reason[LINT_REASON_MAX])
{
	for (size_t i = 0; i < article->figures_n; i++) {
		const struct figure *figure = &article->figures[i];

		if (!lint_text(article, &figure->alt, reason) ||
		    !lint_text(article, &figure->caption, reason) ||
		    !lint_text(article, &figure->credit, reason))
			return false;
		if (strcmp(figure->alt.text, figure->caption.text) == 0)
			return complain(reason, "alt and caption are the same",
					(struct span){figure->alt.text, strlen(figure->alt.text)});
	}
	return true;
}

bool
article_lint(const struct article *article, char reason[LINT_REASON_MAX])
{
	const struct realised *headline = &article->headline;

	if (headline->text == NULL || article->sentences_n == 0)
		return complain(reason, "nothing to say", (struct span){"", 0});
	if (hygiene_length(headline->text) > ARTICLE_HEADLINE_MAX)
		return complain(reason, "headline too long",
				(struct span){headline->text, strlen(headline->text)});
	if (!lint_text(article, headline, reason) ||
	    (article->dek.text != NULL && !lint_text(article, &article->dek, reason)))
		return false;
	for (size_t i = 0; i < article->sentences_n; i++)
		if (!lint_text(article, &article->sentences[i].made, reason) ||
		    !lint_punctuation(&article->sentences[i].made, reason))
			return false;
	return lint_quotes(article, reason) && lint_figures(article, reason);
}
