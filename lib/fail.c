#include "lib/fail.h"

#include <errno.h>
#include <stdarg.h>

int
fail_set(struct fail *fail, int status, const char *format, ...)
{
	va_list args;

	if (fail->status != EX_OK)
		return -1;
	fail->status = status;
	va_start(args, format);
	vsnprintf(fail->text, sizeof fail->text, format, args);
	va_end(args);
	return -1;
}

int
fail_errno(struct fail *fail, int status, const char *format, ...)
{
	int number = errno;
	va_list args;
	size_t used;

	if (fail->status != EX_OK)
		return -1;
	fail->status = status;
	va_start(args, format);
	vsnprintf(fail->text, sizeof fail->text, format, args);
	va_end(args);
	used = strlen(fail->text);
	snprintf(fail->text + used, sizeof fail->text - used, ": %s", strerror(number));
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
