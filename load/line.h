/*
 * A record as the loader needs it: the text of each member, ready for a column. Lines of the kind
 * our own stages write are read without a tree (load/scan.h); all others by lib/record.h, which is
 * the judge: what is good or bad, and why, does not depend on the way (tests hold them together).
 */
#ifndef LOAD_LINE_H
#define LOAD_LINE_H

#include "lib/record.h"

/*
 * One member; text.p is NULL where it is absent. Text kinds: the text, escapes resolved. IDS and
 * JSON: the JSON as it stands. number: of INT, BOOL (0, 1), TIME and DATE (ms), IDS (how many).
 */
struct cell {
	struct span text;
	int64_t number;
	struct span member; /* name and value as they stand in a line that is read without a tree */
};

#define LINE_MADE_MAX 48 /* texts of one record that do not stand in its line; a member each */

struct line {
	enum record_id id;
	struct span text; /* the whole line, lent */
	struct cell cells[RECORD_FIELDS_MAX];
	bool plain;       /* read without a tree: no U+0000 anywhere */
	bool others;      /* it has members that are no fields */
	struct buf space; /* escapes resolved; never moves while a line is held */
	json_t *root;     /* owned; NULL where plain */
	char *made[LINE_MADE_MAX];
	size_t made_n;
};

void line_init(struct line *line);
void line_release(struct line *line);

/* Reads a line, and forgets the one before; `text` is lent until then. As record_read(). */
enum record_read line_read(struct line *line, struct span text, struct record_fault *fault);

/* A member of the line's own type; for FIELD_NONE an absent one. */
const struct cell *line_cell(const struct line *line, enum field_id field);

#endif
