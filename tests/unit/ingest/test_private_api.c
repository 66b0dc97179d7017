#include "ingest/import/format.h"

#include "tests/unit/unit.h"

static enum fate
read_item(const char *json, struct item *item)
{
	static const struct around reel = {.owner = {.pk = {"9"}, .handle = "kim"}};
	json_t *tree = json_loads(json, 0, NULL);
	enum fate fate;

	assert_non_null(tree);
	*item = (struct item){.taken_at = WHEN_NONE};
	fate = format_private_api.read(tree, &reel, item);
	json_decref(tree);
	return fate;
}

static void
fates(void **state)
{
	static const struct {
		const char *json;
		enum fate fate;
	} cases[] = {
	    {"{\"pk\":1,\"taken_at\":1681589560}", ITEM_GOOD},
	    {"{\"pk\":\"1\",\"taken_at\":\"1681589560\"}", ITEM_GOOD},
	    {"{\"id\":\"1_9\",\"taken_at\":\"2026-04-08T14:32:16Z\"}", ITEM_GOOD},
	    {"{\"pk\":1,\"taken_at\":1681589560,\"product_type\":\"story\",\"media_type\":2}",
	     ITEM_GOOD},
	    {"{\"pk\":1,\"taken_at\":1681589560,\"product_type\":\"clips\"}", SKIP_NOT_A_STORY},
	    {"{\"pk\":1,\"taken_at\":1681589560,\"media_type\":8}", SKIP_NOT_A_STORY},
	    {"{\"pk\":1,\"taken_at\":1681589560,\"media_type\":-1}", SKIP_NOT_A_STORY},
	    {"{\"pk\":1,\"taken_at\":1681589560,\"audience\":\"besties\"}", ITEM_GOOD},
	    {"{\"pk\":1,\"taken_at\":1681589560,\"audience\":null}", ITEM_GOOD},
	    {"{\"pk\":3.0817e18,\"taken_at\":1681589560}", REJECT_FLOAT_ID},
	    {"{\"pk\":3.0817e18,\"id\":\"3081_9\",\"taken_at\":1681589560}", ITEM_GOOD},
	    {"{\"pk\":\"3.0817E+18\",\"taken_at\":1681589560}", REJECT_FLOAT_ID},
	    {"{\"pk\":-1,\"taken_at\":1681589560}", REJECT_NO_ID},
	    {"{\"id\":\"highlight:1\",\"taken_at\":1681589560}", REJECT_NO_ID},
	    {"{\"pk\":1}", REJECT_NO_TIME},
	    {"{\"pk\":1,\"taken_at\":null}", REJECT_NO_TIME},
	    {"{\"pk\":1,\"taken_at\":0}", REJECT_NO_TIME},
	    {"{\"pk\":1,\"taken_at\":1681589560000}", REJECT_BAD_TIME},
	    {"{\"pk\":1,\"taken_at\":\"now\"}", REJECT_BAD_TIME},
	    {"{\"pk\":1,\"taken_at\":5}", REJECT_BAD_TIME},
	    {"{\"pk\":1,\"taken_at\":1e300}", REJECT_BAD_TIME},
	    {"{\"pk\":1,\"taken_at\":[]}", REJECT_BAD_TIME},
	};
	struct item item;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(read_item(cases[i].json, &item), cases[i].fate);
}

/* Whether such items are wanted is for the intake to say. */
static void
close_friends(void **state)
{
	struct item item;

	(void)state;
	assert_int_equal(read_item("{\"pk\":1,\"taken_at\":1681589560,\"audience\":\"besties\"}",
				   &item),
			 ITEM_GOOD);
	assert_true(item.close_friends);
	assert_int_equal(read_item("{\"pk\":1,\"taken_at\":1681589560,\"audience\":null}", &item),
			 ITEM_GOOD);
	assert_false(item.close_friends);
}

static void
ids_and_owners(void **state)
{
	static const struct {
		const char *members, *story_id, *ig_pk, *handle;
	} cases[] = {
	    {"\"pk\":1", "1", "9", "kim"},
	    {"\"pk\":1,\"id\":\"1_9\"", "1", "9", "kim"},
	    {"\"pk\":3081719062863024000,\"id\":\"3081719062863024274_9\"", "3081719062863024274",
	     "9", "kim"},
	    {"\"pk\":1,\"id\":\"1_8\"", "1", "8", ""},
	    {"\"pk\":1,\"user\":{\"pk\":\"8\",\"username\":\"kris\"}", "1", "8", "kris"},
	    {"\"pk\":1,\"user\":{\"pk_id\":\"9\",\"username\":null}", "1", "9", "kim"},
	    {"\"pk\":1,\"user\":{\"username\":\"kris\"}", "1", "", "kris"},
	    {"\"pk\":1,\"user\":{\"username\":\"kim\"}", "1", "9", "kim"},
	    {"\"pk\":1,\"user\":{\"id\":8,\"username\":\"a b\"}", "1", "8", ""},
	};
	struct item item;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char json[256];

		snprintf(json, sizeof json, "{%s,\"taken_at\":1681589560}", cases[i].members);
		assert_int_equal(read_item(json, &item), ITEM_GOOD);
		assert_string_equal(item.story_id.text, cases[i].story_id);
		assert_string_equal(item.ig_pk.text, cases[i].ig_pk);
		assert_string_equal(item.handle, cases[i].handle);
		assert_true(item.taken_at == (when_ms)1681589560 * WHEN_SECOND);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fates),
	    cmocka_unit_test(close_friends),
	    cmocka_unit_test(ids_and_owners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
