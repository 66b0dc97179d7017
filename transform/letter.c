#include "transform/letter.h"

#include <utf8proc.h>

#define APOSTROPHE 0x2019 /* as phones write it */
#define DRAWN_OUT 3       /* letters in a row; no word has as many */
#define DRAWABLE 3        /* letters of a name that may be drawn out; "P" is not "Pppp" */
#define FNV_PRIME UINT64_C(0x100000001b3)

static struct letter
ascii_letter(unsigned char c)
{
	bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';

	return (struct letter){.folded = upper ? c | 0x20 : c,
			       .bytes = 1,
			       .word = upper || lower || (c >= '0' && c <= '9') || c == '_',
			       .upper = upper,
			       .lower = lower};
}

static int32_t
fold(utf8proc_int32_t point, utf8proc_category_t category)
{
	if (point == APOSTROPHE)
		return '\'';
	return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT
		   ? utf8proc_tolower(point)
		   : point;
}

struct letter
letter_at(const char *p)
{
	utf8proc_category_t category;
	utf8proc_ssize_t n;
	utf8proc_int32_t point;

	if ((unsigned char)*p < 0x80)
		return ascii_letter((unsigned char)*p);
	n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &point);
	if (n <= 0)
		return (struct letter){.folded = 0xfffd, .bytes = 1};
	category = utf8proc_category(point);
	return (struct letter){.folded = fold(point, category),
			       .bytes = (uint8_t)n,
			       .word = category >= UTF8PROC_CATEGORY_LU &&
				       category <= UTF8PROC_CATEGORY_NO,
			       .upper = category == UTF8PROC_CATEGORY_LU ||
					category == UTF8PROC_CATEGORY_LT,
			       .lower = category == UTF8PROC_CATEGORY_LL};
}

void
letter_hash_add(struct letter_hash *hash, int32_t folded)
{
	if (folded == hash->last)
		return;
	hash->last = folded;
	hash->hash = (hash->hash ^ (uint64_t)(uint32_t)folded) * FNV_PRIME;
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
