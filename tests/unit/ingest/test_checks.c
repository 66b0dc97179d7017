/* What doctor makes of answers, headers and times. */
#include "ingest/doctor/checks.h"

#include "lib/mem.h"
#include "tests/unit/unit.h"

#define NOW 1700000000000 /* 2023-11-14T22:13:20Z */
#define DAYS(n) ((long long)(NOW / 1000 + (n)*86400))

static struct account kim = {.account_id = "178414", .handle = "kim", .login = LOGIN_FACEBOOK};
static struct findings findings;

static int
begin(void **state)
{
	(void)state;
	findings = (struct findings){.n = 0};
	return 0;
}

static int
end(void **state)
{
	(void)state;
	findings_release(&findings);
	return 0;
}

static struct hearing
heard(const char *json)
{
	struct hearing hearing = {.ended = true,
				  .reached = true,
				  .answer = json_loads(json, 0, NULL)};

	assert_non_null(hearing.answer);
	return hearing;
}

/* The worst of what was found, and that it says a word. */
static void
assert_found(enum level level, int status, const char *word)
{
	enum level worst = LEVEL_OK;
	bool said = false;

	for (size_t i = 0; i < findings.n; i++) {
		const struct finding *f = &findings.list[i];

		worst = f->level > worst ? f->level : worst;
		said = said || strstr(f->what, word) != NULL;
		assert_true(f->level == LEVEL_OK || f->hint[0] != '\0');
	}
	if (!said)
		fail_msg("nothing says '%s'", word);
	assert_int_equal(worst, level);
	assert_int_equal(findings_status(&findings), status);
	end(NULL);
	begin(NULL);
}

static void
the_account_itself(void **state)
{
	static const struct {
		const char *answer;
		enum level level;
		int status;
		const char *word;
	} rows[] = {
	    {"{\"id\":\"178414\",\"username\":\"kim\"}", LEVEL_OK, EX_OK, "answers"},
	    {"{\"id\":\"178414\",\"username\":\"KIM\"}", LEVEL_OK, EX_OK, "answers"},
	    {"{\"id\":\"178414\",\"username\":\"kim2\"}", LEVEL_WARN, EX_OK, "kim2"},
	    {"{\"id\":\"5\",\"username\":\"kim\"}", LEVEL_BAD, EX_CONFIG, "its id is 5"},
	    {"{}", LEVEL_BAD, EX_CONFIG, "its id is unknown"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct hearing hearing = heard(rows[i].answer);

		check_account(&findings, &kim, &hearing);
		assert_found(rows[i].level, rows[i].status, rows[i].word);
		hearing_release(&hearing);
	}
}

static void PRINTF_LIKE(1, 2) take_token(const char *format, ...)
{
	char json[512];
	struct hearing hearing;
	va_list args;

	va_start(args, format);
	vsnprintf(json, sizeof json, format, args);
	va_end(args);
	hearing = heard(json);
	check_token(&findings, &kim, &hearing, NOW);
	hearing_release(&hearing);
}

#define SCOPES \
	"\"scopes\":[\"instagram_basic\",\"instagram_manage_insights\",\"pages_read_engagement\"]"

#define ENDS "{\"data\":{\"is_valid\":true,\"expires_at\":%lld," SCOPES "}}"
#define ACCESS \
	"{\"data\":{\"is_valid\":true,\"expires_at\":0,\"data_access_expires_at\":%lld," SCOPES "}}"

static void
how_long_a_token_holds(void **state)
{
	(void)state;
	take_token(ENDS, DAYS(15));
	assert_found(LEVEL_OK, EX_OK, "15 days left");
	take_token(ENDS, DAYS(14));
	assert_found(LEVEL_WARN, EX_OK, "ends in 14 days");
	take_token(ENDS, DAYS(7));
	assert_found(LEVEL_WARN, EX_OK, "ends soon, in 7 days");
	take_token(ENDS, DAYS(3));
	assert_found(LEVEL_WARN, EX_OK, "3 days");
	take_token(ENDS, DAYS(2));
	assert_found(LEVEL_BAD, EX_NOPERM, "2 days");
	take_token(ENDS, DAYS(0));
	assert_found(LEVEL_BAD, EX_NOPERM, "has ended");
	take_token(ACCESS, DAYS(60));
	assert_found(LEVEL_OK, EX_OK, "the token has no end");
	take_token(ACCESS, DAYS(1));
	assert_found(LEVEL_BAD, EX_NOPERM, "access to data ends");
}

static void
what_a_token_is_good_for(void **state)
{
	(void)state;
	take_token("{\"data\":{\"is_valid\":false,\"expires_at\":%lld," SCOPES "}}", DAYS(30));
	assert_found(LEVEL_BAD, EX_NOPERM, "not valid");
	take_token("{\"data\":{\"is_valid\":true,\"expires_at\":%lld,"
		   "\"scopes\":[\"instagram_basic\"]}}",
		   DAYS(30));
	assert_found(LEVEL_BAD, EX_NOPERM, "instagram_manage_insights, pages_read_engagement");
	take_token("{\"data\":7,\"x\":%lld}", DAYS(30));
	assert_found(LEVEL_WARN, EX_OK, "cannot be asked");
}

static void
a_guess_is_only_a_warning(void **state)
{
	struct account account = kim;
	struct token_life life = {NOW - 61 * WHEN_DAY, NOW - WHEN_DAY};

	(void)state;
	account.login = LOGIN_INSTAGRAM;
	check_token_life(&findings, &account, &life, true, NOW);
	assert_found(LEVEL_WARN, EX_OK, "probably ended");
	check_token_life(&findings, &account, &life, false, NOW);
	assert_found(LEVEL_BAD, EX_NOPERM, "has ended");
	life.expires_at = NOW + WHEN_DAY;
	check_token_life(&findings, &account, &life, true, NOW);
	assert_found(LEVEL_WARN, EX_OK, "about 1 days");
	check_token_life(&findings, &kim, &life, true, NOW);
	assert_int_equal(findings.n, 0);
}

static void
times_of_http(void **state)
{
	static const char *const bad[] = {
	    "",
	    "Sun, 06 Nov 1994 08:49:37",
	    "Sun, 06 Nov 1994 08:49:37 CET",
	    "Sun, 06 Nox 1994 08:49:37 GMT",
	    "Sun, 06 ovD 1994 08:49:37 GMT",
	    "Sun, 32 Nov 1994 08:49:37 GMT",
	    "Sun, 06 Nov 1994 25:49:37 GMT",
	    "1994-11-06T08:49:37Z",
	};
	when_ms ms = 0;

	(void)state;
	assert_true(http_time("Sun, 06 Nov 1994 08:49:37 GMT", &ms));
	assert_int_equal(ms, 784111777000);
	assert_true(http_time("Tue, 29 Feb 2028 23:59:59 GMT", &ms));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(http_time(bad[i], &ms));
}

static void
the_servers_headers(void **state)
{
	struct hearing hearing = {.date = "Tue, 14 Nov 2023 22:13:20 GMT", .api_version = "v25.0"};

	(void)state;
	check_server(&findings, "s", "v25.0", &hearing, NOW + 30000);
	assert_found(LEVEL_OK, EX_OK, "agrees");
	check_server(&findings, "s", "v25.0", &hearing, NOW + 32000);
	assert_found(LEVEL_WARN, EX_OK, "32 s ahead of");
	check_server(&findings, "s", "v25.0", &hearing, NOW - 90000);
	assert_found(LEVEL_WARN, EX_OK, "90 s behind");
	check_server(&findings, "s", "v19.0", &hearing, NOW);
	assert_found(LEVEL_WARN, EX_OK, "v25.0 answered");
}

static void
the_deadline(void **state)
{
	struct account_state account;

	(void)state;
	account_state_init(&account, SPAN("178414"), NOW - 30 * WHEN_DAY);
	account.last_ok = account.last_try = NOW - WHEN_HOUR;
	check_deadline(&findings, &kim, &account, NOW);
	assert_found(LEVEL_OK, EX_OK, "for 22 hours");
	check_deadline(&findings, &kim, &account, NOW + 11 * WHEN_HOUR);
	assert_found(LEVEL_WARN, EX_OK, "in 11 hours");
	check_deadline(&findings, &kim, &account, NOW + 17 * WHEN_HOUR);
	assert_found(LEVEL_BAD, EX_TEMPFAIL, "in 5 hours");
	check_deadline(&findings, &kim, &account, NOW + 40 * WHEN_HOUR);
	assert_found(LEVEL_BAD, EX_TEMPFAIL, "being lost now");
	account_state_release(&account);
}

static void
the_worst_decides(void **state)
{
	(void)state;
	found_ok(&findings, "a", "fine");
	assert_int_equal(findings_status(&findings), EX_OK);
	found(&findings, EX_TEMPFAIL, "b\n\x1b", "x", "later %s", "\xff");
	found(&findings, EX_NOPERM, "c", "x", "token");
	found(&findings, EX_OK, "d", "x", "warning");
	assert_int_equal(findings_status(&findings), EX_NOPERM);
	assert_string_equal(findings.list[1].subject, "b??");
	assert_string_equal(findings.list[1].what, "later \xef\xbf\xbd");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
	    TEST(the_account_itself),
	    TEST(how_long_a_token_holds),
	    TEST(what_a_token_is_good_for),
	    TEST(a_guess_is_only_a_warning),
	    TEST(times_of_http),
	    TEST(the_servers_headers),
	    TEST(the_deadline),
	    TEST(the_worst_decides),
	};
#undef TEST

	mem_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
