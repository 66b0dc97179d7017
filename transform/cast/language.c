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

/* Letters, marks on them, and apostrophes inside words. */
static bool
is_wordy(utf8proc_int32_t point)
{
	utf8proc_category_t category;

	if (point < 0x80)
		return (point | 0x20) >= 'a' ? (point | 0x20) <= 'z' : point == '\'';
	category = utf8proc_category(point);
	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME) ||
	       point == 0x2019;
}

static void
put_words(struct wordlist *words, const char *p, const char *end)
{
	while (p < end) {
		utf8proc_int32_t point = (unsigned char)*p;
		utf8proc_ssize_t n = 1;

		if (point >= 0x80)
			n = utf8proc_iterate((const utf8proc_uint8_t *)p, end - p, &point);
		if (n > 0 && is_wordy(point) && words->n + (size_t)n < words->room) {
			memcpy(words->text + words->n, p, (size_t)n);
			words->n += (size_t)n;
			words->letters++;
		} else {
			put_blank(words);
		}
		p += n > 0 ? n : 1;
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
