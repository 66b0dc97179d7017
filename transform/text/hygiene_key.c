/* Forms of a text that are compared or put into addresses, and never shown. */
#include <ctype.h>
#include <utf8proc.h>

#include "lib/buf.h"

#include "transform/text/alike.h"
#include "transform/text/hygiene.h"

#define TEXT_MAX ((size_t)1 << 20) /* bytes; a caption has at most some 9 kB */

static bool
is_ascii(struct span text)
{
	unsigned char all = 0;

	for (size_t i = 0; i < text.n; i++)
		all |= (unsigned char)text.p[i];
	return all < 0x80;
}

static char *
ascii_fold(struct arena *arena, struct span text)
{
	char *folded = arena_text(arena, text);

	for (size_t i = 0; i < text.n; i++)
		folded[i] = (char)tolower((unsigned char)folded[i]);
	return folded;
}

char *
hygiene_fold(struct arena *arena, const char *text)
{
	struct span whole = span_of(text);
	utf8proc_uint8_t *folded;
	char *made;

	if (is_ascii(whole))
		return ascii_fold(arena, whole);
	folded = utf8proc_NFKC_Casefold((const utf8proc_uint8_t *)text);
	if (folded == NULL)
		return arena_text(arena, whole);
	made = arena_text(arena, (struct span){(const char *)folded, strlen((const char *)folded)});
	free(folded);
	return made;
}

static bool
is_letter_or_number(utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);

	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
	       (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

/* ASCII for letters that NFKD does not take apart. */
static const char *
plain_letter(utf8proc_int32_t point)
{
	static const struct {
		utf8proc_int32_t point;
		const char *ascii;
	} letters[] = {{0xdf, "ss"},  {0xe6, "ae"},  {0xf0, "d"},  {0xf8, "o"},   {0xfe, "th"},
		       {0x111, "d"},  {0x127, "h"},  {0x131, "i"}, {0x138, "k"},  {0x142, "l"},
		       {0x14b, "ng"}, {0x153, "oe"}, {0x167, "t"}, {0x1e9e, "ss"}};

	for (size_t i = 0; i < COUNT(letters); i++)
		if (letters[i].point == point)
			return letters[i].ascii;
	return NULL;
}

/* A letter or number as keys have it; anything else parts words. */
static void
put_key_point(struct buf *key, utf8proc_int32_t point, bool words)
{
	const char *ascii = point >= 0x80 ? plain_letter(point) : NULL;
	utf8proc_uint8_t bytes[4];

	point = alike_letter(point);
	if (ascii != NULL)
		buf_puts(key, ascii);
	else if (is_letter_or_number(point))
		buf_put(key, bytes, (size_t)utf8proc_encode_char(point, bytes));
	else if (words && key->n != 0 && key->p[key->n - 1] != ' ')
		buf_putc(key, ' ');
}

/* As below for a text of ASCII only, as most names are: a tenth of the time. */
static char *
ascii_key(struct arena *arena, struct span text, bool words)
{
	char *key = arena_text(arena, text);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (isalnum(c))
			key[n++] = (char)tolower(c);
		else if (words && n != 0 && key[n - 1] != ' ')
			key[n++] = ' ';
	}
	key[n] = '\0';
	return key;
}

char *
hygiene_key(struct arena *arena, const char *text, bool words)
{
	struct span whole = span_of(text);
	struct buf key = BUF_MAX(TEXT_MAX);
	utf8proc_uint8_t *plain = NULL;
	const utf8proc_uint8_t *at;
	char *made;

	if (is_ascii(whole))
		return ascii_key(arena, whole, words);
	if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &plain,
			 UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
			     UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
			     UTF8PROC_IGNORE) < 0)
		return arena_text(arena, (struct span){"", 0});
	for (at = plain; *at != '\0';) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(at, -1, &point);

		if (n <= 0)
			break;
		put_key_point(&key, point, words);
		at += n;
	}
	free(plain);
	made = arena_text(arena, buf_span(&key));
	buf_release(&key);
	return made;
}

/* The character at p of a key; its bytes. */
static size_t
key_point(const char *p, utf8proc_int32_t *point)
{
	utf8proc_ssize_t n = 1;

	if ((unsigned char)*p < 0x80)
		*point = (unsigned char)*p;
	else
		n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, point);
	return n > 0 ? (size_t)n : 1;
}

#define DRAWN_OUT 3 /* letters in a row; no word has as many */

bool
hygiene_is_drawn_out(const char *key)
{
	utf8proc_int32_t point, last = 0;
	size_t row = 0;

	for (; *key != '\0'; last = point) {
		key += key_point(key, &point);
		row = point == last ? row + 1 : 1;
		if (row == DRAWN_OUT && utf8proc_category(point) <= UTF8PROC_CATEGORY_LO)
			return true;
	}
	return false;
}

void
hygiene_squeeze(char *key)
{
	utf8proc_int32_t point, last = 0;
	char *to = key;

	for (const char *p = key; *p != '\0'; last = point) {
		size_t n = key_point(p, &point);

		if (point != last) {
			memmove(to, p, n);
			to += n;
		}
		p += n;
	}
	*to = '\0';
}

static void
put_slug_point(struct buf *out, utf8proc_int32_t point)
{
	const char *ascii = point >= 0x80 ? plain_letter(point) : NULL;

	if (ascii != NULL)
		buf_puts(out, ascii);
	else if (point < 0x80 && isalnum((int)point))
		buf_putc(out, (char)point);
	else if ((point == ' ' || point == '-' || point == '\n' || point == '_') && out->n > 0 &&
		 out->p[out->n - 1] != '-')
		buf_putc(out, '-');
}

/* The slug's letters of a text that has to be taken apart first. */
static void
put_wide_slug(struct buf *slug, const char *text)
{
	utf8proc_uint8_t *wide = NULL;
	utf8proc_int32_t point;
	utf8proc_ssize_t n;

	if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &wide,
			 UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
			     UTF8PROC_COMPAT | UTF8PROC_CASEFOLD) < 0)
		return;
	for (const utf8proc_uint8_t *at = wide; *at != '\0'; at += n) {
		n = utf8proc_iterate(at, -1, &point);
		if (n <= 0)
			break;
		put_slug_point(slug, point);
	}
	free(wide);
}

char *
hygiene_slug(struct arena *arena, const char *text, size_t max)
{
	struct buf slug = BUF_MAX(TEXT_MAX);
	bool plain = true;
	char *made;

	for (const char *p = text; *p != '\0' && plain; p++)
		plain = (unsigned char)*p < 0x80;
	for (const char *p = text; *p != '\0' && plain; p++)
		put_slug_point(&slug, tolower((unsigned char)*p));
	if (!plain)
		put_wide_slug(&slug, text);
	if (slug.n > max) {
		size_t whole = max;

		while (whole > 0 && slug.p[whole] != '-')
			whole--;
		slug.n = whole != 0 ? whole : max; /* a single word is cut where it must */
	}
	while (slug.n > 0 && slug.p[slug.n - 1] == '-')
		slug.n--;
	made = arena_text(arena, buf_span(&slug));
	buf_release(&slug);
	return made;
}
