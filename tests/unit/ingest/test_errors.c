#include "ingest/graph/errors.h"

#include "tests/unit/unit.h"

static struct verdict
judge(const char *text, long http_status)
{
	json_t *tree = json_loads(text, 0, NULL);
	struct verdict verdict = error_judge(tree, http_status);

	json_decref(tree);
	return verdict;
}

static void
codes_decide(void **state)
{
	static const struct {
		const char *error;
		long http_status;
		enum error_class class;
	} cases[] = {
	    {"\"code\":1", 500, ERROR_RETRY},
	    {"\"code\":1,\"error_subcode\":1965014,\"is_transient\":false", 400, ERROR_BAD_REQUEST},
	    {"\"code\":2,\"is_transient\":true", 500, ERROR_RETRY},
	    {"\"code\":4", 400, ERROR_THROTTLED},
	    {"\"code\":4", 200, ERROR_THROTTLED},
	    {"\"code\":10", 400, ERROR_DENIED},
	    {"\"code\":17", 403, ERROR_THROTTLED},
	    {"\"code\":32", 400, ERROR_THROTTLED},
	    {"\"code\":100,\"error_subcode\":33", 400, ERROR_GONE},
	    {"\"code\":100,\"error_subcode\":2108006", 400, ERROR_NO_VALUE},
	    {"\"code\":100", 400, ERROR_BAD_REQUEST},
	    {"\"code\":102", 400, ERROR_DENIED},
	    {"\"code\":190,\"error_subcode\":463", 400, ERROR_DENIED},
	    {"\"code\":190", 401, ERROR_DENIED},
	    {"\"code\":200", 403, ERROR_DENIED},
	    {"\"code\":299", 400, ERROR_DENIED},
	    {"\"code\":613,\"error_subcode\":1996", 400, ERROR_THROTTLED},
	    {"\"code\":80002,\"error_subcode\":2446079", 400, ERROR_THROTTLED},
	    {"\"code\":2874010", 400, ERROR_NO_VALUE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[256];

		snprintf(text, sizeof text, "{\"error\":{%s}}", cases[i].error);
		assert_int_equal(judge(text, cases[i].http_status).class, cases[i].class);
	}
}

static void
subcode_picks_the_meaning(void **state)
{
	struct verdict verdict;

	(void)state;
	verdict =
	    judge("{\"error\":{\"code\":190,\"error_subcode\":463,\"message\":\"Session\"}}", 400);
	assert_string_equal(verdict.meaning, "the token has expired");
	assert_string_equal(verdict.message, "Session");
	assert_true(verdict.has_code && verdict.has_subcode);
	assert_int_equal(verdict.code, 190);
	assert_int_equal(verdict.subcode, 463);
	verdict = judge("{\"error\":{\"code\":190,\"error_subcode\":1}}", 400);
	assert_string_equal(verdict.meaning, "the token is not valid");
}

static void
status_decides_where_no_code_helps(void **state)
{
	(void)state;
	assert_int_equal(judge("{\"error\":{\"code\":987654}}", 500).class, ERROR_RETRY);
	assert_int_equal(judge("{\"error\":{\"code\":987654}}", 400).class, ERROR_BAD_REQUEST);
	assert_int_equal(judge("{\"error\":{\"code\":987654,\"is_transient\":true}}", 400).class,
			 ERROR_RETRY);
	assert_int_equal(judge("{\"error\":{\"code\":-1}}", 503).class, ERROR_RETRY);
	assert_int_equal(judge("{}", 429).class, ERROR_THROTTLED);
	assert_int_equal(judge("{}", 401).class, ERROR_DENIED);
	assert_int_equal(judge("{}", 302).class, ERROR_BAD_REQUEST);
	assert_int_equal(error_judge(NULL, 502).class, ERROR_RETRY);
	assert_int_equal(error_judge(NULL, 200).class, ERROR_GARBLED);
	assert_int_equal(judge("{}", 204).class, ERROR_GARBLED);
	assert_int_equal(judge("{\"data\":[]}", 200).class, ERROR_NONE);
}

static void
odd_envelopes_do_no_harm(void **state)
{
	struct verdict verdict;

	(void)state;
	assert_int_equal(judge("{\"error\":\"text\"}", 200).class, ERROR_NONE);
	assert_int_equal(judge("{\"error\":{}}", 200).class, ERROR_BAD_REQUEST);
	verdict = judge("{\"error\":{\"code\":\"190\",\"message\":7}}", 400);
	assert_false(verdict.has_code);
	assert_string_equal(verdict.message, "");
}

static void
long_messages_end_at_a_whole_character(void **state)
{
	char text[1024] = "{\"error\":{\"code\":1,\"message\":\"a";
	struct verdict verdict;
	size_t n = strlen(text);

	(void)state;
	for (int i = 0; i < 200; i++, n += 2)
		memcpy(text + n, "\xc3\xa9", 2);
	memcpy(text + n, "\"}}", 4);
	verdict = judge(text, 500);
	assert_true(strlen(verdict.message) < ERROR_MESSAGE_MAX);
	assert_true(strlen(verdict.message) % 2 == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(codes_decide),
	    cmocka_unit_test(subcode_picks_the_meaning),
	    cmocka_unit_test(status_decides_where_no_code_helps),
	    cmocka_unit_test(odd_envelopes_do_no_harm),
	    cmocka_unit_test(long_messages_end_at_a_whole_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
