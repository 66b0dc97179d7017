#include "tests/unit/unit.h"

#include "transform/article/uuid.h"

/* The example of RFC 9562, A.4. */
static void
uuid_of_the_rfc(void **state)
{
	static const uint8_t dns[UUID_BYTES] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
						0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
	char uuid[UUID_TEXT + 1];

	(void)state;
	uuid_of_name(dns, SPAN("www.example.com"), uuid);
	assert_string_equal(uuid, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(uuid_of_the_rfc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
