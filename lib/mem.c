#include "lib/mem.h"

#include <jansson.h>
#include <malloc.h>
#include <sysexits.h>
#include <unistd.h>

#define FIRST_CAP 16 /* items an array starts with */

/*
 * What was freed is kept for what comes next, up to so many bytes: to give it to the kernel and to
 * ask for it again takes ten times as long as the work on a short text (a detector of languages
 * wants some 200 kB a caption).
 */
#define KEEP_FREE (16 << 20)
#define FROM_KERNEL (4 << 20) /* bytes; as much at once comes from it, and goes back */

static NORETURN void
out_of_memory(void)
{
	static const char text[] = "storywire: out of memory\n";

	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(EX_OSERR);
	_exit(EX_OSERR);
}

void
mem_init(void)
{
	json_set_alloc_funcs(must_malloc, free);
	(void)mallopt(M_TRIM_THRESHOLD, KEEP_FREE);
	(void)mallopt(M_MMAP_THRESHOLD, FROM_KERNEL);
}

void *
must_malloc(size_t size)
{
	void *p = malloc(size != 0 ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
must_calloc(size_t count, size_t size)
{
	void *p = calloc(count != 0 ? count : 1, size != 0 ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *
must_realloc(void *old, size_t size)
{
	void *p = realloc(old, size != 0 ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

char *
must_strndup(const char *text, size_t n)
{
	char *copy = must_malloc(n + 1);

	memcpy(copy, text, n);
	copy[n] = '\0';
	return copy;
}

char *
must_strdup(const char *text)
{
	return must_strndup(text, strlen(text));
}

void *
mem_grow(void *array, size_t used, size_t *cap, size_t item_size)
{
	if (used < *cap)
		return array;
	*cap = *cap == 0 ? FIRST_CAP : *cap * 2;
	return must_realloc(array, *cap * item_size);
}
