#include "transform/cast/contact.h"

#include "tests/unit/unit.h"

static void
numbers_and_addresses_are_found(void **state)
{
	static const char *const texts[] = {"0113 496 0123",       "call +44 (0)113 496-0123!",
					    "(512) 555-0123",      "555.867.5309",
					    "4111 1111 1111 1111", "x zed@quinn.example y",
					    "a_b@sub.example.org"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (!contact_in(texts[i]))
			fail_msg("passed by: %s", texts[i]);
}

static void
other_texts_have_none(void **state)
{
	static const char *const texts[] = {
	    "",
	    "10.10.2023, 20 to 30 euros",
	    "2023-10-10",
	    "1,000,000,000 views",
	    "@zed.quinn and @may",
	    "zed @ quinn.example",
	    "mail@home",
	    "12345678",
	    "a123456789",
	    "8 p.m. 10 11 2024",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (contact_in(texts[i]))
			fail_msg("taken for one: %s", texts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_and_addresses_are_found),
	    cmocka_unit_test(other_texts_have_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
