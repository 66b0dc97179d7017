#include "transform/hygiene.h"

#include <ctype.h>
#include <utf8proc.h>

#include "lib/buf.h"

#define TEXT_MAX ((size_t)1 << 20) /* bytes; a caption has at most some 9 kB */
#define REPLACEMENT 0xfffd

struct range {
	utf8proc_int32_t first, last;
};

/* Characters that are dropped. ZWJ (200D) and variation selectors stay: emoji need them. */
static const struct range dropped[] = {
    {0x0001, 0x0008}, {0x000b, 0x000c}, {0x000e, 0x001f}, {0x007f, 0x009f},
    {0x200b, 0x200b}, {0x200e, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x2060},
    {0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
};

static bool
is_dropped(utf8proc_int32_t point)
{
	for (size_t i = 0; i < COUNT(dropped); i++)
		if (point >= dropped[i].first && point <= dropped[i].last)
			return true;
	return false;
}

static void
put_point(struct buf *out, utf8proc_int32_t point)
{
	utf8proc_uint8_t bytes[4] = {0};

	buf_put(out, bytes, (size_t)utf8proc_encode_char(point, bytes));
}

static bool
ends_with_blank(const struct buf *out)
{
	return out->n == 0 || out->p[out->n - 1] == ' ' || out->p[out->n - 1] == '\n';
}

/* One code point of the original; blanks in a row become one. */
static void
put_clean(struct buf *out, utf8proc_int32_t point, bool *mended)
{
	if (point == 0) {
		put_point(out, REPLACEMENT);
		*mended = true;
	} else if (point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029) {
		while (out->n > 0 && out->p[out->n - 1] == ' ')
			out->n--;
		if (out->n > 0)
			buf_putc(out, '\n');
	} else if (point == ' ' || point == '\t' || point == 0xa0) {
		if (!ends_with_blank(out))
			buf_putc(out, ' ');
	} else if (!is_dropped(point)) {
		put_point(out, point);
	}
}

static char *
compose(struct arena *arena, const struct buf *clean)
{
	utf8proc_uint8_t *nfc = NULL;
	utf8proc_ssize_t n;
	char *text;

	n = utf8proc_map((const utf8proc_uint8_t *)buf_text(clean), (utf8proc_ssize_t)clean->n,
			 &nfc, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n < 0)
		return arena_text(arena, buf_span(clean));
	text = arena_text(arena, (struct span){(const char *)nfc, (size_t)n});
	free(nfc);
	return text;
}

char *
hygiene_clean(struct arena *arena, struct span text, bool *mended)
{
	struct buf clean = BUF_MAX(TEXT_MAX);
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.p;
	const utf8proc_uint8_t *end = at + text.n;
	char *made;

	while (at < end) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(at, end - at, &point);

		if (n <= 0) {
			point = 0;
			n = 1;
		}
		if (!(point == '\r' && end - at > 1 && at[1] == '\n'))
			put_clean(&clean, point, mended);
		at += n;
	}
	if (clean.over)
		*mended = true;
	while (clean.n > 0 && ends_with_blank(&clean))
		clean.n--;
	made = compose(arena, &clean);
	buf_release(&clean);
	return made;
}

char *
hygiene_fold(struct arena *arena, const char *text)
{
	utf8proc_uint8_t *folded = utf8proc_NFKC_Casefold((const utf8proc_uint8_t *)text);
	char *made;

	if (folded == NULL)
		return arena_text(arena, (struct span){text, strlen(text)});
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

static bool
is_ascii(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return false;
	return true;
}

char *
hygiene_key(struct arena *arena, const char *text, bool words)
{
	struct span whole = {text, strlen(text)};
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
		if (is_letter_or_number(point))
			buf_put(&key, at, (size_t)n);
		else if (words && !ends_with_blank(&key))
			buf_putc(&key, ' ');
		at += n;
	}
	free(plain);
	made = arena_text(arena, buf_span(&key));
	buf_release(&key);
	return made;
}

size_t
hygiene_point(const char *p, bool *word)
{
	utf8proc_int32_t point;
	utf8proc_category_t category;
	utf8proc_ssize_t n;

	if ((unsigned char)*p < 0x80) {
		*word = isalnum((unsigned char)*p) || *p == '_';
		return 1;
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &point);
	category = n > 0 ? utf8proc_category(point) : UTF8PROC_CATEGORY_CN;
	*word = (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) || *p == '_';
	return n > 0 ? (size_t)n : 1;
}

bool
hygiene_ends_word(const char *p)
{
	bool word;

	(void)hygiene_point(p, &word);
	return !word;
}

/* Steps over one grapheme; returns its bytes, 0 at the end. */
static size_t
grapheme(const char *text)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
	utf8proc_int32_t before, point, state = 0;
	utf8proc_ssize_t n = utf8proc_iterate(at, -1, &before);

	if (*at == '\0')
		return 0;
	if (n <= 0)
		return 1;
	at += n;
	while (*at != '\0' && (n = utf8proc_iterate(at, -1, &point)) > 0 &&
	       !utf8proc_grapheme_break_stateful(before, point, &state)) {
		before = point;
		at += n;
	}
	return (size_t)((const char *)at - text);
}

size_t
hygiene_cut(const char *text, size_t max)
{
	size_t used = 0, n;

	while ((n = grapheme(text + used)) != 0 && used + n <= max)
		used += n;
	return used;
}

size_t
hygiene_length(const char *text)
{
	size_t count = 0, n;

	for (; (n = grapheme(text)) != 0; text += n)
		count++;
	return count;
}

/* ASCII for letters that NFKD does not take apart. */
static const char *
plain_letter(utf8proc_int32_t point)
{
	static const struct {
		utf8proc_int32_t point;
		const char *ascii;
	} letters[] = {{0xdf, "ss"}, {0xe6, "ae"}, {0xf0, "d"},  {0xf8, "o"},  {0xfe, "th"},
		       {0x111, "d"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}};

	for (size_t i = 0; i < COUNT(letters); i++)
		if (letters[i].point == point)
			return letters[i].ascii;
	return NULL;
}

static void
put_slug_point(struct buf *out, utf8proc_int32_t point)
{
	const char *ascii = plain_letter(point);

	if (ascii != NULL)
		buf_puts(out, ascii);
	else if (point < 0x80 && isalnum((int)point))
		buf_putc(out, (char)point);
	else if ((point == ' ' || point == '-' || point == '\n' || point == '_') && out->n > 0 &&
		 out->p[out->n - 1] != '-')
		buf_putc(out, '-');
}

char *
hygiene_slug(struct arena *arena, const char *text, size_t max)
{
	struct buf slug = BUF_MAX(TEXT_MAX);
	utf8proc_uint8_t *wide = NULL;
	const utf8proc_uint8_t *at;
	char *made;

	if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &wide,
			 UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
			     UTF8PROC_COMPAT | UTF8PROC_CASEFOLD) < 0)
		return arena_text(arena, (struct span){"", 0});
	for (at = wide; *at != '\0';) {
		utf8proc_int32_t point;
		utf8proc_ssize_t n = utf8proc_iterate(at, -1, &point);

		if (n <= 0)
			break;
		put_slug_point(&slug, point);
		at += n;
	}
	free(wide);
	if (slug.n > max) {
		slug.n = max;
		while (slug.n > 0 && slug.p[slug.n] != '-')
			slug.n--;
	}
	while (slug.n > 0 && slug.p[slug.n - 1] == '-')
		slug.n--;
	made = arena_text(arena, buf_span(&slug));
	buf_release(&slug);
	return made;
}
