/*
 * Memory that is there or the program is over: running out ends it with EX_OSERR and one
 * line on stderr. jansson is told to use the same allocator, since 2.14 reports some of its
 * own failed allocations as syntax errors.
 */
#ifndef LIB_MEM_H
#define LIB_MEM_H

#include "lib/std.h"

/* Call once, first thing in main(). */
void mem_init(void);

void *must_malloc(size_t size);
void *must_calloc(size_t count, size_t size);
void *must_realloc(void *old, size_t size);
char *must_strdup(const char *text);
char *must_strndup(const char *text, size_t n);

/*
 * Grows an array to hold one more than `used` items, doubling. The pointer may move.
 * Use: list = mem_grow(list, list_n, &list_cap, sizeof *list);
 */
void *mem_grow(void *array, size_t used, size_t *cap, size_t item_size);

#endif
