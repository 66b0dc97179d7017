/*
 * Rows in the binary format of PostgreSQL's COPY (manual, "COPY", File Formats): no text is
 * escaped and no server setting changes the meaning. Pure; knows no connection.
 */
#ifndef LOAD_COPYROW_H
#define LOAD_COPYROW_H

#include "lib/record.h"

/* Where a row came from: the part of the input (from 0) and the line in that part (from 1). */
struct copy_place {
	uint64_t part;
	uint64_t line;
};

/* What goes before the rows of one COPY, and after them. */
void copyrow_header(struct buf *out);
void copyrow_trailer(struct buf *out);

/* A row by hand: its number of columns, then each of them. Text {NULL, 0} is NULL. */
void copyrow_start(struct buf *out, size_t columns);
void copyrow_int(struct buf *out, int64_t number);
void copyrow_text(struct buf *out, struct span text);

/*
 * A row of a good record: part, line, then the members in the order of records.def. With
 * `whole`, members of kind JSON are left out and the whole line follows as the last column,
 * jsonb. False, with *fault filled and `out` as it was, for what no database takes: U+0000
 * inside JSON, or more bytes than `out` may hold.
 */
MUST_USE bool copyrow_record(struct buf *out, const struct record *record, struct span line,
			     struct copy_place place, bool whole, struct record_fault *fault);

#endif
