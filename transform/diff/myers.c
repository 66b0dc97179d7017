#include "transform/diff/myers.h"

#include <ctype.h>

#include "lib/mem.h"

/* The pieces between the common ends. */
struct middle {
	const struct span *a, *b;
	int64_t a_n, b_n;
	size_t from; /* pieces of the common start */
};

static bool
same(const struct span *a, const struct span *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0);
}

static void
put(struct edits *edits, enum edit_kind kind, size_t from_a, size_t from_b, size_t n)
{
	struct edit *last = edits->n != 0 ? &edits->list[edits->n - 1] : NULL;

	if (n == 0)
		return;
	if (last != NULL && last->kind == kind) {
		last->n += n;
		return;
	}
	edits->list = mem_grow(edits->list, edits->n, &edits->cap, sizeof *edits->list);
	edits->list[edits->n++] = (struct edit){kind, from_a, from_b, n};
}

/* Of round d the furthest points, by diagonal -d, -d + 2, ... d, begin at round * (round + 1) / 2.
 */
static size_t
round_start(int64_t d)
{
	return (size_t)(d * (d + 1) / 2);
}

static int64_t
furthest(const int32_t *points, int64_t d, int64_t diagonal)
{
	return points[round_start(d) + (size_t)((diagonal + d) / 2)];
}

/* Whether the way to this diagonal in round d came by an addition, from the diagonal above. */
static bool
came_by_adding(const int32_t *points, int64_t d, int64_t diagonal)
{
	if (diagonal == -d || diagonal == d)
		return diagonal == -d;
	return furthest(points, d - 1, diagonal - 1) < furthest(points, d - 1, diagonal + 1);
}

static int64_t
step(const int32_t *points, int64_t d, int64_t diagonal)
{
	if (d == 0)
		return 0;
	return came_by_adding(points, d, diagonal) ? furthest(points, d - 1, diagonal + 1)
						   : furthest(points, d - 1, diagonal - 1) + 1;
}

/* The number of removals and additions, with the points of all rounds; -1 where it is too many. */
static int64_t
search(const struct middle *middle, int32_t **points)
{
	for (int64_t d = 0; d <= MYERS_STEPS_MAX; d++) {
		*points = must_realloc(*points, round_start(d + 1) * sizeof **points);
		for (int64_t diagonal = -d; diagonal <= d; diagonal += 2) {
			int64_t x = step(*points, d, diagonal), y = x - diagonal;

			while (x < middle->a_n && y < middle->b_n &&
			       same(&middle->a[x], &middle->b[y])) {
				x++;
				y++;
			}
			(*points)[round_start(d) + (size_t)((diagonal + d) / 2)] = (int32_t)x;
			if (x >= middle->a_n && y >= middle->b_n)
				return d;
		}
	}
	return -1;
}

/* Walks back from the end; kinds[] gets one entry a piece, from its end. */
static size_t
walk_back(const struct middle *middle, const int32_t *points, int64_t d, enum edit_kind *kinds)
{
	int64_t x = middle->a_n, y = middle->b_n;
	size_t n = 0;

	for (; d > 0; d--) {
		bool adds = came_by_adding(points, d, x - y);
		int64_t start = furthest(points, d - 1, adds ? x - y + 1 : x - y - 1);
		int64_t after = adds ? start : start + 1;

		for (; x > after; x--, y--)
			kinds[n++] = EDIT_KEEP;
		kinds[n++] = adds ? EDIT_ADD : EDIT_REMOVE;
		if (adds)
			y--;
		else
			x--;
	}
	for (; x > 0; x--)
		kinds[n++] = EDIT_KEEP;
	return n;
}

/* Between two kept pieces all that is removed goes before what is added. */
static void
put_kinds(struct edits *edits, const struct middle *middle, const enum edit_kind *kinds, size_t n)
{
	size_t a = middle->from, b = a;

	while (n > 0) {
		size_t keeps = 0, removes = 0, adds = 0;

		for (; n > 0 && kinds[n - 1] == EDIT_KEEP; n--)
			keeps++;
		put(edits, EDIT_KEEP, a, b, keeps);
		for (; n > 0 && kinds[n - 1] != EDIT_KEEP; n--)
			*(kinds[n - 1] == EDIT_ADD ? &adds : &removes) += 1;
		a += keeps;
		b += keeps;
		put(edits, EDIT_REMOVE, a, b, removes);
		a += removes;
		put(edits, EDIT_ADD, a, b, adds);
		b += adds;
	}
}

static void
put_middle(struct edits *edits, const struct middle *middle)
{
	size_t from = middle->from, a_n = (size_t)middle->a_n, b_n = (size_t)middle->b_n;
	int32_t *points = NULL;
	int64_t d = a_n == 0 || b_n == 0 ? -1 : search(middle, &points);

	if (d < 0) {
		put(edits, EDIT_REMOVE, from, from, a_n);
		put(edits, EDIT_ADD, from + a_n, from, b_n);
	} else {
		enum edit_kind *kinds = must_calloc(a_n + b_n + 1, sizeof *kinds);

		put_kinds(edits, middle, kinds, walk_back(middle, points, d, kinds));
		free(kinds);
	}
	free(points);
}

void
edits_make(struct edits *edits, const struct pieces *a, const struct pieces *b)
{
	size_t start = 0, end = 0;
	struct middle middle;

	while (start < a->n && start < b->n && same(&a->list[start], &b->list[start]))
		start++;
	while (end < a->n - start && end < b->n - start &&
	       same(&a->list[a->n - 1 - end], &b->list[b->n - 1 - end]))
		end++;
	middle = (struct middle){
	    .a = a->n != 0 ? a->list + start : NULL,
	    .b = b->n != 0 ? b->list + start : NULL,
	    .a_n = (int64_t)(a->n - start - end),
	    .b_n = (int64_t)(b->n - start - end),
	    .from = start,
	};
	put(edits, EDIT_KEEP, 0, 0, start);
	put_middle(edits, &middle);
	put(edits, EDIT_KEEP, a->n - end, b->n - end, end);
}

void
edits_release(struct edits *edits)
{
	free(edits->list);
	*edits = (struct edits){.n = 0};
}

void
pieces_put(struct pieces *pieces, struct span piece)
{
	pieces->list = mem_grow(pieces->list, pieces->n, &pieces->cap, sizeof *pieces->list);
	pieces->list[pieces->n++] = piece;
}

void
pieces_release(struct pieces *pieces)
{
	free(pieces->list);
	*pieces = (struct pieces){.n = 0};
}

enum sign {
	SIGN_WORD, /* letters and digits; any byte of a character beyond ASCII */
	SIGN_BLANK,
	SIGN_OTHER,
};

static enum sign
sign_of(char c)
{
	unsigned char byte = (unsigned char)c;

	if (byte >= 0x80 || isalnum(byte))
		return SIGN_WORD;
	return byte == ' ' || byte == '\t' || byte == '\n' ? SIGN_BLANK : SIGN_OTHER;
}

void
pieces_put_words(struct pieces *pieces, struct span text)
{
	for (size_t at = 0, end; at < text.n; at = end) {
		enum sign sign = sign_of(text.p[at]);

		end = at + 1;
		while (sign != SIGN_OTHER && end < text.n && sign_of(text.p[end]) == sign)
			end++;
		pieces_put(pieces, (struct span){text.p + at, end - at});
	}
}
