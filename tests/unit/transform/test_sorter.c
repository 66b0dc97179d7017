/* Entries come out sorted, whatever fits into memory; what cannot be spilled is said. */
#include "transform/harvest/sorter.h"

#include <inttypes.h>
#include <signal.h>
#include <sys/resource.h>

#include "lib/buf.h"
#include "lib/mem.h"
#include "tests/unit/unit.h"

#define LARGE ((size_t)100 << 10) /* bytes: more than is read of a run at once */

static uint64_t random_state;

static uint64_t
roll(uint64_t sides)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (random_state >> 33) % sides;
}

/* An entry that tells its number, with as many bytes behind it. */
static struct span
make_entry(struct buf *out, uint64_t number, size_t more)
{
	buf_clear(out);
	buf_printf(out, "%08" PRIu64, number);
	for (size_t i = 0; i < more; i++)
		buf_putc(out, (char)('a' + number % 26));
	return buf_span(out);
}

static void
add(struct sorter *sorter, uint64_t number, size_t more)
{
	struct buf entry = BUF_MAX(LARGE * 2);
	struct fail fail = FAIL_NONE;

	if (sorter_add(sorter, make_entry(&entry, number, more), &fail) < 0)
		fail_msg("%s", fail.text);
	buf_release(&entry);
}

/* Reads all and expects `count` entries in order, each number from 0 to below `numbers` there. */
static void
expect_sorted(struct sorter *sorter, size_t count, uint64_t numbers)
{
	struct buf last = BUF_MAX(LARGE * 2);
	struct fail fail = FAIL_NONE;
	uint64_t next = 0;
	struct span entry;
	size_t n = 0;
	int got;

	assert_int_equal(sorter_read(sorter, &fail), 0);
	while ((got = sorter_next(sorter, &entry, &fail)) > 0) {
		char digits[9] = "";
		uint64_t number;

		memcpy(digits, entry.p, 8);
		number = strtoull(digits, NULL, 10);
		assert_true(number == next || number + 1 == next);
		next = number + 1;
		assert_true(entry_compare(buf_span(&last), entry) <= 0);
		buf_clear(&last);
		buf_put(&last, entry.p, entry.n);
		n++;
	}
	assert_int_equal(got, 0);
	assert_int_equal(n, count);
	assert_int_equal(next, numbers);
	sorter_close(sorter);
	buf_release(&last);
}

static int
by_bytes(const void *left, const void *right)
{
	return entry_compare(*(const struct span *)left, *(const struct span *)right);
}

/* Short ones, equal ones, ones that go on where others end, bytes of any value. */
static void
bytes_decide_and_nothing_else(void **state)
{
	static const char letters[] = {'\0', '\1', 'a', '\x7f', '\x80', '\xff'};

	(void)state;
	for (size_t round = 0; round < 200; round++) {
		struct pool *pool = pool_new(64 << 20, NULL);
		struct sorter *sorter = sorter_new(pool);
		char bytes[40][24] = {{0}};
		struct span want[COUNT(bytes)], got;
		struct fail fail = FAIL_NONE;
		size_t shared = roll(12), sides = roll(COUNT(letters)) + 1;

		for (size_t i = 0; i < COUNT(bytes); i++) {
			want[i] = (struct span){bytes[i], shared + roll(12)};
			for (size_t j = shared; j < want[i].n; j++)
				bytes[i][j] = letters[roll(sides)];
			assert_int_equal(sorter_add(sorter, want[i], &fail), 0);
		}
		qsort(want, COUNT(want), sizeof *want, by_bytes);
		assert_int_equal(sorter_read(sorter, &fail), 0);
		for (size_t i = 0; i < COUNT(want); i++) {
			assert_int_equal(sorter_next(sorter, &got, &fail), 1);
			assert_int_equal(entry_compare(got, want[i]), 0);
		}
		sorter_close(sorter);
		sorter_free(sorter);
		pool_free(pool);
	}
}

/* From everything in memory to hundreds of runs, which are merged in several steps. */
static void
any_memory_gives_the_same(void **state)
{
	static const size_t pools[] = {1, 16 << 10, 256 << 10, 64 << 20};
	const uint64_t numbers = 30000;

	(void)state;
	for (size_t i = 0; i < COUNT(pools); i++) {
		struct pool *pool = pool_new(pools[i], NULL);
		struct sorter *sorter = sorter_new(pool);

		for (uint64_t j = 0; j < numbers; j++) {
			add(sorter, j * 7919 % numbers, roll(100));
			if (j % 3 == 0)
				add(sorter, j, roll(3));
		}
		assert_int_equal(sorter_count(sorter), numbers + numbers / 3);
		expect_sorted(sorter, numbers + numbers / 3, numbers);
		expect_sorted(sorter, numbers + numbers / 3, numbers); /* once more */
		add(sorter, numbers, 5);
		expect_sorted(sorter, numbers + numbers / 3 + 1, numbers + 1);
		sorter_free(sorter);
		pool_free(pool);
	}
}

static void
large_entries(void **state)
{
	struct pool *pool = pool_new(64 << 10, NULL);
	struct sorter *sorter = sorter_new(pool);

	(void)state;
	for (uint64_t i = 0; i < 300; i++)
		add(sorter, (i * 7) % 300, i % 10 == 0 ? LARGE : roll(500));
	expect_sorted(sorter, 300, 300);
	sorter_free(sorter);
	pool_free(pool);
}

/* One that is being read keeps its place while others spill around it. */
static void
sorters_share_a_pool(void **state)
{
	struct pool *pool = pool_new(64 << 10, NULL);
	struct sorter *first = sorter_new(pool), *second = sorter_new(pool);
	struct fail fail = FAIL_NONE;
	struct span entry;
	uint64_t n = 0;

	(void)state;
	for (uint64_t i = 0; i < 400; i++)
		add(first, 399 - i, 50);
	assert_int_equal(sorter_read(first, &fail), 0);
	while (sorter_next(first, &entry, &fail) > 0) {
		add(second, n, 200);
		add(second, n++, 300);
	}
	sorter_close(first);
	assert_int_equal(n, 400);
	expect_sorted(second, 800, 400);
	expect_sorted(first, 400, 400);
	sorter_free(first);
	sorter_free(second);
	pool_free(pool);
}

static void
nothing_is_an_end(void **state)
{
	struct pool *pool = pool_new(1 << 20, NULL);
	struct sorter *sorter = sorter_new(pool);

	(void)state;
	expect_sorted(sorter, 0, 0);
	sorter_free(sorter);
	pool_free(pool);
}

/* Adds until it fails; the fail says why. */
static struct fail
fill_until_failure(const char *folder)
{
	struct pool *pool = pool_new(1, folder);
	struct sorter *sorter = sorter_new(pool);
	struct buf entry = BUF_MAX(LARGE);
	struct fail fail = FAIL_NONE;

	for (uint64_t i = 0; i < 5000 && fail.status == EX_OK; i++)
		if (sorter_add(sorter, make_entry(&entry, i, 500), &fail) == 0)
			continue;
	sorter_free(sorter);
	pool_free(pool);
	buf_release(&entry);
	return fail;
}

static void
no_folder_to_spill_to(void **state)
{
	struct fail fail = fill_until_failure("/nowhere/at/all");

	(void)state;
	assert_int_equal(fail.status, EX_IOERR);
	assert_non_null(strstr(fail.text, "/nowhere/at/all: a temporary file cannot be made"));
	assert_non_null(strstr(fail.hint, "TMPDIR"));
}

static void
no_room_to_spill_to(void **state)
{
	struct rlimit before, small = {.rlim_cur = 64 << 10, .rlim_max = 0};
	struct fail fail;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	fail = fill_until_failure(NULL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(fail.status, EX_IOERR);
	assert_non_null(strstr(fail.text, "a temporary file cannot be written"));
	assert_non_null(strstr(fail.hint, "make room"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes_decide_and_nothing_else),
	    cmocka_unit_test(any_memory_gives_the_same),
	    cmocka_unit_test(large_entries),
	    cmocka_unit_test(sorters_share_a_pool),
	    cmocka_unit_test(nothing_is_an_end),
	    cmocka_unit_test(no_folder_to_spill_to),
	    cmocka_unit_test(no_room_to_spill_to),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
