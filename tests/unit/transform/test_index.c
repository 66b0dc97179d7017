/* The index of a segment is asked about moments that are kept as stretches. */
#include "transform/harvest/index.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "tests/unit/unit.h"

#define TURNS 20000
#define MOMENTS_MAX 30
#define SPAN_DAYS 60

static uint64_t random_state = 5;

static uint64_t
roll(uint64_t sides)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (random_state >> 33) % sides;
}

static when_ms
any_time(void)
{
	return (when_ms)(1681516800 + roll(SPAN_DAYS * 24 * 4) * 900) * WHEN_SECOND;
}

static bool
is_near(const when_ms *moments, size_t n, when_ms first, when_ms last)
{
	for (size_t i = 0; i < n; i++)
		if (moments[i] >= first - INDEX_REACH && moments[i] <= last + INDEX_REACH)
			return true;
	return false;
}

/* Whether a segment with stories of the account from first to last would be merged. */
static bool
ask(const struct moments *moments, const char *account_id, when_ms first, when_ms last)
{
	char from[WHEN_TEXT_MAX], to[WHEN_TEXT_MAX];
	struct buf index = BUF_MAX(1024);
	bool touches;

	buf_printf(&index, "a version\n%s %s %s\n", account_id, when_print(first, from),
		   when_print(last, to));
	touches = index_touches(&index, moments);
	buf_release(&index);
	return touches;
}

/* Stretches answer as the list of all moments would, in whatever order these came. */
static void
stretches_answer_for_moments(void **state)
{
	(void)state;
	for (size_t turn = 0; turn < TURNS; turn++) {
		struct moments *moments = moments_new(), *joined = moments_new();
		when_ms list[MOMENTS_MAX], first = any_time();
		when_ms last = first + (when_ms)roll(4) * (when_ms)roll(40) * WHEN_HOUR;
		size_t n = roll(MOMENTS_MAX);

		for (size_t i = 0; i < n; i++) {
			list[i] = any_time();
			moments_add(i % 2 != 0 ? moments : joined, "1", list[i], list[i]);
			moments_add(moments, "2", first, last);
		}
		moments_join(joined, moments);
		if (ask(joined, "1", first, last) != is_near(list, n, first, last))
			fail_msg("turn %zu", turn);
		assert_true(ask(joined, "2", first, last) == (n != 0));
		assert_false(ask(joined, "3", first, last));
		moments_free(moments);
		moments_free(joined);
	}
}

static void
the_index_tells_first_and_last(void **state)
{
	struct moments *moments = moments_new();
	struct facts_dir facts = {.files_n = 0};
	struct buf index = BUF_MAX(1024);

	(void)state;
	moments_add(moments, "b", 86400000, 86400000);
	moments_add(moments, "a", 900 * WHEN_DAY, 900 * WHEN_DAY);
	moments_add(moments, "a", 0, 0);
	index_print(&index, moments, &facts);
	assert_true(index_is_current(&index, &facts));
	assert_string_equal(strchr(buf_text(&index), '\n') + 1,
			    "a 1970-01-01T00:00:00Z 1972-06-19T00:00:00Z\n"
			    "b 1970-01-02T00:00:00Z 1970-01-02T00:00:00Z\n");
	buf_release(&index);
	moments_free(moments);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stretches_answer_for_moments),
	    cmocka_unit_test(the_index_tells_first_and_last),
	};

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
