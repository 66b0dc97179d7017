#include "transform/arena.h"

#include <stdalign.h>
#include <stdarg.h>

#include "lib/mem.h"

#define BLOCK_SIZE ((size_t)64 << 10) /* bytes; a story with its texts takes about one */

struct arena_block {
	struct arena_block *older;
	size_t used, size;
	alignas(max_align_t) char bytes[];
};

static struct arena_block *
new_block(struct arena *arena, size_t need)
{
	size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
	struct arena_block *block = must_malloc(sizeof *block + size);

	block->older = arena->newest;
	block->used = 0;
	block->size = size;
	arena->newest = block;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->newest;
	size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	void *p;

	if (block == NULL || block->size - block->used < rounded)
		block = new_block(arena, rounded);
	p = block->bytes + block->used;
	block->used += rounded;
	return memset(p, 0, rounded);
}

char *
arena_text(struct arena *arena, struct span text)
{
	char *copy = arena_alloc(arena, text.n + 1);

	if (text.n != 0)
		memcpy(copy, text.p, text.n);
	return copy;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		return arena_alloc(arena, 1);
	text = arena_alloc(arena, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

void
arena_release(struct arena *arena)
{
	while (arena->newest != NULL) {
		struct arena_block *block = arena->newest;

		arena->newest = block->older;
		free(block);
	}
}
