#include "ingest/graph/fields.h"

#include "tests/unit/unit.h"

static void
lists_follow_login_and_policy(void **state)
{
	struct buf out = BUF_MAX(4096);

	(void)state;
	fields_put(&out, fields_of(LOGIN_FACEBOOK, MEDIA_URL));
	assert_string_equal(buf_text(&out),
			    "id,ig_id,caption,media_type,media_product_type,media_url,permalink,"
			    "shortcode,thumbnail_url,timestamp,username,owner,like_count,"
			    "comments_count,alt_text,is_comment_enabled,media_audio_type,"
			    "is_ai_generated,legacy_instagram_media_id,"
			    "copyright_check_information,has_poll,has_slider,boost_ads_list,"
			    "boost_eligibility_info,total_like_count,total_comments_count,"
			    "total_views_count");
	buf_clear(&out);
	fields_put(&out, fields_of(LOGIN_INSTAGRAM, MEDIA_NONE));
	assert_string_equal(buf_text(&out),
			    "id,caption,media_type,media_product_type,permalink,shortcode,"
			    "timestamp,username,owner,like_count,comments_count,alt_text,"
			    "is_comment_enabled,media_audio_type,is_ai_generated,"
			    "legacy_instagram_media_id,copyright_check_information");
	buf_release(&out);
}

/* What no story can be kept without is asked for always: better no list than one of no use. */
static void
the_core_is_what_a_story_needs(void **state)
{
	(void)state;
	assert_int_equal(fields_core(), fields_named("id") | fields_named("timestamp"));
}

static void
names_are_found_as_words(void **state)
{
	fieldset all = fields_of(LOGIN_FACEBOOK, MEDIA_URL);

	(void)state;
	assert_int_equal(fields_in_text(all, "(#100) Tried accessing nonexisting field (ig_id)"),
			 fields_named("ig_id"));
	assert_int_equal(fields_in_text(all, "has_poll, has_slider"),
			 fields_named("has_poll") | fields_named("has_slider"));
	/* "id" is no word here, nor is "like_count" */
	assert_int_equal(fields_in_text(all, "total_like_count is invalid"),
			 fields_named("total_like_count"));
	assert_int_equal(fields_in_text(all, "Video content was not found"), 0);
	assert_int_equal(fields_named("no_such"), 0);
	assert_string_equal(fields_first_name(fields_named("caption")), "caption");
	assert_string_equal(fields_first_name(0), "");
}

/* Plays the server: a list is refused when it has a bad field. Returns the requests it took. */
static size_t
hunt_down(fieldset all, fieldset bad, struct hunt *hunt)
{
	fieldset next;
	size_t calls = 0;

	hunt_start(hunt, all);
	while ((next = hunt_next(hunt)) != 0) {
		assert_int_equal(next & ~all, 0);
		assert_int_equal(next & fields_core(), fields_core());
		hunt_tell(hunt, (next & bad) != 0);
		assert_true(++calls < 200);
	}
	return calls;
}

/* Whatever is bad, exactly that is found, at a price that grows with what is bad. */
static void
hunt_finds_just_what_is_bad(void **state)
{
	fieldset all = fields_of(LOGIN_FACEBOOK, MEDIA_URL);
	uint64_t seed = 42;
	size_t worst = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		fieldset bad = 0;
		struct hunt hunt;
		size_t calls, n;

		seed = seed * 6364136223846793005U + 1442695040888963407U;
		for (uint64_t i = 0; i <= (seed >> 33 & 3); i++)
			bad |= (fieldset)1 << (seed >> (8 + 5 * i) & 31);
		bad &= all & ~fields_core();
		if (bad == 0)
			continue;
		calls = hunt_down(all, bad, &hunt);
		n = nameset_count(bad);
		assert_false(hunt.hopeless);
		assert_int_equal(hunt.bad, bad);
		assert_int_equal(hunt.good, all & ~fields_core() & ~bad);
		assert_true(calls <= 2 + n * 10);
		worst = n == 1 && calls > worst ? calls : worst;
	}
	assert_true(worst <= 8);
}

static void
hunt_gives_up_where_it_is_not_the_fields(void **state)
{
	struct hunt hunt;

	(void)state;
	assert_int_equal(hunt_down(fields_of(LOGIN_FACEBOOK, MEDIA_URL), ~(fieldset)0, &hunt), 1);
	assert_true(hunt.hopeless);
	assert_int_equal(hunt.bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lists_follow_login_and_policy),
	    cmocka_unit_test(the_core_is_what_a_story_needs),
	    cmocka_unit_test(names_are_found_as_words),
	    cmocka_unit_test(hunt_finds_just_what_is_bad),
	    cmocka_unit_test(hunt_gives_up_where_it_is_not_the_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
