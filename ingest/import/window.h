/*
 * A window that moves over a source: it holds the bytes in hand, grows as far as one value
 * needs, and forgets what lies behind. So the memory an import takes is that of its largest
 * item, whatever the size of the file.
 */
#ifndef INGEST_WINDOW_H
#define INGEST_WINDOW_H

#include "ingest/import/source.h"

struct window {
	struct source *source; /* lent */
	struct fail *fail;     /* lent; where reading fails, which also ends the bytes */
	char *p;               /* owned; in hand is p[at] up to p[end] */
	size_t at, end, cap;
	uint64_t base; /* what lies before p[0] */
	bool over;     /* the source has nothing more */
};

struct window window_on(struct source *source, struct fail *fail);
void window_release(struct window *window);

/*
 * Brings more into hand, unless `max` bytes are there; what is in hand may move. False where
 * nothing was added.
 */
bool window_more(struct window *window, size_t max);

/* In hand: at least `n` bytes, or all there are. */
struct span window_head(struct window *window, size_t n);

/* How far the window has come: bytes before p[at]. */
uint64_t window_offset(const struct window *window);

/* Goes elsewhere in a source that can seek, as lseek(2); false where it cannot. */
bool window_seek(struct window *window, int64_t offset, int whence);

enum window_got {
	HELD_WHOLE, /* the value is in hand, and taken */
	HELD_LARGE, /* it is larger than `max`; nothing is taken */
	HELD_CUT,   /* the bytes end within it; nothing is taken, all there is is in hand */
	HELD_NONE,  /* no value begins here */
};

/* Takes the JSON value that begins at p[at]; lent until the window moves. */
enum window_got window_value(struct window *window, size_t max, struct span *value);

/* Steps over blanks, and gives the next byte without taking it; -1 at the end. */
int window_peek(struct window *window);

/* Steps over the string that begins at p[at], however large; false where the bytes end in it. */
bool window_skip_string(struct window *window);

#endif
