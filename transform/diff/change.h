/* What becomes of one article, and telling it. */
#ifndef TRANSFORM_DIFF_CHANGE_H
#define TRANSFORM_DIFF_CHANGE_H

#include "lib/buf.h"
#include "lib/record.h"

#include "transform/diff/sections.h"

enum change_kind {
	CHANGE_NONE,
	CHANGE_ADDED,
	CHANGE_REMOVED,
	CHANGE_CHANGED,
	CHANGE_KINDS,
};

const char *change_name(enum change_kind kind);

struct change {
	enum change_kind kind;
	const struct record *was, *is; /* NULL: there is none; lent */
	struct sections before, after;
};

/* The change from one article to another, one of which may be NULL. */
void change_make(struct change *change, const struct record *was, const struct record *is);
void change_release(struct change *change);

/* As unified text; with colours for a terminal that has them. */
void change_tell(struct buf *out, const struct change *change, bool colours);

/* As one JSON object and a line feed. */
void change_tell_json(struct buf *out, const struct change *change);

/* Calls `each` with the name of every file of facts that is not the same for both, in order. */
void change_facts_files(const struct change *change, void (*each)(const char *name, void *context),
			void *context);

/* What the two have of the section at `at`; false where there is no such section in either. */
bool change_section(const struct change *change, size_t at, const struct section **before,
		    const struct section **after);

#endif
