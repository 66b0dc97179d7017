#include "lib/fail.h"

#include <errno.h>
#include <stdarg.h>

/* False when an earlier failure is recorded already. */
static bool fail_first(struct fail *fail, int status, const char *format, va_list args)
    PRINTF_LIKE(3, 0);

static bool
fail_first(struct fail *fail, int status, const char *format, va_list args)
{
	if (fail->status != EX_OK)
		return false;
	fail->status = status;
	vsnprintf(fail->text, sizeof fail->text, format, args);
	return true;
}

int
fail_set(struct fail *fail, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)fail_first(fail, status, format, args);
	va_end(args);
	return -1;
}

int
fail_errno(struct fail *fail, int status, const char *format, ...)
{
	const char *words = strerror(errno);
	va_list args;
	bool first;
	size_t used;

	va_start(args, format);
	first = fail_first(fail, status, format, args);
	va_end(args);
	used = strlen(fail->text);
	if (first)
		snprintf(fail->text + used, sizeof fail->text - used, ": %s", words);
	return -1;
}

int
fail_hint(struct fail *fail, const char *format, ...)
{
	va_list args;

	if (fail->hint[0] != '\0')
		return -1;
	va_start(args, format);
	vsnprintf(fail->hint, sizeof fail->hint, format, args);
	va_end(args);
	return -1;
}
