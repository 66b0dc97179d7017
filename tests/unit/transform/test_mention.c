#include "lib/std.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "lib/buf.h"

#include "transform/mention.h"

static void
expect(const char *caption, const char *found)
{
	struct buf list = BUF_MAX(1024);
	struct mention one;
	size_t at = 0;

	while (mention_next(caption, &at, &one))
		buf_printf(&list, "%s%c%.*s", list.n != 0 ? " " : "",
			   one.kind == MENTION_HANDLE ? '@' : '#', (int)one.name.n, one.name.p);
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
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_handles_as_instagram_does),
	    cmocka_unit_test(finds_hashtags_of_any_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
