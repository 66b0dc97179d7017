/*
 * The shortest way from one list to another: taken in order it makes the new list out of the old
 * one, is as short as the longest common subsequence allows, and bears lists of any size.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"

#include "transform/diff/myers.h"

#define LISTS 4000 /* generated pairs; a failure prints the seed */
#define LIST_MAX 24

static uint64_t state;

static size_t
roll(size_t sides)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (size_t)(state >> 33) % sides;
}

static void
fill(struct pieces *pieces, size_t n, size_t letters)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz";

	for (size_t i = 0; i < n; i++)
		pieces_put(pieces, (struct span){alphabet + roll(letters), 1});
}

static bool
same(struct span a, struct span b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

/* Applies the edits to a, checks each against both lists, and that the result is b. */
static void
check_applies(const struct edits *edits, const struct pieces *a, const struct pieces *b)
{
	size_t at_a = 0, at_b = 0;

	for (size_t e = 0; e < edits->n; e++) {
		const struct edit *edit = &edits->list[e];

		assert_true(edit->n != 0);
		if (e != 0)
			assert_true(edit->kind != edits->list[e - 1].kind);
		if (e != 0 && edit->kind == EDIT_REMOVE)
			assert_int_equal(edits->list[e - 1].kind, EDIT_KEEP);
		for (size_t i = 0; i < edit->n && edit->kind == EDIT_KEEP; i++)
			assert_true(same(a->list[at_a + i], b->list[at_b + i]));
		if (edit->kind != EDIT_ADD) {
			assert_int_equal(edit->from_a, at_a);
			at_a += edit->n;
		}
		if (edit->kind != EDIT_REMOVE) {
			assert_int_equal(edit->from_b, at_b);
			at_b += edit->n;
		}
	}
	assert_int_equal(at_a, a->n);
	assert_int_equal(at_b, b->n);
}

static size_t
kept(const struct edits *edits)
{
	size_t n = 0;

	for (size_t e = 0; e < edits->n; e++)
		n += edits->list[e].kind == EDIT_KEEP ? edits->list[e].n : 0;
	return n;
}

/* The longest common subsequence by the textbook's table: slow, and of another make. */
static size_t
longest_common(const struct pieces *a, const struct pieces *b)
{
	size_t table[LIST_MAX + 1][LIST_MAX + 1] = {{0}};

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++) {
			size_t left = table[i + 1][k], up = table[i][k + 1];

			table[i + 1][k + 1] = left > up ? left : up;
			if (same(a->list[i], b->list[k]))
				table[i + 1][k + 1] = table[i][k] + 1;
		}
	return table[a->n][b->n];
}

static void
test_any_two_lists(void **unused)
{
	(void)unused;
	for (uint64_t seed = 0; seed < LISTS; seed++) {
		struct pieces a = {.n = 0}, b = {.n = 0};
		struct edits edits = {.n = 0};

		state = seed;
		fill(&a, roll(LIST_MAX + 1), 1 + roll(6));
		fill(&b, roll(LIST_MAX + 1), 1 + roll(6));
		edits_make(&edits, &a, &b);
		check_applies(&edits, &a, &b);
		if (kept(&edits) != longest_common(&a, &b))
			print_message("# seed %u\n", (unsigned)seed);
		assert_int_equal(kept(&edits), longest_common(&a, &b));
		edits_release(&edits);
		pieces_release(&a);
		pieces_release(&b);
	}
}

/* More differences than are searched for: still right, if not the shortest. */
static void
test_many_differences(void **unused)
{
	struct pieces a = {.n = 0}, b = {.n = 0};
	struct edits edits = {.n = 0};

	(void)unused;
	state = 1;
	fill(&a, 5000, 26);
	fill(&b, 7000, 26);
	a.list[0] = b.list[0];
	a.list[a.n - 1] = b.list[b.n - 1];
	edits_make(&edits, &a, &b);
	check_applies(&edits, &a, &b);
	assert_true(edits.n >= 4);
	edits_release(&edits);
	pieces_release(&a);
	pieces_release(&b);
}

static void
test_no_lists(void **unused)
{
	struct pieces none = {.n = 0}, one = {.n = 0};
	struct edits edits = {.n = 0};

	(void)unused;
	edits_make(&edits, &none, &none);
	assert_int_equal(edits.n, 0);
	pieces_put(&one, SPAN("a"));
	edits_make(&edits, &none, &one);
	assert_int_equal(edits.n, 1);
	assert_int_equal(edits.list[0].kind, EDIT_ADD);
	edits_release(&edits);
	edits_make(&edits, &one, &none);
	assert_int_equal(edits.list[0].kind, EDIT_REMOVE);
	edits_release(&edits);
	pieces_release(&one);
}

/* Words put one after the other are the text again, whatever its bytes. */
static void
test_words_are_the_text(void **unused)
{
	char text[64], again[64];

	(void)unused;
	state = 7;
	for (int round = 0; round < 2000; round++) {
		struct pieces words = {.n = 0};
		size_t n = roll(sizeof text), used = 0;

		for (size_t i = 0; i < n; i++)
			text[i] = (char)roll(256);
		pieces_put_words(&words, (struct span){text, n});
		for (size_t i = 0; i < words.n; i++) {
			memcpy(again + used, words.list[i].p, words.list[i].n);
			used += words.list[i].n;
		}
		assert_int_equal(used, n);
		assert_memory_equal(text, again, n);
		pieces_release(&words);
	}
}

static void
test_words(void **unused)
{
	static const char *const want[] = {"Kim", ",", " ", "42", ",", " ", "wr\xc3\xb6te", ":"};
	struct pieces words = {.n = 0};

	(void)unused;
	pieces_put_words(&words, SPAN("Kim, 42, wr\xc3\xb6te:"));
	assert_int_equal(words.n, COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++)
		assert_true(same(words.list[i], span_of(want[i])));
	pieces_release(&words);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_any_two_lists), cmocka_unit_test(test_many_differences),
	    cmocka_unit_test(test_no_lists),      cmocka_unit_test(test_words_are_the_text),
	    cmocka_unit_test(test_words),
	};

	mem_init();
	return cmocka_run_group_tests_name("myers", tests, NULL, NULL);
}
