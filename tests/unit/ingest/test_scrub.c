#include "ingest/graph/scrub.h"

#include "tests/unit/unit.h"

#define TOKEN "EAAcanary|47/11.x-Y"

static void
assert_scrubbed(const struct secrets *secrets, const char *in, const char *want)
{
	struct buf out = BUF_MAX(1024);

	scrub(&out, span_of(in), secrets);
	assert_string_equal(buf_text(&out), want);
	buf_release(&out);
}

static void
tokens_do_not_pass(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"", ""},
	    {"nothing here", "nothing here"},
	    {"?access_token=" TOKEN "&after=1", "?access_token=REDACTED&after=1"},
	    {"?access_token=EAAcanary%7C47%2F11.x-Y\"", "?access_token=REDACTED\""},
	    {"?access_token=EAAcanary\\u00257C4711.x-Y\\u0026after=1",
	     "?access_token=REDACTED\\u0026after=1"},
	    {"?access_token=EAAcanary|47\\/11.x-Y\\u0026after=1",
	     "?access_token=REDACTED\\u0026after=1"},
	    {"?access_token=another&x", "?access_token=REDACTED&x"},
	    {"?a=1&appsecret_proof=0a1b&access_token=x\\u0026b",
	     "?a=1&appsecret_proof=REDACTED&access_token=REDACTED\\u0026b"},
	    {"?client_secret=1&fb_exchange_token=2&input_token=3&x=4",
	     "?client_secret=REDACTED&fb_exchange_token=REDACTED&input_token=REDACTED&x=4"},
	    {"Malformed access token " TOKEN ".", "Malformed access token REDACTED."},
	    {"written EAAcanary|47\\/11.x-Y in JSON", "written REDACTED in JSON"},
	    {TOKEN TOKEN, "REDACTEDREDACTED"},
	    {"a link's EAAcanary%7C47%2F11.x-Y here", "a link's REDACTED here"},
	    {"EAAcanary%7c47/11.x-Y%", "REDACTED%"},
	    {"\\u0045AAcanar\\u0079|47\\u002F11.x-Y\\u0026", "REDACTED\\u0026"},
	    {"EAAcanary\\u00257C47\\/11.x-Y", "REDACTED"},
	    {"{\\\"a\\\":\\\"EAAcanary|47\\\\\\/11.x-\\\\u0059\\\"}",
	     "{\\\"a\\\":\\\"REDACTED\\\"}"},
	    {"EAAcanary%7C47%2F11.x-", "EAAcanary%7C47%2F11.x-"},
	    {"100% \\u00e9 \\ud83d\\u %4 \\", "100% \\u00e9 \\ud83d\\u %4 \\"},
	};

	struct secrets secrets = {.n = 0};

	(void)state;
	secrets_add(&secrets, TOKEN);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_scrubbed(&secrets, cases[i].in, cases[i].out);
	secrets_release(&secrets);
}

/* Also where one is the beginning of another, and whichever account's answer has them. */
static void
no_word_of_the_run_passes(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"EAAB7 EAAB EAAB71 EAA", "REDACTED REDACTED REDACTED1 EAA"},
	    {"EAABz9,EAABz8", "REDACTED,REDACTEDz8"},
	    {"x=0123456789abcdef", "x=REDACTED"},
	    {"E", "E"},
	    {"EAABEAAB7E", "REDACTEDREDACTEDE"},
	};
	static const char *const words[] = {"EAABz9", "EAAB7", "0123456789abcdef",
					    "EAAB",   "EAAB7", "",
					    "E",      "EAC"};
	struct secrets secrets = {.n = 0};

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++)
		secrets_add(&secrets, words[i]);
	assert_int_equal(secrets.n, 5);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_scrubbed(&secrets, cases[i].in, cases[i].out);
	secrets_release(&secrets);
	assert_scrubbed(&secrets, "EAAB", "EAAB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tokens_do_not_pass),
	    cmocka_unit_test(no_word_of_the_run_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
