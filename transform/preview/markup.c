#include "transform/preview/markup.h"

#include <inttypes.h>
#include <stdarg.h>
#include <sysexits.h>

#include <utf8proc.h>

#include "lib/utf8.h"

#define VALUE_MAX ((size_t)16 << 20) /* bytes; no text is longer than its record */

static NORETURN void
markup_bug(const char *what)
{
	fprintf(stderr, "storywire: bug: markup: %s\n", what);
	exit(EX_SOFTWARE);
}

static void
end_tag(struct markup *markup)
{
	if (markup->in_tag)
		buf_putc(markup->out, '>');
	markup->in_tag = false;
}

/* Elements that stand within a line of text. */
static bool
is_inline(const char *element)
{
	static const char *const elements[] = {"a",    "b",     "bdi",  "cite",   "code", "path",
					       "rect", "small", "span", "strong", "text", "time"};

	for (size_t i = 0; i < COUNT(elements); i++)
		if (strcmp(elements[i], element) == 0)
			return true;
	return false;
}

void
markup_leaf(struct markup *markup, const char *element)
{
	end_tag(markup);
	buf_printf(markup->out, "<%s", element);
	markup->in_tag = true;
}

void
markup_open(struct markup *markup, const char *element)
{
	if (markup->depth == MARKUP_DEPTH_MAX)
		markup_bug("too deep");
	markup_leaf(markup, element);
	markup->open[markup->depth++] = element;
}

void
markup_open_class(struct markup *markup, const char *element, const char *class)
{
	markup_open(markup, element);
	markup_attribute(markup, "class", class);
}

void
markup_close(struct markup *markup)
{
	const char *element;

	if (markup->depth == 0)
		markup_bug("closed once too often");
	element = markup->open[--markup->depth];
	end_tag(markup);
	buf_printf(markup->out, "</%s>%s", element, is_inline(element) ? "" : "\n");
}

static bool
is_visible(int32_t point)
{
	if (point < 0x20)
		return point == '\n' || point == '\t';
	if (point >= 0x7f && point < 0xa0)
		return false;
	return !(point >= 0x202a && point <= 0x202e) && !(point >= 0x2066 && point <= 0x2069);
}

static void
put_entity(struct buf *out, char c)
{
	switch (c) {
	case '&':
		buf_puts(out, "&amp;");
		break;
	case '<':
		buf_puts(out, "&lt;");
		break;
	case '>':
		buf_puts(out, "&gt;");
		break;
	case '"':
		buf_puts(out, "&quot;");
		break;
	default:
		buf_putc(out, c);
	}
}

static void
put_span(struct buf *out, struct span text)
{
	struct buf clean = BUF_MAX(VALUE_MAX);

	utf8_copy(&clean, text, "\xef\xbf\xbd", is_visible);
	for (size_t i = 0; i < clean.n; i++)
		put_entity(out, clean.p[i]);
	buf_release(&clean);
}

static void
put_escaped(struct buf *out, const char *text)
{
	put_span(out, span_of(text));
}

void
markup_attribute(struct markup *markup, const char *name, const char *value)
{
	if (!markup->in_tag)
		markup_bug(name);
	buf_printf(markup->out, " %s", name);
	if (value == NULL)
		return;
	buf_puts(markup->out, "=\"");
	put_escaped(markup->out, value);
	buf_putc(markup->out, '"');
}

void
markup_attribute_int(struct markup *markup, const char *name, int64_t value)
{
	markup_attribute_printf(markup, name, "%" PRId64, value);
}

static char *print(const char *format, va_list arguments) PRINTF_LIKE(1, 0);

static char *
print(const char *format, va_list arguments)
{
	char *text = NULL;

	if (vasprintf(&text, format, arguments) < 0)
		markup_bug("no memory");
	return text;
}

void
markup_attribute_printf(struct markup *markup, const char *name, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = print(format, arguments);
	va_end(arguments);
	markup_attribute(markup, name, text);
	free(text);
}

void
markup_text(struct markup *markup, const char *text)
{
	end_tag(markup);
	put_escaped(markup->out, text);
}

void
markup_printf(struct markup *markup, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = print(format, arguments);
	va_end(arguments);
	markup_text(markup, text);
	free(text);
}

void
markup_put(struct markup *markup, const char *element, const char *text)
{
	if (text[0] == '\0')
		return;
	markup_open(markup, element);
	markup_text(markup, text);
	markup_close(markup);
}

void
markup_put_class(struct markup *markup, const char *element, const char *class, const char *text)
{
	if (text[0] == '\0')
		return;
	markup_open_class(markup, element, class);
	markup_text(markup, text);
	markup_close(markup);
}

void
markup_foreign(struct markup *markup, const char *text)
{
	markup_put(markup, "bdi", text);
}

enum run {
	RUN_LEFT,    /* left to right */
	RUN_RIGHT,   /* right to left */
	RUN_NEUTRAL, /* signs and blanks: of the run before, if that goes on behind them */
};

static enum run
run_of(const char *text, size_t *n)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &point);
	utf8proc_propval_t class;

	*n = got > 0 ? (size_t)got : 1;
	if (got <= 0)
		return RUN_NEUTRAL;
	class = utf8proc_get_property(point)->bidi_class;
	if (class == UTF8PROC_BIDI_CLASS_R || class == UTF8PROC_BIDI_CLASS_AL)
		return RUN_RIGHT;
	return class == UTF8PROC_BIDI_CLASS_L ? RUN_LEFT : RUN_NEUTRAL;
}

/* The bytes of the run that the text begins with; of one to the right without its neutral end. */
static size_t
run_length(const char *text, bool *to_right)
{
	size_t n, end = 0, at = 0;

	*to_right = run_of(text, &n) == RUN_RIGHT;
	for (; text[at] != '\0'; at += n) {
		enum run run = run_of(text + at, &n);

		if (run == (*to_right ? RUN_LEFT : RUN_RIGHT))
			break;
		if (run != RUN_NEUTRAL)
			end = at + n;
	}
	return *to_right ? end : at;
}

void
markup_mixed(struct markup *markup, const char *text)
{
	end_tag(markup);
	while (*text != '\0') {
		bool to_right;
		size_t n = run_length(text, &to_right);

		buf_puts(markup->out, to_right ? "<bdi>" : "");
		put_span(markup->out, (struct span){text, n});
		buf_puts(markup->out, to_right ? "</bdi>" : "");
		text += n;
	}
}

void
markup_json(struct markup *markup, struct span json)
{
	end_tag(markup);
	for (size_t i = 0; i < json.n; i++) {
		bool separator = i + 2 < json.n && memcmp(json.p + i, "\xe2\x80", 2) == 0 &&
				 ((unsigned char)json.p[i + 2] & 0xfe) == 0xa8;

		if (separator) { /* U+2028 and U+2029: line ends to JavaScript before 2019 */
			buf_printf(markup->out, "\\u202%x", (unsigned char)json.p[i + 2] - 0xa0U);
			i += 2;
		} else if (strchr("<>&", json.p[i]) != NULL && json.p[i] != '\0') {
			buf_printf(markup->out, "\\u%04x", (unsigned)json.p[i]);
		} else {
			buf_putc(markup->out, json.p[i]);
		}
	}
}
