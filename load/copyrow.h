/*
 * Rows in the binary format of PostgreSQL's COPY (manual, "COPY", File Formats): no text is
 * escaped and no server setting changes the meaning. Pure; knows no connection.
 */
#ifndef LOAD_COPYROW_H
#define LOAD_COPYROW_H

#include "load/line.h"

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

/* What follows the members of a record. */
enum copyrow_tail {
	COPYROW_MEMBERS, /* nothing */
	COPYROW_WHOLE,   /* the whole line, jsonb */
	COPYROW_HASH,    /* the first 128 bits of the SHA-256 of the line, uuid */
};

/*
 * A row of a good record: part, line, then the members in the order of records.def, and the tail.
 * With the whole line, only those members are told that sql/query/copy_article.sql names. False,
 * with *fault filled and `out` as it was, for what no database takes: U+0000 inside JSON, or more
 * bytes than `out` may hold.
 */
MUST_USE bool copyrow_line(struct buf *out, const struct line *line, struct copy_place place,
			   enum copyrow_tail tail, struct record_fault *fault);

#endif
