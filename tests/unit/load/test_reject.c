#include "load/reject.h"

#include "tests/unit/unit.h"

static void
assert_key(const char *line, const char *wanted)
{
	char key[BATCH_KEY_MAX];

	reject_key_of(span_of(line), key);
	assert_string_equal(key, wanted);
}

static void
keys_of_lines(void **state)
{
	(void)state;
	assert_key("{\"type\":\"story\",\"account_id\":\"1\",\"story_id\":\"2\"}", "1/2");
	assert_key("{\"story_id\":\"2\",\"account_id\":\"1\",\"article_id\":\"3\"}", "1/2");
	assert_key("{\"account_id\":\"1\",\"started_at\":\"2023-04-10T00:00:00Z\"}",
		   "1/2023-04-10T00:00:00Z");
	assert_key("{\"account_id\":\"1\"}", "1");
	assert_key("{\"story_id\":\"2\"}", "2");
}

static void
keys_of_bad_lines(void **state)
{
	(void)state;
	assert_key("", "unknown");
	assert_key("no json", "unknown");
	assert_key("{\"account_id\":17}", "unknown");
	assert_key("{\"account_id\":\"\"}", "unknown");
	assert_key("{\"account_id\":\"1\",\"story_id\":\"\\u001b[2J\"}", "1");
	assert_key("{\"account_id\":\"1\",\"story_id\":\"2\",\"cut", "1/2");
	assert_key("{\"account_id\":\"12345678901234567890123456789012345678901234567890"
		   "123456789012345\",\"story_id\":\"2\"}",
		   "unknown");
}

static void
details_are_made_good_utf8(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, STORE_REJECT);
	reject_put(&batch, (struct copy_place){0, 1}, "k", "not_json", "near '\303\251 \303'");
	assert_true(batch_waits(&batch, STORE_STAGED));
	assert_non_null(
	    memmem(batch_bytes(&batch)->p, batch_bytes(&batch)->n, "near '\303\251 ?'", 11));
	assert_false(batch_is_full(&batch, STORE_STAGED));
	batch_release(&batch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_of_lines),
	    cmocka_unit_test(keys_of_bad_lines),
	    cmocka_unit_test(details_are_made_good_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
