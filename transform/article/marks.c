#include "transform/article/marks.h"

#include <ctype.h>

#define OPEN "‘"
#define CLOSE "’"
#define NONE ""

enum mark {
	MARK_NONE,
	MARK_STRAIGHT, /* " */
	MARK_HIGH,     /* “, which closes in German */
	MARK_END,      /* ” */
	MARK_LOW,      /* „ */
	MARK_LEFT,     /* «, which closes in German and Danish books */
	MARK_RIGHT,    /* » */
};

static const char *const marks[] = {
    [MARK_STRAIGHT] = "\"", [MARK_HIGH] = "“", [MARK_END] = "”",
    [MARK_LOW] = "„",       [MARK_LEFT] = "«", [MARK_RIGHT] = "»",
};

/* The first byte of one; nearly all bytes are none. */
static bool
may_be_mark(char c)
{
	return c == '"' || c == "“"[0] || c == "«"[0];
}

static enum mark
which(struct span quote, size_t at)
{
	for (size_t i = MARK_STRAIGHT; i < COUNT(marks); i++) {
		size_t n = strlen(marks[i]);

		if (quote.n - at >= n && memcmp(quote.p + at, marks[i], n) == 0)
			return (enum mark)i;
	}
	return MARK_NONE;
}

/* Whether the one closes what the other opened. */
static bool
closes(enum mark mark, enum mark open)
{
	switch (open) {
	case MARK_STRAIGHT:
		return mark == MARK_STRAIGHT;
	case MARK_HIGH:
		return mark == MARK_END || mark == MARK_STRAIGHT;
	case MARK_LOW:
		return mark == MARK_HIGH || mark == MARK_END || mark == MARK_STRAIGHT;
	case MARK_LEFT:
		return mark == MARK_RIGHT;
	case MARK_RIGHT:
		return mark == MARK_LEFT;
	default:
		return false;
	}
}

static bool
is_later(struct span quote, size_t at, enum mark mark)
{
	return memmem(quote.p + at, quote.n - at, marks[mark], strlen(marks[mark])) != NULL;
}

static bool
goes_on(struct span quote, size_t at)
{
	return at < quote.n && quote.p[at] != ' ';
}

/*
 * What a mark is that closes nothing: one that opens, none at all, or one whose other one is
 * missing. A straight one behind a figure says inches: "12" vinyl" is no foot; "tickets » link" has
 * an arrow.
 */
static const char *
unpaired(struct span quote, size_t at, enum mark mark)
{
	char before = at == 0 ? ' ' : quote.p[at - 1];
	size_t after = at + strlen(marks[mark]);

	switch (mark) {
	case MARK_STRAIGHT:
		if (isdigit((unsigned char)before))
			return NONE;
		return strchr(" ([{:/", before) != NULL ? OPEN : CLOSE;
	case MARK_END:
		return CLOSE;
	case MARK_LEFT:
		return is_later(quote, after, MARK_RIGHT) ? OPEN : NONE;
	case MARK_RIGHT:
		return goes_on(quote, after) && is_later(quote, after, MARK_LEFT) ? OPEN : NONE;
	default:
		return OPEN;
	}
}

size_t
mark_at(struct span quote, size_t at, const char **single)
{
	enum mark open = MARK_NONE;

	*single = NONE;
	for (size_t i = 0; i <= at; i++) {
		enum mark mark = may_be_mark(quote.p[i]) ? which(quote, i) : MARK_NONE;

		if (mark == MARK_NONE)
			*single = NONE;
		else
			*single = closes(mark, open) ? CLOSE : unpaired(quote, i, mark);
		if (i == at)
			return **single != '\0' ? strlen(marks[mark]) : 0;
		if (closes(mark, open))
			open = MARK_NONE;
		else if (strcmp(*single, OPEN) == 0)
			open = mark;
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
