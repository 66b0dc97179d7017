#include "ingest/doctor/finding.h"

#include <sysexits.h>

#include "ingest/body.h"
#include "lib/jsonw.h"
#include "lib/mem.h"
#include "lib/when.h"

#define TEXT_SIZE 512 /* bytes of a line */

static const char *const names[LEVELS] = {
    [LEVEL_OK] = "ok",
    [LEVEL_WARN] = "warn",
    [LEVEL_BAD] = "bad",
};

/* The worse first. */
static const int gravity[] = {EX_CONFIG, EX_NOPERM,   EX_NOINPUT, EX_CANTCREAT,
			      EX_IOERR,  EX_PROTOCOL, EX_TEMPFAIL};

static char *
clean(const char *text)
{
	struct buf out = BUF_MAX(strlen(text) * 4 + 16);

	text_clean(&out, span_of(text));
	for (size_t i = 0; i < out.n; i++)
		if ((unsigned char)out.p[i] < ' ')
			out.p[i] = '?';
	return buf_take(&out);
}

static void
add(struct findings *findings, enum level level, int status, const char *subject, const char *hint,
    const char *what)
{
	findings->list =
	    mem_grow(findings->list, findings->n, &findings->cap, sizeof *findings->list);
	findings->list[findings->n++] = (struct finding){.level = level,
							 .status = status,
							 .subject = clean(subject),
							 .what = clean(what),
							 .hint = clean(hint)};
}

void
found_ok(struct findings *findings, const char *subject, const char *format, ...)
{
	char what[TEXT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof what, format, args);
	va_end(args);
	add(findings, LEVEL_OK, EX_OK, subject, "", what);
}

void
found(struct findings *findings, int status, const char *subject, const char *hint,
      const char *format, ...)
{
	char what[TEXT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof what, format, args);
	va_end(args);
	add(findings, status == EX_OK ? LEVEL_WARN : LEVEL_BAD, status, subject, hint, what);
}

void
findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		free(findings->list[i].subject);
		free(findings->list[i].what);
		free(findings->list[i].hint);
	}
	free(findings->list);
	*findings = (struct findings){.n = 0};
}

int
findings_status(const struct findings *findings)
{
	for (size_t i = 0; i < COUNT(gravity); i++)
		for (size_t j = 0; j < findings->n; j++)
			if (findings->list[j].status == gravity[i])
				return gravity[i];
	return EX_OK;
}

void
findings_table(struct buf *out, const struct findings *findings)
{
	int width = 0;

	for (size_t i = 0; i < findings->n; i++) {
		int n = (int)strlen(findings->list[i].subject);

		width = n > width ? n : width;
	}
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->list[i];

		buf_printf(out, "%-4s  %-*s  %s\n", names[f->level], width, f->subject, f->what);
		if (f->hint[0] != '\0')
			buf_printf(out, "%*s  -> %s\n", width + 6, "", f->hint);
	}
}

void
findings_json(struct buf *out, const struct findings *findings)
{
	char now[WHEN_TEXT_MAX];

	jsonw_open(out, '{');
	jsonw_member_word(out, "checked_at", when_print(when_now(), now));
	jsonw_member_int(out, "status", findings_status(findings));
	jsonw_key(out, "findings");
	jsonw_open(out, '[');
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->list[i];

		jsonw_open(out, '{');
		jsonw_member_word(out, "level", names[f->level]);
		jsonw_member_word(out, "subject", f->subject);
		jsonw_member_word(out, "what", f->what);
		if (f->hint[0] != '\0')
			jsonw_member_word(out, "hint", f->hint);
		jsonw_close(out, '}');
	}
	jsonw_close(out, ']');
	jsonw_close(out, '}');
	buf_putc(out, '\n');
}
