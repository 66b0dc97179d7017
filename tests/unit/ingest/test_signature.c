#include "ingest/import/signature.h"

#include "tests/unit/unit.h"

/* RFC 4231, case 2. */
#define KEY "Jefe"
#define DATA "what do ya want for nothing?"
#define HEX "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

static void
only_the_right_one(void **state)
{
	static const struct {
		const char *signature;
		bool good;
	} cases[] = {
	    {"sha256=" HEX, true},
	    {"sha256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", true},
	    {HEX, false},
	    {"sha1=" HEX, false},
	    {"SHA256=" HEX, false},
	    {"sha256=" HEX " ", false},
	    {"sha256=", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (signature_good(cases[i].signature, SPAN(KEY), SPAN(DATA)) != cases[i].good)
			fail_msg("'%s'", cases[i].signature);
}

static void
no_digit_may_differ(void **state)
{
	char signature[] = "sha256=" HEX;

	(void)state;
	for (size_t i = 7; i < sizeof signature - 1; i++) {
		char kept = signature[i];

		signature[i] = kept == '0' ? '1' : '0';
		assert_false(signature_good(signature, SPAN(KEY), SPAN(DATA)));
		signature[i] = kept;
	}
	assert_false(signature_good(signature, SPAN("jefe"), SPAN(DATA)));
	assert_false(signature_good(signature, SPAN(KEY), SPAN(DATA "\n")));
	assert_true(signature_good(signature, SPAN(KEY), SPAN(DATA)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_the_right_one),
	    cmocka_unit_test(no_digit_may_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
