#include "transform/cast/letter.h"

#include <utf8proc.h>

#define APOSTROPHE 0x2019 /* as phones write it */
#define DRAWN_OUT 3       /* letters in a row; no word has as many */
#define DRAWABLE 3        /* letters of a name that may be drawn out; "P" is not "Pppp" */

#define COMPATIBLE_FROM 0x2000 /* before it stands no letter in a fancy form */

#define APART BYTE_APART
#define WORD BYTE_WORD
#define WIDE BYTE_WIDE
#define TIMES4(class) class, class, class, class
#define TIMES16(class) TIMES4(class), TIMES4(class), TIMES4(class), TIMES4(class)
#define LETTERS /* from "@" or "`" on, but for the five behind "z" */                              \
	APART, TIMES4(WORD), TIMES4(WORD), TIMES4(WORD), TIMES4(WORD), TIMES4(WORD), TIMES4(WORD), \
	    WORD, WORD

/* Looked up for each byte of each text; comparing would be most of the time. */
const uint8_t byte_classes[UCHAR_MAX + 1] = {
    /* controls, and signs up to "/" */
    TIMES16(APART), TIMES16(APART), TIMES16(APART),
    /* 0 to 9, and signs */
    TIMES4(WORD), TIMES4(WORD), WORD, WORD, APART, APART, TIMES4(APART),
    /* "@", A to Z, and signs with "_" among them */
    LETTERS, TIMES4(APART), WORD,
    /* "`", a to z, and signs */
    LETTERS, TIMES4(APART), APART,
    /* parts of characters beyond ASCII */
    TIMES16(WIDE), TIMES16(WIDE), TIMES16(WIDE), TIMES16(WIDE), TIMES16(WIDE), TIMES16(WIDE),
    TIMES16(WIDE), TIMES16(WIDE)};

/* The letter that a fancy form stands for ("𝓚": K), or itself. */
static utf8proc_int32_t
plain_form(utf8proc_int32_t point)
{
	utf8proc_int32_t plain[4];
	int boundary = 0;

	if (point < COMPATIBLE_FROM ||
	    utf8proc_decompose_char(point, plain, COUNT(plain),
				    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary) != 1)
		return point;
	return plain[0];
}

/* Marks that make a character an emoji or a keycap: they are part of no word. */
static bool
is_of_emoji(utf8proc_int32_t point)
{
	return (point >= 0xfe00 && point <= 0xfe0f) || point == 0x20e3;
}

struct letter
letter_beyond_ascii(const char *p)
{
	utf8proc_category_t category;
	utf8proc_ssize_t n;
	utf8proc_int32_t point;
	bool upper, word;

	n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &point);
	if (n <= 0)
		return (struct letter){.folded = 0xfffd, .bytes = 1};
	category = utf8proc_category(point);
	upper = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
	word = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO &&
	       !is_of_emoji(point);
	if (word)
		point = plain_form(point);
	if (point == APOSTROPHE)
		point = '\'';
	return (struct letter){.folded = upper ? utf8proc_tolower(point) : point,
			       .bytes = (uint8_t)n,
			       .word = word,
			       .upper = upper,
			       .lower = category == UTF8PROC_CATEGORY_LL};
}

/* Letters in a row that differ in nothing but case. */
struct run {
	const char *p; /* behind it */
	size_t n;
	struct letter first;
};

static struct run
run_at(const char *p, const char *end)
{
	struct run run = {p, 0, letter_at(p)};
	struct letter next = run.first;

	while (run.p < end && next.folded == run.first.folded) {
		run.p += next.bytes;
		run.n++;
		next = letter_at(run.p);
	}
	return run;
}

/* Whether both runs have their capitals at the same places. */
static bool
same_case(const char *text, const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct letter a = letter_at(text), b = letter_at(name);

		if (a.upper != b.upper)
			return false;
		text += a.bytes;
		name += b.bytes;
	}
	return true;
}

static bool
is_shouted(const char *p, const char *end)
{
	size_t upper = 0;

	while (p < end) {
		struct letter letter = letter_at(p);

		if (letter.lower)
			return false;
		upper += letter.upper;
		p += letter.bytes;
	}
	return upper >= 2;
}

struct spelling
spelling_of(const char *text, size_t n, const char *name)
{
	const char *end = text + n, *name_end = name + strlen(name);
	bool drawable = (size_t)(name_end - name) >= DRAWABLE;
	struct spelling how = {.exact = true, .shouted = is_shouted(text, end)};

	how.capital = letter_at(text).upper == letter_at(name).upper;
	while (text < end && name < name_end) {
		struct run a = run_at(text, end), b = run_at(name, name_end);
		bool drawn = drawable && a.n >= DRAWN_OUT && b.n < DRAWN_OUT &&
			     (a.first.upper || a.first.lower);

		if (a.first.folded != b.first.folded || (a.n != b.n && !drawn))
			return how;
		how.exact = how.exact && same_case(text, name, drawn ? 1 : a.n);
		text = a.p;
		name = b.p;
	}
	how.same = text == end && name == name_end;
	return how;
}
