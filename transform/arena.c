#include "transform/arena.h"

#include <stdalign.h>
#include <stdarg.h>

#include "lib/mem.h"

#define BLOCK_SIZE ((size_t)64 << 10) /* bytes; a story with its texts takes about one */
#define SMALL_TEXT 512                /* bytes; most printed texts are shorter */
#define SPARE_MAX 16                  /* blocks kept by arena_reset(): 1 MiB */

struct arena_block {
	struct arena_block *older;
	size_t used, size;
	alignas(max_align_t) char bytes[];
};

static struct arena_block *
take_block(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->spare;

	if (block != NULL && size == BLOCK_SIZE) {
		arena->spare = block->older;
		arena->spare_n--;
		return block;
	}
	block = must_malloc(sizeof *block + size);
	block->size = size;
	return block;
}

static struct arena_block *
new_block(struct arena *arena, size_t need)
{
	struct arena_block *block = take_block(arena, need > BLOCK_SIZE ? need : BLOCK_SIZE);

	block->older = arena->newest;
	block->used = 0;
	arena->newest = block;
	return block;
}

/* Room for `size` bytes, at a multiple of `align` (a power of two). */
static char *
take(struct arena *arena, size_t size, size_t align)
{
	struct arena_block *block = arena->newest;
	size_t at = block != NULL ? (block->used + align - 1) & ~(align - 1) : 0;

	if (block == NULL || at > block->size || block->size - at < size) {
		block = new_block(arena, size);
		at = 0;
	}
	block->used = at + size;
	return block->bytes + at;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size, alignof(max_align_t)), 0, size);
}

char *
arena_text(struct arena *arena, struct span text)
{
	char *copy = take(arena, text.n + 1, 1);

	if (text.n != 0)
		memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	return copy;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	char small[SMALL_TEXT];
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(small, sizeof small, format, args);
	va_end(args);
	if (n < 0)
		n = 0;
	if ((size_t)n < sizeof small)
		return arena_text(arena, (struct span){small, (size_t)n});
	text = take(arena, (size_t)n + 1, 1);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

void
arena_reset(struct arena *arena)
{
	while (arena->newest != NULL) {
		struct arena_block *block = arena->newest;

		arena->newest = block->older;
		if (block->size != BLOCK_SIZE || arena->spare_n == SPARE_MAX) {
			free(block);
			continue;
		}
		block->older = arena->spare;
		arena->spare = block;
		arena->spare_n++;
	}
}

static void
free_blocks(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void
arena_release(struct arena *arena)
{
	free_blocks(arena->newest);
	free_blocks(arena->spare);
	*arena = ARENA_EMPTY;
}
