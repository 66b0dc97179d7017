#include "transform/article/marks.h"

#include <ctype.h>

#define OPEN "‘"
#define CLOSE "’"

/* The first byte of one; nearly all bytes are none. */
static bool
may_be_mark(char c)
{
	return c == '"' || c == "“"[0] || c == "«"[0];
}

/*
 * Whether the straight mark at a place says inches: it stands behind a figure, and none that was
 * opened before waits for its other one. "12" vinyl" is no foot.
 */
static bool
is_inches(struct span quote, size_t at)
{
	bool open = false, inches = false;

	for (size_t i = 0; i <= at; i++) {
		if (quote.p[i] != '"')
			continue;
		inches = !open && i != 0 && isdigit((unsigned char)quote.p[i - 1]);
		open = !open && !inches;
	}
	return inches;
}

size_t
mark_at(struct span quote, size_t at, const char **single)
{
	static const struct {
		const char *mark;
		const char *single;
	} marks[] = {{"“", OPEN}, {"”", CLOSE}, {"„", OPEN}, {"«", OPEN}, {"»", CLOSE}};

	if (quote.p[at] == '"' && is_inches(quote, at))
		return 0;
	if (quote.p[at] == '"') {
		*single = at == 0 || strchr(" ([{", quote.p[at - 1]) != NULL ? OPEN : CLOSE;
		return 1;
	}
	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t n = strlen(marks[i].mark);

		if (quote.n - at >= n && memcmp(quote.p + at, marks[i].mark, n) == 0) {
			*single = marks[i].single;
			return n;
		}
	}
	return 0;
}

size_t
mark_find(struct span quote, size_t from)
{
	const char *single;

	while (from < quote.n &&
	       (!may_be_mark(quote.p[from]) || mark_at(quote, from, &single) == 0))
		from++;
	return from;
}

#define MARK_BYTES_MAX 3 /* a typographical mark in UTF-8 */

struct span
marks_turn(struct arena *arena, struct span words)
{
	char *turned = arena_alloc(arena, words.n * MARK_BYTES_MAX + 1), *to = turned;
	const char *single;
	size_t from = 0, mark;

	while ((mark = mark_find(words, from)) < words.n) {
		to = mempcpy(to, words.p + from, mark - from);
		from = mark + mark_at(words, mark, &single);
		to = stpcpy(to, single);
	}
	to = mempcpy(to, words.p + from, words.n - from);
	*to = '\0';
	return (struct span){turned, (size_t)(to - turned)};
}

/* Steps over the piece where the text goes on with it. */
static bool
take(const char **text, const char *piece, size_t n)
{
	if (strncmp(*text, piece, n) != 0)
		return false;
	*text += n;
	return true;
}

size_t
marks_match(const char *shown, struct span quote)
{
	const char *p = shown, *single;
	size_t from = 0, mark;

	while ((mark = mark_find(quote, from)) < quote.n) {
		if (!take(&p, quote.p + from, mark - from))
			return 0;
		from = mark + mark_at(quote, mark, &single);
		if (!take(&p, single, strlen(single)))
			return 0;
	}
	return take(&p, quote.p + from, quote.n - from) ? (size_t)(p - shown) : 0;
}
