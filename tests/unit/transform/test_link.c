#include "transform/map/archive.h"

#include "tests/unit/unit.h"

static const struct {
	const char *url, *clean; /* NULL: refused */
} cases[] = {
    {"https://example.com/menu", "https://example.com/menu"},
    {"https://l.instagram.com/?u=https%3A%2F%2Fexample.com%2Fmenu&e=AT0canary",
     "https://example.com/menu"},
    {"https://l.instagram.com/?e=AT0canary&u=https%3a%2f%2fexample.com%2F%3Fa%3Db%26c%3D1",
     "https://example.com/?a=b&c=1"},
    {"http://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2F%3Ffbclid%3Dcanary%26a%3D1&h=x",
     "https://example.com/?a=1"},
    {"https://example.com/?utm_source=ig&utm_medium=story", "https://example.com/"},
    {"https://example.com/?a=1&UTM_source=ig&b=2#part", "https://example.com/?a=1&b=2#part"},
    {"https://example.com/#a?utm_source=ig", "https://example.com/#a?utm_source=ig"},
    {"https://l.instagram.com/?u=javascript%3Aalert(1)&e=AT0canary",
     "https://l.instagram.com/?u=javascript%3Aalert(1)"},
    {"https://l.instagram.com/?u=https%3A%2F%2Fexample.com%2F%&e=AT0canary",
     "https://l.instagram.com/?u=https%3A%2F%2Fexample.com%2F%"},
    {"https://l.instagram.com.example.com/?u=https%3A%2F%2Fother.example",
     "https://l.instagram.com.example.com/?u=https%3A%2F%2Fother.example"},
    {"https://example.com/?e=1", "https://example.com/?e=1"},
    {"javascript:alert(1)", NULL},
    {"ftp://example.com/", NULL},
    {"", NULL},
};

static void
links_are_as_meant(void **state)
{
	struct arena arena = ARENA_EMPTY;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *clean = link_clean(&arena, cases[i].url);

		if (cases[i].clean == NULL)
			assert_null(clean);
		else
			assert_string_equal(clean, cases[i].clean);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(links_are_as_meant)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
