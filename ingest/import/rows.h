/* Tables: comma, semicolon or tab separated text whose first line names the columns. */
#ifndef INGEST_ROWS_H
#define INGEST_ROWS_H

#include "ingest/import/document.h"
#include "ingest/import/walk.h"

/* The columns that the first line names; NULL where it is no such line. table_free() it. */
struct table *table_of(struct span head);
void table_free(struct table *table);

/*
 * Hands out each row below the first as the text of a JSON object {"column":"cell"}, all cells
 * as text, or as an array where it has another number of cells. A quote that never closes is a
 * cut.
 */
void rows_walk(struct walk *walk, struct window *window, const struct table *table, size_t hold);

#endif
