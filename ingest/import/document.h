/*
 * A document: a file, or an entry of a container, before its items are read. What it is can be
 * told from its name and its first bytes.
 */
#ifndef INGEST_DOCUMENT_H
#define INGEST_DOCUMENT_H

#include "lib/buf.h"

struct document {
	const char *path;          /* as it is said to people and stands in raw's file; lent */
	struct span head;          /* its first bytes, without mark and guard; lent */
	bool whole;                /* the head is all of it */
	const struct table *table; /* its first line, where it is a table; else NULL */
};

/* The columns of a table, as its first line names them. */
struct table {
	char **columns;
	size_t n;
	char separator;
};

/* The part of the path after the last "/" or ": ". */
struct span document_name(const struct document *document);

/*
 * The member of the object that the document begins with, at its top; the value may be cut
 * where the head is. False where the head has no such member.
 */
MUST_USE bool document_member(const struct document *document, const char *key, struct span *value);

/* Whether the head's object has the member. */
bool document_has(const struct document *document, const char *key);

/* Whether the table has the column; false where the document is none. */
bool document_has_column(const struct document *document, const char *name);

/* Bytes to step over at the beginning: UTF-8's mark, a guard against being run as a script. */
size_t document_preamble(struct span head);

/*
 * Bytes of damaged lines that the head begins with, where what follows them is one JSON value a
 * line; 0 where the head is anything else.
 */
size_t document_damaged_lines(struct span head);

/* What it looks like, for a message about something nobody knows. */
void document_describe(struct buf *out, const struct document *document);

#endif
