/*
 * The shortest way from one list of pieces to another (Myers, "An O(ND) difference algorithm and
 * its variations", 1986). Pieces are lines or words; equal bytes are the same piece.
 */
#ifndef TRANSFORM_DIFF_MYERS_H
#define TRANSFORM_DIFF_MYERS_H

#include "lib/std.h"

enum edit_kind {
	EDIT_KEEP,   /* n pieces at a[from_a], the same as at b[from_b] */
	EDIT_REMOVE, /* n pieces at a[from_a] */
	EDIT_ADD,    /* n pieces at b[from_b] */
};

struct edit {
	enum edit_kind kind;
	size_t from_a, from_b, n;
};

struct edits {
	struct edit *list;
	size_t n, cap;
};

struct pieces {
	struct span *list;
	size_t n, cap;
};

/*
 * Fills the empty edits. Taken in order they use up all of a and make all of b; no two neighbours
 * are of one kind, and what is removed stands before what is added in its place. Where the two
 * differ in more than MYERS_STEPS_MAX pieces all between their common ends is replaced.
 */
#define MYERS_STEPS_MAX 1024 /* removals and additions: bounds memory (4 MiB) and time */
void edits_make(struct edits *edits, const struct pieces *a, const struct pieces *b);
void edits_release(struct edits *edits);

void pieces_put(struct pieces *pieces, struct span piece);
void pieces_release(struct pieces *pieces);

/* Appends the words of a text: runs of letters and digits, runs of blanks, other signs one by one.
 */
void pieces_put_words(struct pieces *pieces, struct span text);

#endif
