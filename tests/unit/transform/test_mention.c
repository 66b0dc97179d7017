#include "lib/std.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "lib/buf.h"

#include "transform/cast/mention.h"

static void
expect(const char *caption, const char *found)
{
	struct buf list = BUF_MAX(1024);
	struct mention one;
	size_t at = 0;

	while (mention_next(caption, &at, &one)) {
		buf_printf(&list, "%s%c%.*s", list.n != 0 ? " " : "", "@#>"[one.kind],
			   (int)one.name.n, one.name.p);
		assert_true(one.from < at && caption + one.from <= one.name.p);
	}
	assert_string_equal(buf_text(&list), found);
	buf_release(&list);
}

static void
finds_handles_as_instagram_does(void **state)
{
	(void)state;
	expect("@kim.kardashian!", "@kim.kardashian");
	expect("thanks @katyperry.", "@katyperry");
	expect("(@a_b) @c..d", "@a_b @c");
	expect("mail a@b.com, a.@b, _@c", "");
	expect("@@twice", "");
	expect("@.dot @", "");
	expect("@abcdefghijklmnopqrstuvwxyz012345", "@abcdefghijklmnopqrstuvwxyz0123");
}

static void
finds_hashtags_of_any_script(void **state)
{
	(void)state;
	expect("#tag #a1 #1 #2023", "#tag #a1");
	expect("#日本 #café!", "#日本 #café");
	expect("##x # y", "#x");
	expect("@kim #ad", "@kim #ad");
	expect("\xef\xbc\x83wide\xef\xbc\x83\xef\xbc\x84", "#wide");
	expect("#\xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87 ok",
	       "#\xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87");
	expect("#a-b #c\xf0\x9f\x98\x80", "#a #c");
}

static void
a_hashtag_has_at_most_a_hundred_characters(void **state)
{
	char caption[256] = "#", found[256] = "#";

	(void)state;
	memset(caption + 1, 'x', 120);
	memset(found + 1, 'x', 100);
	expect(caption, found);
}

static void
links_are_whole(void **state)
{
	(void)state;
	expect("see https://a.example/@kim/#tag, ok", ">https://a.example/@kim/#tag");
	expect("HTTP://A.example?x=1&y=2", ">HTTP://A.example?x=1&y=2");
	expect("(http://a.example) @kim", ">http://a.example @kim");
	expect("http:// https://. javascript:alert(1) ftp://a ahttp://b", "");
	expect("hello #http @https", "#http @https");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_handles_as_instagram_does),
	    cmocka_unit_test(finds_hashtags_of_any_script),
	    cmocka_unit_test(a_hashtag_has_at_most_a_hundred_characters),
	    cmocka_unit_test(links_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
