#include "load/deal.h"

#include "tests/unit/unit.h"

#define LANES 3
#define MANY 100000 /* more accounts than are remembered */

static size_t
lane_of(struct deal *deal, size_t i)
{
	char name[32];
	int n = snprintf(name, sizeof name, "17841400%zu", i);

	return deal_lane(deal, (struct span){name, (size_t)n});
}

/* Whatever order they come in again; also those that are too many to be remembered. */
static void
test_stays(void **state)
{
	static size_t lanes[MANY];
	struct deal *deal = deal_new(LANES);
	size_t dealt[LANES] = {0};

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		lanes[i] = lane_of(deal, i);
		assert_in_range(lanes[i], 0, LANES - 1);
		dealt[lanes[i]]++;
	}
	for (size_t i = MANY; i-- > 0;)
		assert_int_equal(lane_of(deal, i), lanes[i]);
	for (size_t i = 0; i < LANES; i++)
		assert_in_range(dealt[i], MANY / LANES * 99 / 100, MANY / LANES * 101 / 100);
	deal_free(deal);
}

static void
test_in_turn(void **state)
{
	struct deal *deal = deal_new(LANES);

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		assert_int_equal(lane_of(deal, i), i % LANES);
		assert_int_equal(lane_of(deal, i / 2), i / 2 % LANES);
	}
	deal_free(deal);
}

static void
test_forgets(void **state)
{
	struct deal *deal = deal_new(LANES);

	(void)state;
	assert_int_equal(lane_of(deal, 1), 0);
	assert_int_equal(lane_of(deal, 2), 1);
	deal_clear(deal);
	assert_int_equal(lane_of(deal, 2), 0);
	assert_int_equal(deal_lane(deal, (struct span){NULL, 0}), 1);
	deal_free(deal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_stays),
	    cmocka_unit_test(test_in_turn),
	    cmocka_unit_test(test_forgets),
	};

	return cmocka_run_group_tests_name("deal", tests, NULL, NULL);
}
