#include "ingest/ids.h"

#include "tests/unit/unit.h"

static void
short_codes_spell_the_pk(void **state)
{
	(void)state;
	assert_string_equal(id_of_shortcode(span_of("CrFiM41ACur")).text, "3082019939238816683");
	assert_string_equal(id_of_shortcode(span_of("CrEdyj3gBCS")).text, "3081719062863024274");
	assert_string_equal(id_of_shortcode(span_of("B")).text, "1");
	assert_string_equal(id_of_shortcode(span_of("P__________")).text, "18446744073709551615");
	assert_string_equal(id_of_shortcode(span_of("Q__________")).text, "");
	assert_string_equal(id_of_shortcode(span_of("CrFiM41ACurAAAAAAAA")).text, "");
	assert_string_equal(id_of_shortcode(span_of("Cr FiM")).text, "");
	assert_string_equal(id_of_shortcode((struct span){"a\0b", 3}).text, "");
	assert_string_equal(id_of_shortcode(span_of("")).text, "");
}

static void
permalinks_end_in_the_pk(void **state)
{
	(void)state;
	assert_string_equal(id_of_permalink(span_of("https://instagram.com/stories/a/308")).text,
			    "308");
	assert_string_equal(id_of_permalink(span_of("https://x/stories/a/308/?utm=9#8")).text,
			    "308");
	assert_string_equal(id_of_permalink(span_of("https://x/p/CrFiM41ACur/")).text, "");
	assert_string_equal(id_of_permalink(span_of("https://x/stories/a/")).text, "");
	assert_string_equal(id_of_permalink(span_of("https://x/stories/highlights/179/")).text, "");
	assert_string_equal(id_of_permalink(span_of("/")).text, "");
	assert_string_equal(id_of_permalink(span_of("")).text, "");
	assert_string_equal(id_of_permalink((struct span){NULL, 0}).text, "");
}

static struct id
id_in(const char *json)
{
	json_t *tree = json_loads(json, JSON_DECODE_ANY, NULL);
	struct id id = id_of_json(tree);

	json_decref(tree);
	return id;
}

static void
ids_keep_every_digit(void **state)
{
	(void)state;
	assert_string_equal(id_in("3954092904642171710").text, "3954092904642171710");
	assert_string_equal(id_in("\"3954092904642171710\"").text, "3954092904642171710");
	assert_string_equal(id_in("\"18446744073709551615\"").text, "18446744073709551615");
	assert_string_equal(id_in("3.954e18").text, "");
	assert_string_equal(id_in("-1").text, "");
	assert_string_equal(id_in("\"-1\"").text, "");
	assert_string_equal(id_in("\"\"").text, "");
	assert_string_equal(id_in("\"123456789012345678901\"").text, "");
	assert_string_equal(id_in("null").text, "");
	assert_string_equal(id_of_json(NULL).text, "");
}

static const char *
media_id(const char *json)
{
	static struct id id;
	json_t *tree = json_loads(json, 0, NULL);

	id = id_of_media(tree);
	json_decref(tree);
	return id.text;
}

static void
media_tell_their_pk_in_this_order(void **state)
{
	(void)state;
	assert_string_equal(media_id("{\"id\":\"1\",\"ig_id\":\"2\",\"permalink\":\"/s/3\"}"), "2");
	assert_string_equal(media_id("{\"id\":\"1\",\"permalink\":\"/s/3\",\"shortcode\":\"B\"}"),
			    "3");
	assert_string_equal(media_id("{\"id\":\"10\",\"shortcode\":\"C\"}"), "2");
	assert_string_equal(media_id("{\"id\":\"10\"}"), "10");
	assert_string_equal(media_id("{\"id\":{}}"), "");
}

static void
handles_are_plain(void **state)
{
	(void)state;
	assert_true(is_handle(span_of("kim.kardashian_1")));
	assert_false(is_handle(span_of("")));
	assert_false(is_handle(span_of("@kim")));
	assert_false(is_handle(span_of("../kim")));
	assert_false(is_handle(span_of("k\xc3\xadm")));
	assert_false(is_handle((struct span){NULL, 0}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(short_codes_spell_the_pk),
	    cmocka_unit_test(permalinks_end_in_the_pk),
	    cmocka_unit_test(ids_keep_every_digit),
	    cmocka_unit_test(media_tell_their_pk_in_this_order),
	    cmocka_unit_test(handles_are_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
