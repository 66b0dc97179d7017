#include "transform/harvest/sorter.h"

#include <endian.h>

#include "lib/mem.h"

#include "transform/harvest/run_file.h"

#define BLOCK_MAX ((size_t)1 << 20)         /* bytes: few enough that a pool is many of them */
#define BLOCK_MIN ((size_t)4 << 10)         /* bytes */
#define BLOCKS_A_POOL 32                    /* at least, unless the pool is tiny */
#define ITEM_COST (2 * sizeof(struct item)) /* bytes: the list, and what qsort() needs for it */

struct item {
	struct span entry;
	uint64_t key; /* while they are sorted: eight bytes that tell most of them apart */
};

struct block {
	struct block *older;
	size_t size;
	char bytes[];
};

struct pool {
	size_t limit, used; /* bytes */
	size_t block_size;
	const char *folder;
	struct block *spare;
	struct sorter *sorters;
};

struct sorter {
	struct pool *pool;
	struct sorter *next;
	uint64_t count;
	/* in memory */
	struct block *blocks; /* the newest first; `filled` bytes of it are taken */
	size_t filled;
	size_t used; /* bytes of the pool */
	struct item *items;
	size_t items_n, items_cap;
	/* in the file */
	struct run_file *file;
	/* being read */
	bool reading;
	size_t at;
	struct merge *merge;
};

struct pool *
pool_new(size_t bytes, const char *folder)
{
	struct pool *pool = must_calloc(1, sizeof *pool);

	pool->limit = bytes;
	pool->folder = folder;
	pool->block_size = bytes / BLOCKS_A_POOL;
	if (pool->block_size > BLOCK_MAX)
		pool->block_size = BLOCK_MAX;
	if (pool->block_size < BLOCK_MIN)
		pool->block_size = BLOCK_MIN;
	return pool;
}

static void
free_blocks(struct block *block)
{
	while (block != NULL) {
		struct block *older = block->older;

		free(block);
		block = older;
	}
}

void
pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	free_blocks(pool->spare);
	free(pool);
}

struct sorter *
sorter_new(struct pool *pool)
{
	struct sorter *sorter = must_calloc(1, sizeof *sorter);

	sorter->pool = pool;
	sorter->next = pool->sorters;
	pool->sorters = sorter;
	return sorter;
}

/* Gives the memory back to the pool: blocks of the usual size are kept for the others. */
static void
empty(struct sorter *sorter)
{
	struct pool *pool = sorter->pool;

	while (sorter->blocks != NULL) {
		struct block *block = sorter->blocks;

		sorter->blocks = block->older;
		if (block->size == pool->block_size) {
			block->older = pool->spare;
			pool->spare = block;
		} else {
			free(block);
		}
	}
	free(sorter->items);
	sorter->items = NULL;
	sorter->items_n = sorter->items_cap = 0;
	pool->used -= sorter->used;
	sorter->used = 0;
}

void
sorter_free(struct sorter *sorter)
{
	struct sorter **link;

	if (sorter == NULL)
		return;
	sorter_close(sorter);
	empty(sorter);
	run_file_free(sorter->file);
	for (link = &sorter->pool->sorters; *link != sorter; link = &(*link)->next)
		;
	*link = sorter->next;
	free(sorter);
}

uint64_t
sorter_count(const struct sorter *sorter)
{
	return sorter->count;
}

int
entry_compare(struct span a, struct span b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

static int
by_key(const void *left, const void *right)
{
	const struct item *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return entry_compare(a->entry, b->entry);
}

/* The bytes with which all entries begin. */
static size_t
shared_start(const struct item *items, size_t n)
{
	struct span first = items[0].entry;
	size_t shared = first.n;

	for (size_t i = 1; i < n && shared != 0; i++) {
		struct span entry = items[i].entry;
		size_t at = 0;

		while (at < shared && at < entry.n && entry.p[at] == first.p[at])
			at++;
		shared = at;
	}
	return shared;
}

/* The bytes from there on as a number that sorts as they do; NUL for those that are not there. */
static uint64_t
key_at(struct span entry, size_t from)
{
	size_t left = entry.n - from;
	uint64_t key = 0;

	memcpy(&key, entry.p + from, left < sizeof key ? left : sizeof key);
	return be64toh(key);
}

/* Most are told apart by the list alone: looking at the entries costs a cache miss each. */
static void
sort_items(struct sorter *sorter)
{
	struct item *items = sorter->items;
	size_t shared;

	if (sorter->items_n == 0)
		return;
	shared = shared_start(items, sorter->items_n);
	for (size_t i = 0; i < sorter->items_n; i++)
		items[i].key = key_at(items[i].entry, shared);
	qsort(items, sorter->items_n, sizeof *items, by_key);
}

/* Moves what is in memory to the file, as a run. */
static int
spill(struct sorter *sorter, struct fail *fail)
{
	if (sorter->items_n == 0)
		return 0;
	if (sorter->file == NULL)
		sorter->file = run_file_new(sorter->pool->folder, fail);
	if (sorter->file == NULL)
		return -1;
	sort_items(sorter);
	for (size_t i = 0; i < sorter->items_n; i++)
		if (run_put(sorter->file, sorter->items[i].entry, fail) < 0)
			return -1;
	empty(sorter);
	return run_end(sorter->file, fail);
}

/* One that is being read keeps its memory: it may be half of the pool's at most by then. */
static int
relieve(struct pool *pool, struct fail *fail)
{
	struct sorter *most = NULL;

	for (struct sorter *s = pool->sorters; s != NULL; s = s->next)
		if (!s->reading && (most == NULL || s->used > most->used))
			most = s;
	return most != NULL ? spill(most, fail) : 0;
}

static void
charge(struct sorter *sorter, size_t bytes)
{
	sorter->used += bytes;
	sorter->pool->used += bytes;
}

static struct block *
take_block(struct pool *pool, size_t need)
{
	struct block *block = pool->spare;
	size_t size = need > pool->block_size ? need : pool->block_size;

	if (block != NULL && size == pool->block_size) {
		pool->spare = block->older;
		return block;
	}
	block = must_malloc(sizeof *block + size);
	block->size = size;
	return block;
}

int
sorter_add(struct sorter *sorter, struct span entry, struct fail *fail)
{
	struct block *block = sorter->blocks;

	if (block == NULL || block->size - sorter->filled < entry.n) {
		if (sorter->pool->used > sorter->pool->limit && relieve(sorter->pool, fail) < 0)
			return -1;
		block = take_block(sorter->pool, entry.n);
		block->older = sorter->blocks;
		sorter->blocks = block;
		sorter->filled = 0;
		charge(sorter, block->size);
	}
	memcpy(block->bytes + sorter->filled, entry.p, entry.n);
	sorter->items =
	    mem_grow(sorter->items, sorter->items_n, &sorter->items_cap, sizeof *sorter->items);
	sorter->items[sorter->items_n++] =
	    (struct item){.entry = {block->bytes + sorter->filled, entry.n}};
	sorter->filled += entry.n;
	sorter->count++;
	charge(sorter, ITEM_COST);
	return 0;
}

static int
next_in_memory(void *context, struct span *entry, struct fail *fail)
{
	struct sorter *sorter = context;

	(void)fail;
	if (sorter->at == sorter->items_n)
		return 0;
	*entry = sorter->items[sorter->at++].entry;
	return 1;
}

int
sorter_read(struct sorter *sorter, struct fail *fail)
{
	if (sorter->used > sorter->pool->limit / 2 && spill(sorter, fail) < 0)
		return -1;
	sort_items(sorter);
	sorter->at = 0;
	sorter->reading = true;
	if (sorter->file != NULL)
		sorter->merge = merge_new(sorter->file, next_in_memory, sorter, fail);
	return sorter->file == NULL || sorter->merge != NULL ? 0 : -1;
}

int
sorter_next(struct sorter *sorter, struct span *entry, struct fail *fail)
{
	return sorter->merge != NULL ? merge_next(sorter->merge, entry, fail)
				     : next_in_memory(sorter, entry, fail);
}

void
sorter_close(struct sorter *sorter)
{
	merge_free(sorter->merge);
	sorter->merge = NULL;
	sorter->reading = false;
}
