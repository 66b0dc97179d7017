#include "lib/say.h"

#include <stdarg.h>
#include <unistd.h>

#include "lib/jsonw.h"
#include "lib/utf8.h"

#define MESSAGE_MAX 4096 /* bytes of one message; longer ones are cut */

static struct {
	const char *program;
	enum say_format format;
	enum say_level loudest;
} voice = {"storywire", SAY_TEXT, SAY_INFO};

static const char *const level_names[] = {"error", "warning", "info", "debug"};

void
say_open(const char *program, enum say_format format, enum say_level loudest)
{
	voice.program = program;
	voice.format = format;
	voice.loudest = loudest;
}

bool
say_to_person(void)
{
	return isatty(STDERR_FILENO) != 0;
}

/* Whether a code point may reach a terminal: no controls, no direction overrides. */
static bool
is_printable(int32_t point)
{
	if (point < 0x20 || (point >= 0x7f && point < 0xa0))
		return false;
	return !(point >= 0x200e && point <= 0x200f) && !(point >= 0x2028 && point <= 0x202e) &&
	       !(point >= 0x2066 && point <= 0x2069);
}

static void
put_clean(struct buf *out, const char *text)
{
	utf8_copy(out, span_of(text), "?", is_printable);
}

static void
put_as_text(struct buf *out, enum say_level level, const char *message, const char *hint)
{
	buf_printf(out, "%s: ", voice.program);
	if (level == SAY_WARNING)
		buf_puts(out, "warning: ");
	put_clean(out, message);
	buf_putc(out, '\n');
	if (hint[0] != '\0') {
		buf_puts(out, "hint: ");
		put_clean(out, hint);
		buf_putc(out, '\n');
	}
}

static void
put_quoted(struct buf *out, const char *text)
{
	struct buf clean = BUF_MAX(MESSAGE_MAX);
	struct buf quoted = BUF_MAX((size_t)MESSAGE_MAX * 6);

	put_clean(&clean, text);
	jsonw_text(&quoted, buf_span(&clean));
	buf_put(out, buf_text(&quoted), quoted.n);
	buf_release(&clean);
	buf_release(&quoted);
}

static void
put_as_logfmt(struct buf *out, enum say_level level, const char *message, const char *hint)
{
	buf_printf(out, "level=%s program=%s msg=", level_names[level], voice.program);
	put_quoted(out, message);
	if (hint[0] != '\0') {
		buf_puts(out, " hint=");
		put_quoted(out, hint);
	}
	buf_putc(out, '\n');
}

static void
put_as_json(struct buf *out, enum say_level level, const char *message, const char *hint)
{
	buf_printf(out, "{\"level\":\"%s\",\"program\":\"%s\",\"msg\":", level_names[level],
		   voice.program);
	put_quoted(out, message);
	if (hint[0] != '\0') {
		buf_puts(out, ",\"hint\":");
		put_quoted(out, hint);
	}
	buf_puts(out, "}\n");
}

static void
say_line(enum say_level level, const char *message, const char *hint)
{
	static void (*const put[])(struct buf *, enum say_level, const char *,
				   const char *) = {put_as_text, put_as_logfmt, put_as_json};
	struct buf line = BUF_MAX((size_t)MESSAGE_MAX * 16);

	if (level > voice.loudest)
		return;
	put[voice.format](&line, level, message, hint);
	fwrite(buf_text(&line), 1, line.n, stderr);
	fflush(stderr);
	buf_release(&line);
}

static void say_args(enum say_level level, const char *format, va_list args) PRINTF_LIKE(2, 0);

static void
say_args(enum say_level level, const char *format, va_list args)
{
	char message[MESSAGE_MAX];

	vsnprintf(message, sizeof message, format, args);
	say_line(level, message, "");
}

void
say(enum say_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_args(level, format, args);
	va_end(args);
}

void
say_fail(const struct fail *fail)
{
	if (fail->text[0] != '\0')
		say_line(SAY_ERROR, fail->text, fail->hint);
}

void
say_warning(const struct fail *fail)
{
	if (fail->text[0] != '\0')
		say_line(SAY_WARNING, fail->text, fail->hint);
}

void
say_summary(bool always, const char *format, ...)
{
	va_list args;

	if (!always && !say_to_person() && voice.loudest < SAY_DEBUG)
		return;
	va_start(args, format);
	say_args(SAY_INFO, format, args);
	va_end(args);
}
