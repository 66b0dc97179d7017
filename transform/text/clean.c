#include "transform/text/clean.h"

#include <ctype.h>

#include "lib/bytes16.h"

#include "transform/text/hygiene.h"

#define STEADY_MAX ((size_t)1 << 16) /* bytes; longer texts are rare, and cut */

#define DELETE 0x7f

/*
 * Characters that stay as they are beside any others of these: none is dropped, is a blank, joins
 * with another one (no marks, no jamos) or has another form in NFC. test_clean.c asks utf8proc.
 */
static const struct {
	uint32_t first, last;
} steady[] = {
    {0x00a1, 0x02ff}, {0x0388, 0x0482}, {0x05d0, 0x05ea}, {0x0620, 0x064a}, {0x200c, 0x200d},
    {0x2010, 0x2027}, {0x2030, 0x205e}, {0x20a0, 0x20bf}, {0x2190, 0x2328}, {0x232b, 0x2adb},
    {0x2add, 0x2bff}, {0x3001, 0x3029}, {0x3041, 0x3094}, {0x30a1, 0x30fa}, {0x30fc, 0x30fe},
    {0x4e00, 0x9fff}, {0xac00, 0xd7a3}, {0xfe0f, 0xfe0f}, {0xff01, 0xff9d}, {0x1f000, 0x1faff},
};

static bool
is_steady(uint32_t point)
{
	for (size_t i = 0; i < COUNT(steady) && point >= steady[i].first; i++)
		if (point <= steady[i].last)
			return true;
	return false;
}

/* The bytes of the character at p, which is no ASCII; 0 where it is no good UTF-8. */
static size_t
decode(const unsigned char *p, size_t left, uint32_t *point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = *p < 0xc0 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf8 ? 4 : 0;

	if (n == 0 || n > left)
		return 0;
	*point = *p & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (p[i] & 0x3f);
	}
	return *point >= least[n] ? n : 0;
}

/* The first byte from p on that is not of the visible ASCII characters. */
static const char *
skip_visible(const char *p, const char *end)
{
	for (; end - p >= (ptrdiff_t)BYTES16; p += BYTES16) {
		bytes16 bytes = bytes16_load(p);
		size_t first = bytes16_first(bytes16_wide(bytes) | bytes16_below(bytes, '!') |
					     bytes16_equal(bytes, DELETE));

		if (first != BYTES16)
			return p + first;
	}
	while (p < end && isgraph((unsigned char)*p))
		p++;
	return p;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n';
}

/* Whether the blank at p must go: blanks stand alone, and within a text. */
static bool
is_too_much(struct span text, const char *p)
{
	return p == text.p || p + 1 == text.p + text.n || is_blank(p[-1]) || is_blank(p[1]);
}

enum state {
	CHANGES, /* or nobody can say */
	STEADY,  /* but for blanks that must go */
	CLEAN,
};

static enum state
state_of(struct span text)
{
	const char *p = text.p, *end = text.p + text.n;
	enum state state = CLEAN;
	uint32_t point;

	if (text.n > STEADY_MAX)
		return CHANGES;
	while ((p = skip_visible(p, end)) < end) {
		size_t n = 1;

		if ((unsigned char)*p >= 0x80) {
			n = decode((const unsigned char *)p, (size_t)(end - p), &point);
			if (n == 0 || !is_steady(point))
				return CHANGES;
		} else if (!is_blank(*p)) {
			return CHANGES;
		} else if (is_too_much(text, p)) {
			state = STEADY;
		}
		p += n;
	}
	return state;
}

bool
text_is_steady(struct span text)
{
	return state_of(text) != CHANGES;
}

/* The next blank or line feed; else `end`. */
static const char *
find_blank(const char *p, const char *end)
{
	while (p < end && !is_blank(*p))
		p++;
	return p;
}

/* No blanks first, last, twice or beside a line feed; no line feeds first or last. */
static char *
copy_steady(struct arena *arena, struct span text)
{
	char *copy = arena_text(arena, text), *to = copy;
	const char *p = text.p, *end = text.p + text.n;

	while (p < end) {
		const char *blank = find_blank(p, end);

		memmove(to, p, (size_t)(blank - p));
		to += blank - p;
		if (blank < end && *blank == '\n')
			while (to > copy && to[-1] == ' ')
				to--;
		if (blank < end && to > copy &&
		    (*blank == '\n' || (to[-1] != ' ' && to[-1] != '\n')))
			*to++ = *blank;
		p = blank + 1;
	}
	while (to > copy && is_blank(to[-1]))
		to--;
	*to = '\0';
	return copy;
}

char *
clean_text(struct arena *arena, struct span text, bool *mended)
{
	switch (state_of(text)) {
	case CLEAN:
		return arena_text(arena, text);
	case STEADY:
		return copy_steady(arena, text);
	default:
		return hygiene_clean(arena, text, mended);
	}
}
