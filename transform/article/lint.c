/*
 * The last look at an article before it becomes a record: nothing may stand in a text that no
 * fact and no template covers. It knows nothing of how the text was made.
 */
#include <ctype.h>

#include "transform/article/lint.h"
#include "transform/article/marks.h"
#include "transform/cast/letter.h"
#include "transform/text/hygiene.h"

bool
lint_complain(char reason[LINT_REASON_MAX], const char *what, struct span where)
{
	snprintf(reason, LINT_REASON_MAX, "%s: '%.*s'", what,
		 (int)(where.n < LINT_SHOWN_MAX ? where.n : LINT_SHOWN_MAX), where.p);
	return false;
}

/* The bytes of a character beyond ASCII that is (or is not) part of a word; else 0. */
static size_t
wide_bytes(const char *p, bool of_word)
{
	bool word;
	size_t n = hygiene_point(p, &word);

	return word == of_word ? n : 0;
}

/* The end of what is part of a word (or of no word) from p on. */
static inline const char *
skip(const char *p, const char *end, bool of_word)
{
	const enum byte_class plain = of_word ? BYTE_WORD : BYTE_APART;
	size_t n;

	for (;; p += n) {
		while (p < end && byte_class(*p) == plain)
			p++;
		if (p >= end || byte_class(*p) != BYTE_WIDE || (n = wide_bytes(p, of_word)) == 0)
			return p;
	}
}

bool
lint_next_word(const char **p, const char *end, struct span *word)
{
	const char *from = skip(*p, end, false), *to = skip(from, end, true);

	*word = (struct span){from, (size_t)(to - from)};
	*p = to;
	return to != from;
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
value_has_word(struct span value, struct span word)
{
	const char *p = value.p, *end = value.p + value.n;
	struct span found;

	if (value.n < word.n)
		return false;
	while (lint_next_word(&p, end, &found))
		if (same_word(found, word))
			return true;
	return false;
}

static bool
is_quote(const struct fact *fact)
{
	return strcmp(fact->kind, "quote") == 0;
}

static const struct fact *
fact_at(const struct article *article, const struct told *told, size_t i)
{
	return &article->facts[told->facts.list[i]];
}

/* Whether a fact behind the text covers the word. What is inside a quote covers only the quote. */
static bool
facts_have_word(const struct article *article, const struct told *told, struct span word)
{
	for (size_t i = 0; i < told->facts.n; i++) {
		const struct fact *fact = fact_at(article, told, i);

		if (!is_quote(fact) && value_has_word(fact->value, word))
			return true;
	}
	return false;
}

static const char open_mark[] = "“", close_mark[] = "”";
#define MARK_BYTES (sizeof open_mark - 1)

/* The bytes at p that are a whole quoted caption, by the quote facts of the text; or 0. */
static size_t
quote_at(const struct article *article, const struct told *told, const char *p)
{
	p += MARK_BYTES;
	for (size_t i = 0; i < told->facts.n; i++) {
		const struct fact *fact = fact_at(article, told, i);
		size_t n = fact->value.n;

		if (is_quote(fact) && strncmp(p, fact->value.p, n) == 0 &&
		    strncmp(p + n, close_mark, MARK_BYTES) == 0)
			return MARK_BYTES + n + MARK_BYTES;
	}
	return 0;
}

/* A quoted span that is no caption must be a piece of a fact, such as a work's title. */
static bool
span_is_known(const struct article *article, const struct told *told, const char *p)
{
	const char *end = strstr(p, close_mark);

	for (size_t i = 0; end != NULL && i < told->facts.n; i++) {
		struct span value = fact_at(article, told, i)->value;
		size_t bare = MARK_BYTES;

		if (memmem(value.p, value.n, p, (size_t)(end - p)) != NULL ||
		    memmem(value.p, value.n, p + bare, (size_t)(end - p) - bare) != NULL)
			return true;
	}
	return false;
}

static bool
ispunct_or_blank(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == ';' || c == '?';
}

/* Whether the two characters at p must not stand beside each other. */
static bool
is_double(const char *p)
{
	static const char doubles[][3] = {",,", " ,", " .", "  ", ",.", "..", ";;", "??"};

	if (byte_class(p[0]) != BYTE_APART || !ispunct_or_blank(p[1]))
		return false;
	for (size_t i = 0; i < COUNT(doubles); i++)
		if (memcmp(p, doubles[i], 2) == 0)
			return true;
	return false;
}

/* Whether the two characters at p are a fact's own: of a name, nobody chooses them. */
static bool
is_of_value(const struct article *article, const struct told *told, struct span piece,
	    const char *p)
{
	for (size_t i = 0; i < told->facts.n; i++) {
		struct span value = fact_at(article, told, i)->value;
		const char *at = piece.p, *end = piece.p + piece.n;
		size_t capital = value.n > 1 && isalpha((unsigned char)*value.p) ? 1 : 0;

		value = (struct span){value.p + capital, value.n - capital};
		for (; (at = memmem(at, (size_t)(end - at), value.p, value.n)) != NULL && at <= p;
		     at++)
			if (p + 2 <= at + value.n)
				return true;
	}
	return false;
}

/* Between two words of the piece, before the first or behind the last. */
static bool
has_double(const struct article *article, const struct told *told, struct span piece,
	   struct span gap)
{
	for (const char *p = gap.p; gap.p + gap.n - p > 1; p++)
		if (is_double(p) && !is_of_value(article, told, piece, p))
			return true;
	return false;
}

/* What stands at p in the piece; a title in quotation marks may begin with such a word. */
static const char *
banned_at(const struct template_set *set, struct span piece, const char *p)
{
	if (p != piece.p && byte_class(p[-1]) != BYTE_APART && p[-1] != '_')
		return NULL;
	return template_banned(set, (struct span){p, (size_t)(piece.p + piece.n - p)});
}

/* Of the words that "_" joins to one, as handles do. */
static const char *
banned_within(const struct template_set *set, struct span piece, struct span word)
{
	const char *p = word.p, *end = word.p + word.n, *banned = NULL;

	while (banned == NULL && (p = memchr(p, '_', (size_t)(end - p))) != NULL && ++p < end)
		banned = banned_at(set, piece, p);
	return banned;
}

/* Whether a name has the words: nobody chooses those, as they do an epithet's. */
static bool
is_of_name(const struct article *article, const struct told *told, const char *banned)
{
	static const char *const names[] = {"person", "tag",  "account",   "place",
					    "credit", "link", "background"};

	for (size_t i = 0; i < told->facts.n; i++) {
		const struct fact *fact = fact_at(article, told, i);

		for (size_t k = 0; k < COUNT(names); k++)
			if (strcmp(fact->kind, names[k]) == 0 &&
			    strcasestr(fact->value.p, banned) != NULL)
				return true;
	}
	return false;
}

/* False where nothing covers the word. The templates own none with "_". */
static bool
lint_word(const struct article *article, const struct told *told, struct span piece,
	  struct span word, const char **banned)
{
	const struct template_set *set = article->templates;
	bool owned = template_owns_word(set, word);

	if (*banned == NULL)
		*banned = banned_at(set, piece, word.p);
	if (*banned == NULL && !owned)
		*banned = banned_within(set, piece, word);
	if (*banned != NULL && is_of_name(article, told, *banned))
		*banned = NULL;
	return owned || facts_have_word(article, told, word);
}

/* The words of a piece that holds no quoted caption, and what stands between them. */
static bool
lint_piece(const struct article *article, const struct told *told, struct span piece,
	   char reason[LINT_REASON_MAX])
{
	const char *p = piece.p, *gap = p, *end = p + piece.n;
	const char *banned = NULL;
	bool doubled = false;
	struct span word;

	while (lint_next_word(&p, end, &word)) {
		if (!lint_word(article, told, piece, word, &banned))
			return lint_complain(reason, "a word that no fact covers", word);
		doubled = doubled || has_double(article, told, piece,
						(struct span){gap, (size_t)(word.p - gap)});
		gap = p;
	}
	if (doubled || has_double(article, told, piece, (struct span){gap, (size_t)(end - gap)}))
		return lint_complain(reason, "double punctuation", piece);
	return banned == NULL || lint_complain(reason, "filler or a guess", span_of(banned));
}

/* The bytes up to the next quoted caption; *quoted is its length, 0 at the end of the text. */
static bool
next_piece(const struct article *article, const struct told *told, const char *p, size_t *n,
	   size_t *quoted)
{
	const char *mark = p;

	*quoted = 0;
	while ((mark = strstr(mark, open_mark)) != NULL) {
		*quoted = quote_at(article, told, mark);
		if (*quoted != 0)
			break;
		if (!span_is_known(article, told, mark))
			return false;
		mark += MARK_BYTES;
	}
	*n = mark != NULL ? (size_t)(mark - p) : strlen(p);
	return true;
}

static bool
lint_text(const struct article *article, const struct told *told, char reason[LINT_REASON_MAX])
{
	const char *p = told->text.p;
	size_t n, quoted = 1;

	if (p == NULL)
		return lint_complain(reason, "a text is missing", (struct span){"", 0});
	if (told->facts.n == 0)
		return lint_complain(reason, "no fact behind the text", told->text);
	for (; quoted != 0; p += n + quoted) {
		if (!next_piece(article, told, p, &n, &quoted))
			return lint_complain(reason, "quoted words that no fact holds", told->text);
		if (!lint_piece(article, told, (struct span){p, n}, reason))
			return false;
	}
	return true;
}

/* Whether what is shown is a quote of the story, but for its own quotation marks. */
static bool
is_quoted(const struct article *article, const struct fact *fact)
{
	for (size_t i = 0; i < article->quotes_n; i++) {
		const struct quote *quote = &article->quotes[i];

		if (quote->story == fact->story &&
		    marks_match(fact->value.p, quote->verbatim) == fact->value.n)
			return true;
	}
	return false;
}

static bool
lint_quotes(const struct article *article, char reason[LINT_REASON_MAX])
{
	for (size_t i = 0; i < article->quotes_n; i++) {
		const struct quote *quote = &article->quotes[i];
		const char *caption = story_text(quote->story, CELL(caption));

		if (caption == NULL || strlen(caption) < quote->start + quote->verbatim.n ||
		    memcmp(caption + quote->start, quote->verbatim.p, quote->verbatim.n) != 0)
			return lint_complain(reason, "a quote that is not in the caption",
					     quote->verbatim);
	}
	for (size_t i = 0; i < article->facts_n; i++)
		if (is_quote(&article->facts[i]) && !is_quoted(article, &article->facts[i]))
			return lint_complain(reason, "quoted words that are no quote",
					     article->facts[i].value);
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
		if (strcmp(figure->alt.text.p, figure->caption.text.p) == 0)
			return lint_complain(reason, "alt and caption are the same",
					     figure->alt.text);
	}
	return true;
}

static bool
lint_head(const struct article *article, char reason[LINT_REASON_MAX])
{
	const struct told *headline = &article->headline;

	if (headline->text.p == NULL || article->sentences_n == 0)
		return lint_complain(reason, "nothing to say", (struct span){"", 0});
	if (headline->text.n > ARTICLE_HEADLINE_MAX &&
	    hygiene_length(headline->text.p) > ARTICLE_HEADLINE_MAX)
		return lint_complain(reason, "headline too long", headline->text);
	return lint_text(article, headline, reason) &&
	       (article->dek.text.p == NULL || lint_text(article, &article->dek, reason));
}

bool
article_lint(const struct article *article, char reason[LINT_REASON_MAX])
{
	if (!lint_head(article, reason))
		return false;
	for (size_t i = 0; i < article->sentences_n; i++)
		if (!lint_text(article, &article->sentences[i].told, reason))
			return false;
	return lint_facts(article, reason) && lint_quotes(article, reason) &&
	       lint_figures(article, reason);
}
