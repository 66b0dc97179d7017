/*
 * Memory that is given back all at once: what lives as long as a run, or as long as one article,
 * has an arena and is never freed piece by piece.
 */
#ifndef TRANSFORM_ARENA_H
#define TRANSFORM_ARENA_H

#include "lib/std.h"

struct arena_block;

struct arena {
	struct arena_block *newest;
	struct arena_block *spare; /* of an earlier use */
	size_t spare_n;
};

#define ARENA_EMPTY ((struct arena){.newest = NULL})

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* A NUL-terminated copy. */
char *arena_text(struct arena *arena, struct span text);
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Gives back everything that was allocated, but keeps some memory for what comes next. */
void arena_reset(struct arena *arena);

/* Frees everything; the arena is empty and can be used again. */
void arena_release(struct arena *arena);

#endif
