/*
 * A growing byte buffer with a ceiling. Going over the ceiling does not grow it further: the
 * buffer remembers that it is over, and the one who finishes it asks once.
 */
#ifndef LIB_BUF_H
#define LIB_BUF_H

#include "lib/std.h"

struct buf {
	char *p;  /* NUL-terminated once anything was put; NULL before */
	size_t n; /* bytes in use, without the NUL */
	size_t cap;
	size_t max; /* the ceiling in bytes */
	bool over;  /* something did not fit; the content is not whole */
};

#define BUF_MAX(limit) ((struct buf){.max = (limit)})

/* Gives back the memory; the buffer can be used again. */
void buf_release(struct buf *buf);

/* Empties it and keeps the memory. */
void buf_clear(struct buf *buf);

/* Makes room for n more bytes and the NUL; false when that would pass the ceiling. */
bool buf_grow(struct buf *buf, size_t n);

/* Whether there is that room, made where it was not. */
static inline bool
buf_room(struct buf *buf, size_t n)
{
	return (!buf->over && n < buf->cap - buf->n && n <= buf->max - buf->n) || buf_grow(buf, n);
}

/* As buf_put(), where there may be no room yet. */
void buf_put_growing(struct buf *buf, const void *bytes, size_t n);

/* Writers put a few bytes at a time, so that the call would be most of the cost. */
static inline void
buf_put(struct buf *buf, const void *bytes, size_t n)
{
	if (buf->over || bytes == NULL || n >= buf->cap - buf->n || n > buf->max - buf->n) {
		buf_put_growing(buf, bytes, n);
		return;
	}
	memcpy(buf->p + buf->n, bytes, n);
	buf->n += n;
	buf->p[buf->n] = '\0';
}

static inline void
buf_puts(struct buf *buf, const char *text)
{
	buf_put(buf, text, strlen(text));
}

static inline void
buf_putc(struct buf *buf, char c)
{
	buf_put(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* Hands the bytes (never NULL) to the caller, who frees them; the buffer is empty then. */
char *buf_take(struct buf *buf);

/* The content; never NULL. */
const char *buf_text(const struct buf *buf);

struct span buf_span(const struct buf *buf);

#endif
