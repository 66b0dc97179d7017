/*
 * Sorting more than memory holds. An entry is a run of bytes; entries come out in the order of
 * their bytes, whatever the order and number of them and however much memory there is. What does
 * not fit goes to a temporary file as sorted runs, which are merged when they are read.
 */
#ifndef TRANSFORM_HARVEST_SORTER_H
#define TRANSFORM_HARVEST_SORTER_H

#include "lib/fail.h"

/* The memory that several sorters share. When it is full the one that holds most spills. */
struct pool;

/* `folder` is where temporary files go, as in tempfile_open(). */
struct pool *pool_new(size_t bytes, const char *folder);
void pool_free(struct pool *pool); /* after its sorters; NULL is fine */

struct sorter;

struct sorter *sorter_new(struct pool *pool);
void sorter_free(struct sorter *sorter); /* NULL is fine */

/* Adds an entry (copied). Not while the sorter is read. -1: EX_IOERR, nowhere to spill to. */
MUST_USE int sorter_add(struct sorter *sorter, struct span entry, struct fail *fail);

uint64_t sorter_count(const struct sorter *sorter);

/*
 * Reads from the first entry on; may be done again, and more may be added after sorter_close().
 * sorter_next() gives 1 and the next entry, lent until the next call; 0 at the end, -1.
 */
MUST_USE int sorter_read(struct sorter *sorter, struct fail *fail);
MUST_USE int sorter_next(struct sorter *sorter, struct span *entry, struct fail *fail);
void sorter_close(struct sorter *sorter);

/* Whether a comes before b, as a number for sorting. */
int entry_compare(struct span a, struct span b);

#endif
