#include "ingest/graph/scrub.h"

#include "tests/unit/unit.h"

#define TOKEN "EAAcanary|47/11.x-Y"

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
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_MAX(1024);

		scrub(&out, (struct span){cases[i].in, strlen(cases[i].in)}, TOKEN);
		assert_string_equal(buf_text(&out), cases[i].out);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tokens_do_not_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
