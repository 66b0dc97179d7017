#include "transform/article/marks.h"

#define OPEN "‘"
#define CLOSE "’"

/* The first byte of one; nearly all bytes are none. */
static bool
may_be_mark(char c)
{
	return c == '"' || c == "“"[0] || c == "«"[0];
}

static size_t
double_mark(struct span quote, size_t at, const char **single)
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
mark_at(struct span quote, size_t at, const char **single)
{
	return may_be_mark(quote.p[at]) ? double_mark(quote, at, single) : 0;
}

size_t
marks_match(const char *shown, struct span quote)
{
	const char *p = shown;

	for (size_t i = 0; i < quote.n;) {
		const char *single;
		size_t n = mark_at(quote, i, &single), m = 1;

		if (n == 0) {
			n = 1;
			if (*p != quote.p[i])
				return 0;
		} else {
			m = strlen(single);
			if (strncmp(p, single, m) != 0)
				return 0;
		}
		p += m;
		i += n;
	}
	return (size_t)(p - shown);
}
