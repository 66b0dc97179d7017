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

/* One line a row of errors.def; tests/gates/error_rows.t takes each row away and sees this fail. */
static void
every_row_counts(void **state)
{
	static const struct {
		const char *error;
		long http_status;
		enum error_class class;
		const char *meaning;
	} cases[] = {
	    {"\"code\":1,\"message\":\"x reduce the amount of data x\"", 400, ERROR_LESS,
	     "too much was asked for at once"},
	    {"\"code\":10,\"message\":\"x ot enough viewers x\"", 400, ERROR_NO_VALUE,
	     "too few viewers to show insights"},
	    {"\"code\":100,\"message\":\"x appsecret_proof x\"", 400, ERROR_OPERATOR,
	     "the proof by the app secret is missing or wrong"},
	    {"\"code\":-2", 400, ERROR_RETRY, "a failure at Meta"},
	    {"\"code\":-1", 400, ERROR_RETRY, "a failure at Meta"},
	    {"\"code\":1", 400, ERROR_RETRY, "an unknown error at Meta"},
	    {"\"code\":2", 400, ERROR_RETRY, "the service is down"},
	    {"\"code\":3", 400, ERROR_OPERATOR, "the app lacks this capability"},
	    {"\"code\":4", 400, ERROR_PARK_TOKEN, "the app has reached its rate limit"},
	    {"\"code\":10", 400, ERROR_DENIED, "no permission"},
	    {"\"code\":17", 400, ERROR_PARK_TOKEN, "the user has reached the rate limit"},
	    {"\"code\":24", 400, ERROR_GONE, "the media is not found"},
	    {"\"code\":32", 400, ERROR_PARK_TOKEN, "the Page has reached its rate limit"},
	    {"\"code\":100,\"error_subcode\":33", 400, ERROR_GONE,
	     "the object is not there, or not for this token"},
	    {"\"code\":100,\"error_subcode\":2108006", 400, ERROR_NO_VALUE,
	     "posted before the account became a business account"},
	    {"\"code\":100,\"error_subcode\":2207086", 400, ERROR_NO_VALUE,
	     "the story was not shared to Facebook"},
	    {"\"code\":100", 400, ERROR_FIELD, "a parameter is refused"},
	    {"\"code\":102", 400, ERROR_DENIED, "the session is no longer valid"},
	    {"\"code\":104", 400, ERROR_DENIED, "the request needs a token"},
	    {"\"code\":190,\"error_subcode\":458", 400, ERROR_DENIED,
	     "the app is not installed for this user"},
	    {"\"code\":190,\"error_subcode\":459", 400, ERROR_DENIED,
	     "the user must pass a checkpoint at Facebook"},
	    {"\"code\":190,\"error_subcode\":460", 400, ERROR_DENIED, "the password was changed"},
	    {"\"code\":190,\"error_subcode\":463", 400, ERROR_DENIED, "the token has expired"},
	    {"\"code\":190,\"error_subcode\":464", 400, ERROR_DENIED, "the user is not confirmed"},
	    {"\"code\":190,\"error_subcode\":466", 400, ERROR_DENIED,
	     "the token was revoked by a call"},
	    {"\"code\":190,\"error_subcode\":467", 400, ERROR_DENIED, "the token was invalidated"},
	    {"\"code\":190,\"error_subcode\":492", 400, ERROR_DENIED,
	     "the user has no role on the Page"},
	    {"\"code\":190", 400, ERROR_DENIED, "the token is not valid"},
	    {"\"code\":200", 400, ERROR_DENIED, "a permission is missing"},
	    {"\"code\":299", 400, ERROR_DENIED, "a permission is missing"},
	    {"\"code\":341", 400, ERROR_PARK_TOKEN, "the app has reached its limit"},
	    {"\"code\":368", 400, ERROR_PARK_TOKEN, "blocked for a time by Meta's policies"},
	    {"\"code\":613", 400, ERROR_PARK_TOKEN, "calls come too fast"},
	    {"\"code\":803", 400, ERROR_BAD_REQUEST, "the id does not exist"},
	    {"\"code\":2500", 400, ERROR_BAD_REQUEST, "the path is not understood"},
	    {"\"code\":9005", 400, ERROR_FIELD, "a field cannot be read"},
	    {"\"code\":80000", 400, ERROR_PARK_ACCOUNT,
	     "the business use case has reached its rate limit"},
	    {"\"code\":80014", 400, ERROR_PARK_ACCOUNT,
	     "the business use case has reached its rate limit"},
	    {"\"code\":2874010", 400, ERROR_NO_VALUE, "too few users"},
	    {"", 401, ERROR_DENIED, "not authorised"},
	    {"", 403, ERROR_DENIED, "forbidden"},
	    {"", 404, ERROR_BAD_REQUEST, "not found"},
	    {"", 408, ERROR_RETRY, "the server waited too long"},
	    {"", 429, ERROR_PARK_ACCOUNT, "too many requests"},
	    {"", 500, ERROR_RETRY, "the server is in trouble"},
	    {"", 599, ERROR_RETRY, "the server is in trouble"},
	    {"", 300, ERROR_BAD_REQUEST, "a redirect, which is not followed"},
	    {"", 399, ERROR_BAD_REQUEST, "a redirect, which is not followed"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[256];
		struct verdict verdict;

		snprintf(text, sizeof text, "{\"error\":{%s}}", cases[i].error);
		verdict = judge(text, cases[i].http_status);
		assert_int_equal(verdict.class, cases[i].class);
		assert_string_equal(verdict.meaning, cases[i].meaning);
	}
}

static void
flat_errors_are_read(void **state)
{
	static const struct {
		const char *type;
		enum error_class class;
		const char *meaning;
	} cases[] = {
	    {"OAuthAccessTokenException", ERROR_DENIED, "the token is not valid"},
	    {"OAuthPermissionsException", ERROR_DENIED, "a permission is missing"},
	    {"OAuthRateLimitException", ERROR_PARK_TOKEN, "calls come too fast"},
	    {"OAuthException", ERROR_OPERATOR, "the app or its request is refused"},
	};
	struct verdict verdict;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[256];

		snprintf(text, sizeof text,
			 "{\"error_type\":\"%s\",\"code\":400,\"error_message\":\"No\"}",
			 cases[i].type);
		verdict = judge(text, 400);
		assert_int_equal(verdict.class, cases[i].class);
		assert_string_equal(verdict.meaning, cases[i].meaning);
		assert_string_equal(verdict.message, "No");
	}
	verdict = judge("{\"error_type\":\"OAuthException\",\"code\":190}", 400);
	assert_string_equal(verdict.meaning, "the token is not valid");
	assert_int_equal(judge("{\"error_type\":\"Odd\",\"code\":400}", 429).class,
			 ERROR_PARK_ACCOUNT);
	assert_int_equal(judge("{\"error_type\":\"Odd\",\"code\":400}", 400).class,
			 ERROR_BAD_REQUEST);
}

/* The class is the code's, whatever status comes with it. */
static void
codes_beat_the_status(void **state)
{
	static const int statuses[] = {200, 400, 401, 403, 404, 429, 500, 503};

	(void)state;
	for (size_t i = 0; i < COUNT(statuses); i++) {
		assert_int_equal(judge("{\"error\":{\"code\":4}}", statuses[i]).class,
				 ERROR_PARK_TOKEN);
		assert_int_equal(judge("{\"error\":{\"code\":190}}", statuses[i]).class,
				 ERROR_DENIED);
	}
	assert_int_equal(judge("{\"error\":{\"code\":1,\"error_subcode\":1965014,"
			       "\"is_transient\":false}}",
			       500)
			     .class,
			 ERROR_BAD_REQUEST);
	assert_int_equal(judge("{\"error\":{\"message\":\"(#341) Feed limit\"}}", 400).class,
			 ERROR_PARK_TOKEN);
	assert_int_equal(judge("{\"error\":{\"message\":\"(#341 no\"}}", 400).class,
			 ERROR_BAD_REQUEST);
	assert_int_equal(judge("{\"error\":{\"code\":0}}", 400).class, ERROR_BAD_REQUEST);
	assert_int_equal(judge("{\"error\":{\"code\":300}}", 400).class, ERROR_BAD_REQUEST);
	assert_int_equal(judge("{\"error\":{\"code\":80015}}", 400).class, ERROR_BAD_REQUEST);
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
	assert_int_equal(judge("{\"error\":{\"code\":-9}}", 503).class, ERROR_RETRY);
	assert_int_equal(judge("{}", 429).class, ERROR_PARK_ACCOUNT);
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
	    cmocka_unit_test(every_row_counts),
	    cmocka_unit_test(flat_errors_are_read),
	    cmocka_unit_test(codes_beat_the_status),
	    cmocka_unit_test(subcode_picks_the_meaning),
	    cmocka_unit_test(status_decides_where_no_code_helps),
	    cmocka_unit_test(odd_envelopes_do_no_harm),
	    cmocka_unit_test(long_messages_end_at_a_whole_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
