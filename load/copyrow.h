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

/* A number of four bytes, a truth, the bytes of a uuid or the first of a hash, JSON. */
void copyrow_int4(struct buf *out, int32_t number);
void copyrow_bool(struct buf *out, bool truth);
void copyrow_uuid(struct buf *out, struct span text);
void copyrow_json(struct buf *out, struct span json);

/* JSON in pieces, which the caller puts in between. */
size_t copyrow_json_begin(struct buf *out);
void copyrow_json_end(struct buf *out, size_t from);

/* Whether JSON text has U+0000, which no jsonb takes. */
bool copyrow_has_nul(struct span json);

/* A member of a line; false, with part of it put, where it has U+0000 inside JSON. */
MUST_USE bool copyrow_cell(struct buf *out, const struct line *line, enum field_kind kind,
			   const struct cell *cell);

#endif
