#include "ingest/import/window.h"

#include <unistd.h>

#include "lib/mem.h"

#define BLOCK ((size_t)256 << 10) /* bytes a read; few calls, and still in the cache */

struct window
window_on(struct source *source, struct fail *fail)
{
	return (struct window){.source = source, .fail = fail};
}

void
window_release(struct window *window)
{
	free(window->p);
	*window = (struct window){.source = NULL};
}

/* Forgets what lies behind, and finds room for a block. */
static void
make_room(struct window *window)
{
	size_t held = window->end - window->at;

	if (window->at != 0) {
		memmove(window->p, window->p + window->at, held);
		window->base += window->at;
		window->at = 0;
		window->end = held;
	}
	if (window->cap - held >= BLOCK)
		return;
	window->cap = window->cap + window->cap / 2 + BLOCK;
	window->p = must_realloc(window->p, window->cap);
}

bool
window_more(struct window *window, size_t max)
{
	ssize_t n;

	if (window->over || window->end - window->at >= max)
		return false;
	if (window->cap - window->end < BLOCK)
		make_room(window);
	n = window->source->read(window->source, window->p + window->end, BLOCK, window->fail);
	window->over = n <= 0;
	window->end += n > 0 ? (size_t)n : 0;
	return n > 0;
}

struct span
window_head(struct window *window, size_t n)
{
	while (window_more(window, n))
		;
	return (struct span){window->p + window->at, window->end - window->at};
}

uint64_t
window_offset(const struct window *window)
{
	return window->base + window->at;
}

bool
window_seek(struct window *window, int64_t offset, int whence)
{
	struct source *source = window->source;
	int64_t at;

	if (whence == SEEK_CUR) {
		offset += (int64_t)window_offset(window);
		whence = SEEK_SET;
	}
	at = source->seek != NULL ? source->seek(source, offset, whence) : -1;
	if (at < 0)
		return false;
	window->at = window->end = 0;
	window->base = (uint64_t)at;
	window->over = false;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

int
window_peek(struct window *window)
{
	do {
		for (; window->at < window->end; window->at++)
			if (!is_blank(window->p[window->at]))
				return (unsigned char)window->p[window->at];
	} while (window_more(window, 1));
	return -1;
}

/* Where a search for the end of a value has come to; offsets are from p[at]. */
struct scan {
	size_t done;
	size_t depth;
	bool string;
};

/* Within a string: past its closing quote, or as far as there are bytes. */
static void
scan_string(struct scan *scan, const char *p, size_t n)
{
	const char *hit, *run;

	while (scan->done < n) {
		hit = memchr(p + scan->done, '"', n - scan->done);
		if (hit == NULL) {
			scan->done = n;
			return;
		}
		for (run = hit; run[-1] == '\\'; run--)
			;
		scan->done = (size_t)(hit - p) + 1;
		if ((hit - run) % 2 == 0) {
			scan->string = false;
			return;
		}
	}
}

/* Bytes that count outside of strings: 1 opens, 2 closes, 3 is a quote. */
static const unsigned char structure[256] = {
    ['{'] = 1, ['['] = 1, ['}'] = 2, [']'] = 2, ['"'] = 3,
};

/* True where the value ends before n. */
static bool
scan_to_end(struct scan *scan, const char *p, size_t n)
{
	while (scan->done < n) {
		if (scan->string) {
			scan_string(scan, p, n);
			if (scan->string)
				return false;
		} else {
			unsigned char what = structure[(unsigned char)p[scan->done++]];

			if (what == 0)
				continue;
			scan->depth += what == 1;
			scan->depth -= what == 2;
			scan->string = what == 3;
		}
		if (scan->depth == 0 && !scan->string)
			return true;
	}
	return false;
}

static bool
ends_scalar(char c)
{
	return c != '\0' && strchr(" \t\n\r,]}:\"[{", c) != NULL;
}

static enum window_got
take(struct window *window, size_t n, struct span *value)
{
	*value = (struct span){window->p + window->at, n};
	window->at += n;
	return HELD_WHOLE;
}

/* A number or word; it may end with the bytes. */
static enum window_got
take_scalar(struct window *window, size_t max, struct span *value)
{
	size_t n = 0;

	do {
		for (; window->at + n < window->end; n++)
			if (ends_scalar(window->p[window->at + n]))
				return n == 0 ? HELD_NONE : take(window, n, value);
	} while (window_more(window, max));
	if (!window->over)
		return HELD_LARGE;
	return n == 0 ? HELD_NONE : take(window, n, value);
}

enum window_got
window_value(struct window *window, size_t max, struct span *value)
{
	struct scan scan = {.done = 0};
	int first = window_peek(window);

	if (first != '{' && first != '[' && first != '"')
		return take_scalar(window, max, value);
	do {
		if (scan_to_end(&scan, window->p + window->at, window->end - window->at))
			return scan.done > max ? HELD_LARGE : take(window, scan.done, value);
	} while (window_more(window, max));
	return window->over ? HELD_CUT : HELD_LARGE;
}

bool
window_skip_string(struct window *window)
{
	bool escaped = false;

	window->at++;
	do {
		for (; window->at < window->end; window->at++) {
			if (!escaped && window->p[window->at] == '"') {
				window->at++;
				return true;
			}
			escaped = !escaped && window->p[window->at] == '\\';
		}
	} while (window_more(window, 1));
	return false;
}
