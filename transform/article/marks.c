#include "transform/article/marks.h"

#define OPEN "‘"
#define CLOSE "’"

/* The first byte of one; nearly all bytes are none. */
static bool
may_be_mark(char c)
{
	return c == '"' || c == "“"[0] || c == "«"[0];
}

size_t
mark_at(struct span quote, size_t at, const char **single)
{
	static const struct {
		const char *mark;
		const char *single;
	} marks[] = {{"“", OPEN}, {"”", CLOSE}, {"„", OPEN}, {"«", OPEN}, {"»", CLOSE}};

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
