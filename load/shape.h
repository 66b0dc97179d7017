/*
 * The rows that records become: what stands before their members, which members, and what after
 * them. Pure; knows no connection.
 */
#ifndef LOAD_SHAPE_H
#define LOAD_SHAPE_H

#include "load/copyrow.h"

/* What the columns of a row are; each is the COPY of sql/query/ that is named here. */
enum shape {
	SHAPE_MEMBERS,          /* copy_TYPE: place, all members */
	SHAPE_STORY,            /* copy_story: place, all members, hash of the line */
	SHAPE_STORY_STRAIGHT,   /* straight_story: all members, hash of the line */
	SHAPE_ALIAS,            /* straight_alias: the Graph id of a story, and its own */
	SHAPE_OWN,              /* copy_own: the ids of a story */
	SHAPE_ARTICLE,          /* copy_article: place, what a version keeps, the whole line */
	SHAPE_ARTICLE_STRAIGHT, /* straight_article: article, number, reason; the same */
	SHAPE_VERSION, /* copy_version: whether it goes straight, place, what is looked at */
};

/*
 * A row of a good record, with members in the order of records.def. A version goes straight unless
 * shape_stays() is told. False, with *fault filled and `out` as it was, for what no database
 * takes: U+0000 inside JSON, or more bytes than `out` may hold.
 */
MUST_USE bool shape_put(struct buf *out, const struct line *line, struct copy_place place,
			enum shape shape, struct record_fault *fault);

/*
 * Whether what the table and the stage of its keys refuse would be refused by the stage of its rows
 * too: there an article's lists need not be lists, and it may end before its start.
 */
bool shape_may_go_straight(const struct line *line);

/* Puts a row that was to go straight, which has either of these shapes, as one for the stage. */
void shape_to_stage(struct buf *out, enum shape straight, struct span row, struct copy_place place);

/* Turns a row of SHAPE_VERSION into one of a version that stays in the stage. */
void shape_stays(char *row);

#endif
