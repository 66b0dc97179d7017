#include "transform/cast/language.h"

#include <utf8proc.h>

#include "transform/cast/mention.h"

#define LETTERS_MIN 6 /* of a text worth asking about; "lol" is of every language */
#define TEXT_MAX 4096 /* bytes looked at; the rest would say the same and cost time */

/*
 * CLD2 is C++ without a C interface. Its two functions take and give nothing but C's own types, so
 * their names in the library are all that is needed: no second compiler for a shim of ten lines.
 * The library's name holds its ABI version, and the tests would not link without them.
 */
int cld2_detect(const char *text, int n, bool is_plain_text,
		bool *is_reliable) __asm__("_ZN4CLD214DetectLanguageEPKcibPb");
const char *cld2_code(int language) __asm__("_ZN4CLD212LanguageCodeENS_8LanguageE");

/* The words of a text, one blank between them. */
struct wordlist {
	char *text;
	size_t room; /* bytes; one more is there for the NUL */
	size_t n, letters;
};

static void
put_blank(struct wordlist *words)
{
	if (words->n != 0 && words->n < words->room && words->text[words->n - 1] != ' ')
		words->text[words->n++] = ' ';
}

static bool
is_letter(char c)
{
	return ((unsigned char)c | 0x20) >= 'a' && ((unsigned char)c | 0x20) <= 'z';
}

/* The end of the letters and apostrophes of ASCII from p on. */
static const char *
skip_letters(const char *p, const char *end)
{
	while (p < end && (is_letter(*p) || *p == '\''))
		p++;
	return p;
}

/* Letters beyond ASCII, marks on them, and apostrophes inside words. */
static bool
is_wordy(utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);

	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME) ||
	       point == 0x2019;
}

/* Letters of ASCII; what has no room parts words as everything else does. */
static void
put_letters(struct wordlist *words, const char *p, size_t n)
{
	size_t left = words->room - words->n, taken = n < left ? n : left - (left != 0);

	memcpy(words->text + words->n, p, taken);
	words->n += taken;
	words->letters += taken;
	if (taken != n)
		put_blank(words);
}

/* The character beyond ASCII at p; its bytes. */
static size_t
put_wide(struct wordlist *words, const char *p, const char *end)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, end - p, &point);

	if (n > 0 && is_wordy(point) && words->n + (size_t)n < words->room) {
		memcpy(words->text + words->n, p, (size_t)n);
		words->n += (size_t)n;
		words->letters++;
	} else {
		put_blank(words);
	}
	return n > 0 ? (size_t)n : 1;
}

static void
put_words(struct wordlist *words, const char *p, const char *end)
{
	while (p < end) {
		const char *after = skip_letters(p, end);

		if (after != p) {
			put_letters(words, p, (size_t)(after - p));
			p = after;
		} else if ((unsigned char)*p < 0x80) {
			put_blank(words);
			p++;
		} else {
			p += put_wide(words, p, end);
		}
	}
	put_blank(words);
}

static struct wordlist
words_of(struct arena *arena, const char *text)
{
	size_t room = strnlen(text, TEXT_MAX) + 1;
	struct wordlist words = {.text = arena_alloc(arena, room + 1), .room = room};
	struct mention found;
	size_t at = 0, done = 0;

	while (mention_next(text, &at, &found)) {
		put_words(&words, text + done, text + found.from);
		done = at;
	}
	put_words(&words, text + done, text + strlen(text));
	return words;
}

/* The codes that CLD2 has from before they were changed. */
static const char *
code_today(const char *code)
{
	static const char *const codes[][2] = {{"iw", "he"}, {"jw", "jv"}, {"in", "id"}};

	for (size_t i = 0; i < COUNT(codes); i++)
		if (strcmp(codes[i][0], code) == 0)
			return codes[i][1];
	return strcmp(code, "un") == 0 ? NULL : code;
}

const char *
language_of(struct arena *arena, const char *text)
{
	struct wordlist words = words_of(arena, text);
	bool is_sure = false;
	int language;

	if (words.letters < LETTERS_MIN)
		return NULL;
	language = cld2_detect(words.text, (int)words.n, true, &is_sure);
	return is_sure ? code_today(cld2_code(language)) : NULL;
}
