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

/* What the columns of a row are; each is the COPY of sql/query/ that is named here. */
enum copyrow_shape {
	COPYROW_MEMBERS,          /* copy_TYPE: place, all members */
	COPYROW_STORY,            /* copy_story: place, all members, hash of the line */
	COPYROW_STORY_STRAIGHT,   /* straight_story: all members, hash of the line */
	COPYROW_ALIAS,            /* straight_alias: the Graph id of a story, and its own */
	COPYROW_OWN,              /* copy_own: the ids of a story */
	COPYROW_ARTICLE,          /* copy_article: place, what a version keeps, the whole line */
	COPYROW_ARTICLE_STRAIGHT, /* straight_article: settled as the first, what a version keeps...
				   */
	COPYROW_VERSION, /* copy_version: whether it goes straight, place, what is looked at */
};

/*
 * A row of a good record, with members in the order of records.def. A version goes straight unless
 * copyrow_stays() is told. False, with *fault filled and `out` as it was, for what no database
 * takes: U+0000 inside JSON, or more bytes than `out` may hold.
 */
MUST_USE bool copyrow_line(struct buf *out, const struct line *line, struct copy_place place,
			   enum copyrow_shape shape, struct record_fault *fault);

/* Whether the tables would take what the stage takes: there an article's lists need not be lists.
 */
bool copyrow_may_go_straight(const struct line *line);

/* Puts a row that was to go straight, which has either of these shapes, as one for the stage. */
void copyrow_to_stage(struct buf *out, enum copyrow_shape straight, struct span row,
		      struct copy_place place);

/* Turns a row of COPYROW_VERSION into one of a version that stays in the stage. */
void copyrow_stays(char *row);

#endif
