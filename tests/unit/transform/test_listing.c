/* An index of few articles has them all; one of many is cut into parts and says where what is. */
#include "tests/unit/unit.h"

#include "lib/mem.h"

#include "transform/preview/index_page.h"

#define OUT_MAX ((size_t)1 << 20) /* bytes of a page */

static void
add_entry(struct entries *entries, size_t account)
{
	const char *key = arena_printf(&entries->arena, "k%06zu", entries->n);
	const char *id = arena_printf(&entries->arena, "a%04zu", account);

	entries->list = mem_grow(entries->list, entries->n, &entries->cap, sizeof *entries->list);
	entries->list[entries->n++] = (struct entry){
	    .day = "2023-04-15",
	    .account_id = id,
	    .name = id,
	    .handle = "",
	    .key = key,
	    .headline = key,
	    .dek = "",
	    .angle = "plain",
	    .lang = "en",
	};
}

/* So many articles of each account in turn, all of one day. */
static struct entries
made_entries(const size_t *articles, size_t accounts)
{
	struct entries entries = {.list = NULL};

	for (size_t account = 0; account < accounts; account++)
		for (size_t i = 0; i < articles[account]; i++)
			add_entry(&entries, account);
	return entries;
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		n++;
		text += strlen(what);
	}
	return n;
}

static const struct {
	size_t articles[4], accounts;
	size_t parts[4]; /* the articles of each */
	const char *contents[4];
} cases[] = {
    {.accounts = 0},
    {{200}, 1, {0}, {NULL}},
    {{150, 51}, 2, {150, 51}, {"accounts-1.html#group-1", "accounts-2.html#group-1"}},
    {{1, 199, 1}, 3, {200, 1}, {"s-1.html#group-1", "s-1.html#group-2", "s-2.html#group-1"}},
    {{201}, 1, {200, 1}, {"s-1.html#group-1"}},
    {{450, 20}, 2, {200, 200, 70}, {"s-1.html#group-1", "s-3.html#group-2"}},
    {{100, 401, 2},
     3,
     {100, 200, 200, 3},
     {"s-1.html#group-1", "s-2.html#group-1", "s-4.html#group-2"}},
    {{400, 10}, 2, {200, 200, 10}, {"s-1.html#group-1", "s-3.html#group-1"}},
};

static void
assert_part(const struct listing *listing, size_t part, size_t articles)
{
	struct buf out = BUF_MAX(OUT_MAX);
	char name[LISTING_NAME_MAX], next[LISTING_NAME_MAX];

	listing_part_name(listing, part, name);
	assert_true(listing_is_part(name));
	listing_part_write(&out, listing, part);
	assert_int_equal(count(buf_text(&out), "class=\"title\""), articles);
	listing_part_name(listing, part + 1, next);
	assert_int_equal(count(buf_text(&out), next), part + 1 < listing_parts(listing));
	assert_int_equal(count(buf_text(&out), "rel=\"prev\""), part != 0);
	buf_release(&out);
}

static void
assert_index(const struct listing *listing, const char *const contents[4])
{
	struct buf out = BUF_MAX(OUT_MAX);

	listing_write(&out, listing);
	assert_int_equal(count(buf_text(&out), "class=\"title\""),
			 listing_parts(listing) == 0 ? listing->entries->n : 0);
	for (size_t i = 0; i < 4 && contents[i] != NULL; i++)
		assert_int_equal(count(buf_text(&out), contents[i]), 1);
	buf_release(&out);
}

static void
test_parts(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct entries entries = made_entries(cases[i].articles, cases[i].accounts);
		struct listing listing;
		size_t parts = 0;

		listing_open(&listing, LISTING_BY_ACCOUNT, &entries);
		for (; parts < COUNT(cases[i].parts) && cases[i].parts[parts] != 0; parts++)
			assert_part(&listing, parts, cases[i].parts[parts]);
		assert_int_equal(listing_parts(&listing), parts);
		assert_index(&listing, cases[i].contents);
		listing_release(&listing);
		entries_release(&entries);
	}
}

static void
test_names(void **unused)
{
	static const char *const others[] = {"days-.html",      "days-1.htm",
					     "days-1.html.old", "days1.html",
					     "accounts.html",   "-1.html",
					     "xdays-1.html",    ""};

	(void)unused;
	assert_true(listing_is_part("days-1.html"));
	assert_true(listing_is_part("accounts-1234.html"));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(listing_is_part(others[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
