#include "transform/text/hygiene.h"

#include <utf8proc.h>

#include "lib/buf.h"

#include "transform/cast/letter.h"

#define TEXT_MAX ((size_t)1 << 20) /* bytes; a caption has at most some 9 kB */
#define REPLACEMENT 0xfffd

struct range {
	utf8proc_int32_t first, last;
};

/*
 * Characters that are dropped: what nobody sees, and what turns a text's direction around. ZWJ,
 * ZWNJ (200D, 200C) and variation selectors stay: emoji and some scripts need them.
 */
static const struct range dropped[] = {
    {0x0001, 0x0008}, {0x000e, 0x001f}, {0x007f, 0x0084}, {0x0086, 0x009f},
    {0x180e, 0x180e}, {0x200b, 0x200b}, {0x202a, 0x202e}, {0x2060, 0x2064},
    {0x2066, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0001, 0xe0001},
};

static const struct range line_ends[] = {{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}};

/* Marks that tell neighbours their direction: they mean something inside right-to-left text. */
static const struct range direction_marks[] = {{0x200e, 0x200f}, {0x61c, 0x61c}};

/* Letters that nobody sees but in a flag, where they say which; elsewhere they hide a text. */
static const struct range tags[] = {{0xe0020, 0xe007f}};
#define FLAG 0x1f3f4

static bool
is_in(const struct range *ranges, size_t n, utf8proc_int32_t point)
{
	for (size_t i = 0; i < n; i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}
#define IS_IN(ranges, point) is_in(ranges, COUNT(ranges), point)

static bool
is_right_to_left(utf8proc_int32_t point)
{
	utf8proc_propval_t direction = utf8proc_get_property(point)->bidi_class;

	return (direction == UTF8PROC_BIDI_CLASS_R || direction == UTF8PROC_BIDI_CLASS_AL) &&
	       !IS_IN(direction_marks, point);
}

/* What has been cleaned so far. */
struct cleaning {
	struct buf out;
	bool *mended;
	bool right_to_left;      /* the text has letters that are read so */
	utf8proc_int32_t before; /* the character kept last */
	bool in_flag;            /* it is a flag, or one of its tags */
};

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

static void
put_line_end(struct buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
	if (out->n > 0)
		buf_putc(out, '\n');
}

/* Whether a character is kept; a direction mark only once in a row. */
static bool
is_kept(const struct cleaning *text, utf8proc_int32_t point)
{
	if (IS_IN(direction_marks, point))
		return text->right_to_left && point != text->before;
	if (IS_IN(tags, point))
		return text->in_flag;
	return !IS_IN(dropped, point);
}

/* One code point of the original; blanks in a row become one. */
static void
put_clean(struct cleaning *text, utf8proc_int32_t point)
{
	struct buf *out = &text->out;

	if (point == 0) {
		put_point(out, REPLACEMENT);
		*text->mended = true;
	} else if (IS_IN(line_ends, point)) {
		put_line_end(out);
	} else if (point == ' ' || point == '\t' || point == 0xa0) {
		if (!ends_with_blank(out))
			buf_putc(out, ' ');
	} else if (is_kept(text, point)) {
		put_point(out, point);
		text->in_flag = point == FLAG || (text->in_flag && IS_IN(tags, point));
		text->before = point;
		return;
	} else {
		return;
	}
	text->in_flag = false;
	text->before = point;
}

/* Whether there is nothing to clean: printable ASCII, single blanks, none at the ends. */
static bool
is_plain(struct span text)
{
	char before = ' ';

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c < ' ' || c == 0x7f || (c == ' ' && before == ' '))
			return false;
		before = c;
	}
	return text.n <= TEXT_MAX && (text.n == 0 || before != ' ');
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

/* The next code point of a text; what is none counts as one, and is 0. */
static utf8proc_int32_t
next_point(const char **at, const char *end)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)*at, end - *at, &point);

	*at += n > 0 ? n : 1;
	return n > 0 ? point : 0;
}

static bool
has_right_to_left(struct span text)
{
	const char *at = text.p, *end = text.p + text.n;

	while (at < end)
		if ((unsigned char)*at < 0x80)
			at++;
		else if (is_right_to_left(next_point(&at, end)))
			return true;
	return false;
}

char *
hygiene_clean(struct arena *arena, struct span text, bool *mended)
{
	struct cleaning clean = {.out = BUF_MAX(TEXT_MAX), .mended = mended};
	const char *at = text.p, *end = text.p + text.n;
	struct buf *out = &clean.out;
	char *made;

	if (is_plain(text))
		return arena_text(arena, text);
	clean.right_to_left = has_right_to_left(text);
	while (at < end) {
		if (*at == '\r' && end - at > 1 && at[1] == '\n')
			at++;
		put_clean(&clean, next_point(&at, end));
	}
	if (out->over)
		*mended = true;
	while (out->n > 0 && ends_with_blank(out))
		out->n--;
	made = compose(arena, out);
	buf_release(out);
	return made;
}

size_t
hygiene_point(const char *p, bool *word)
{
	struct letter letter;

	if ((unsigned char)*p < 0x80) {
		*word = byte_class(*p) == BYTE_WORD;
		return 1;
	}
	letter = letter_at(p);
	*word = letter.word;
	return letter.bytes;
}

bool
hygiene_ends_word(const char *p)
{
	return !letter_at(p).word;
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
