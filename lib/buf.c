#include "lib/buf.h"

#include <stdarg.h>

#include "lib/mem.h"

#define FIRST_SIZE 256 /* bytes */

void
buf_release(struct buf *buf)
{
	free(buf->p);
	*buf = BUF_MAX(buf->max);
}

void
buf_clear(struct buf *buf)
{
	buf->n = 0;
	buf->over = false;
	if (buf->p != NULL)
		buf->p[0] = '\0';
}

bool
buf_grow(struct buf *buf, size_t n)
{
	size_t cap;

	if (buf->over || n > buf->max || buf->n > buf->max - n) {
		buf->over = true;
		return false;
	}
	if (buf->n + n < buf->cap)
		return true;
	cap = buf->cap != 0 ? buf->cap : FIRST_SIZE;
	while (cap <= buf->n + n)
		cap *= 2;
	buf->p = must_realloc(buf->p, cap);
	buf->cap = cap;
	return true;
}

void
buf_put_growing(struct buf *buf, const void *bytes, size_t n)
{
	if (!buf_grow(buf, n))
		return;
	if (n != 0)
		memcpy(buf->p + buf->n, bytes, n);
	buf->n += n;
	buf->p[buf->n] = '\0';
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	char small[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(small, sizeof small, format, args);
	va_end(args);
	if (n < 0)
		return;
	if ((size_t)n < sizeof small) {
		buf_put(buf, small, (size_t)n);
		return;
	}
	if (!buf_grow(buf, (size_t)n))
		return;
	va_start(args, format);
	vsnprintf(buf->p + buf->n, (size_t)n + 1, format, args);
	va_end(args);
	buf->n += (size_t)n;
}

char *
buf_take(struct buf *buf)
{
	char *p = buf->p != NULL ? buf->p : must_strdup("");

	*buf = BUF_MAX(buf->max);
	return p;
}

const char *
buf_text(const struct buf *buf)
{
	return buf->p != NULL ? buf->p : "";
}

struct span
buf_span(const struct buf *buf)
{
	return (struct span){buf_text(buf), buf->n};
}
