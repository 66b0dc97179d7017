/* What is left of lines once stories and accounts are taken out of them. */
#include "tests/unit/unit.h"

#include "lib/scrub.h"
#include "lib/stream.h"

struct heard {
	char ids[512];   /* "account/id " each */
	char texts[512]; /* "account/id/headline " each */
	char files[512]; /* "hash+" or "hash-" each; + goes */
};

static void
add(char *list, size_t size, const struct span *words, size_t n, const char *end)
{
	size_t at = strlen(list);

	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(list + at, size - at, "%s%.*s", i != 0 ? "/" : "",
				       (int)words[i].n, words[i].p);
	snprintf(list + at, size - at, "%s", end);
}

static void
on_id(void *context, struct span account, struct span id)
{
	struct heard *heard = context;
	const struct span words[] = {account, id};

	add(heard->ids, sizeof heard->ids, words, COUNT(words), " ");
}

static void
on_text(void *context, struct span account, struct span id, struct span headline)
{
	struct heard *heard = context;
	const struct span words[] = {account, id, headline};

	add(heard->texts, sizeof heard->texts, words, COUNT(words), " ");
}

static void
on_file(void *context, struct span sha256, bool gone)
{
	struct heard *heard = context;

	add(heard->files, sizeof heard->files, &sha256, 1, gone ? "+ " : "- ");
}

static void
bury(struct tombs *tombs, const char *kind, const char *a, const char *b)
{
	const struct span words[] = {span_of(a), span_of(b != NULL ? b : "")};
	char key[DIGEST_HEX + 1];

	tomb_key(key, kind, words, b != NULL ? 2 : 1);
	assert_true(tombs_add(tombs, key));
	assert_false(tombs_add(tombs, key));
	assert_true(tombs_has(tombs, key));
}

/* 301 of account 42, 302 of any, account 66, and a text of an article. */
static struct tombs *
graves(void)
{
	const struct span told[] = {span_of("42"), span_of("u1"), span_of("A \"head\"")};
	struct tombs *tombs = tombs_new();
	char key[DIGEST_HEX + 1];

	bury(tombs, "story", "42", "301");
	bury(tombs, "story", "42", "9001234567890");
	bury(tombs, "story", "*", "302");
	bury(tombs, "story", "*", "Cxyz1234567");
	bury(tombs, "account", "66", NULL);
	tomb_key(key, "article", told, COUNT(told));
	assert_true(tombs_add(tombs, key));
	assert_int_equal(tombs_count(tombs), 6);
	return tombs;
}

struct scene {
	const char *name, *line, *left; /* left: NULL gone, "" kept */
	const char *ids, *texts, *files;
};

static const struct scene scenes[] = {
    {"a story",
     "{\"type\":\"story\",\"account_id\":\"42\",\"story_id\":\"301\",\"graph_id\":\"g1\"}", NULL,
     "42/301 42/g1 ", "", ""},
    {"by its other id",
     "{\"type\":\"story\",\"account_id\":\"42\",\"story_id\":\"5\",\"graph_id\":\"301\"}", NULL,
     "42/5 42/301 ", "", ""},
    {"of another account", "{\"type\":\"story\",\"account_id\":\"43\",\"story_id\":\"301\"}", "",
     "", "", ""},
    {"of any account", "{\"type\":\"observation\",\"account_id\":\"43\",\"story_id\":\"302\"}",
     NULL, "*/302 ", "", ""},
    {"an account by its number in archives",
     "{\"type\":\"raw\",\"ig_pk\":\"66\",\"story_id\":\"1\",\"body\":{}}", NULL, "", "", ""},
    {"a page loses one of its stories, and nothing else of it changes",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{ \"data\":[{\"id\":\"1\",\"n\":1.0}, "
     "{\"id\":\"9\",\"ig_id\":\"301\",\"caption\":\"x\"},{\"id\":\"2\\u00e9\"}],\"paging\":{} "
     "},\"z\":1}",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{ \"data\":[{\"id\":\"1\",\"n\":1.0},"
     "{\"id\":\"2\\u00e9\"}],\"paging\":{} },\"z\":1}",
     "42/9 42/301 ", "", ""},
    {"a page of others stays byte for byte",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{\"data\":[ {\"id\":\"1\"} , {\"id\":\"2\"} "
     "]}}",
     "", "", "", ""},
    {"an item of an archive goes, by a number",
     "{\"type\":\"raw\",\"ig_pk\":\"42\",\"body\":{\"pk\":301,\"user\":{\"pk\":42},\"code\":\"C1\"}"
     "}",
     NULL, "42/301 42/C1 ", "", ""},
    {"by an id with its owner's",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{\"node\":{\"id\":\"301_42\",\"owner\":{"
     "\"id\":\"42\"}}}}",
     NULL, "42/301 ", "", ""},
    {"by an address",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{\"url\":\"https:\\/\\/www.instagram.com\\/"
     "stories\\/"
     "kim\\/9001234567890\\/\"}}",
     NULL, "", "", ""},
    {"by a short code in one",
     "{\"type\":\"raw\",\"handle\":\"x\",\"body\":{\"permalink\":\"https://www.instagram.com/p/"
     "Cxyz1234567/?a=1\"}}",
     NULL, "", "", ""},
    {"but not by words that people wrote",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{\"caption\":\"call 9001234567890 now\"}}",
     "", "", "", ""},
    {"nor by the number of another",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{\"data\":[{\"id\":\"3010\"},{\"id\":"
     "\"1301\"}]}}",
     "", "", "", ""},
    {"an answer that is no JSON, by its story",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"story_id\":\"301\",\"body_text\":\"<html>\"}", NULL,
     "42/301 ", "", ""},
    {"an answer that is no JSON, by an id in it",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body_text\":\"a b <a href='9001234567890'> c\"}",
     NULL, "", "", ""},
    {"an answer that is no text either",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body_base64\":\"/2lkIDkwMDEyMzQ1Njc4OTAg/w==\"}",
     NULL, "", "", ""},
    {"an item that import rejected",
     "{\"type\":\"import-reject\",\"owner_id\":\"42\",\"item\":{\"list\":[{\"pk\":301},{\"pk\":5}]}"
     "}",
     "{\"type\":\"import-reject\",\"owner_id\":\"42\",\"item\":{\"list\":[{\"pk\":5}]}}", "42/301 ",
     "", ""},
    {"one that is no JSON",
     "{\"type\":\"import-reject\",\"owner_id\":\"42\",\"item_text\":\"{ pk: 9001234567890, \"}",
     NULL, "", "", ""},
    {"one of an erased account", "{\"type\":\"import-reject\",\"owner_id\":\"66\",\"item\":{}}",
     NULL, "", "", ""},
    {"a list inside an item loses what it names",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{\"pk\":7,\"reshares\":[{\"media_id\":301},"
     "8,301]}}",
     "{\"type\":\"raw\",\"account_id\":\"42\",\"body\":{\"pk\":7,\"reshares\":[8]}}", "42/301 ", "",
     ""},
    {"a poll lists as many as before",
     "{\"type\":\"poll\",\"account_id\":\"42\",\"live\":[{\"story_id\":\"301\",\"graph_id\":\"g1\"}"
     ","
     "{\"story_id\":\"5\"}],\"stories\":2}",
     "{\"type\":\"poll\",\"account_id\":\"42\",\"live\":[{},{\"story_id\":\"5\"}],\"stories\":2}",
     "", "", ""},
    {"media that go and media that stay",
     "{\"type\":\"media\",\"account_id\":\"42\",\"story_id\":\"301\",\"sha256\":\"ab\"}", NULL,
     "42/301 ", "", "ab+ "},
    {"media of another",
     "{\"type\":\"media\",\"account_id\":\"42\",\"story_id\":\"5\",\"sha256\":\"cd\"}", "", "", "",
     "cd- "},
    {"media of an erased account",
     "{\"type\":\"media\",\"account_id\":\"66\",\"story_id\":\"5\",\"sha256\":\"ef\"}", NULL, "",
     "", "ef+ "},
    {"an article of the story",
     "{\"type\":\"article\",\"account_id\":\"42\",\"article_id\":\"u7\",\"event_key\":\"u8\","
     "\"story_ids\":[\"5\",\"301\"],\"headline\":\"H\\u00e9\"}",
     NULL, "", "42/u7/H\303\251 42/u8/H\303\251 ", ""},
    {"an article that tells of an erased text",
     "{\"type\":\"article\",\"account_id\":\"43\",\"article_id\":\"u7\",\"event_key\":\"u7\","
     "\"story_ids\":[\"5\"],\"related\":[{\"account_id\":\"42\",\"article_id\":\"u1\","
     "\"headline\":\"A \\\"head\\\"\"}],\"headline\":\"I\"}",
     NULL, "", "43/u7/I 43/u7/I ", ""},
    {"an article of neither",
     "{\"type\":\"article\",\"account_id\":\"42\",\"story_ids\":[\"5\"],\"facts\":[{\"story_id\":"
     "\"301\"}],"
     "\"related\":[{\"account_id\":\"42\",\"article_id\":\"u1\",\"headline\":\"Another\"}]}",
     "", "", "", ""},
    {"a reject", "{\"type\":\"reject\",\"key\":\"42/302\",\"reason\":\"x\"}", NULL, "", "", ""},
    {"a rejected item", "{\"format\":\"f\",\"item\":{\"pk\":\"302\"}}", NULL, "*/302 ", "", ""},
    {"a line that is cut", "{\"type\":\"story\",\"account_id\":\"42\",\"story_id\":\"301\",\"cap",
     NULL, "42/301 ", "", ""},
    {"a line that is none of ours", "no json 302", "", "", "", ""},
    {"an empty line", "", "", "", "", ""},
};

static void
scenes_play(void **state)
{
	struct tombs *tombs = graves();
	struct buf left = BUF_MAX(STREAM_LINE_MAX);

	(void)state;
	for (size_t i = 0; i < COUNT(scenes); i++) {
		const struct scene *scene = &scenes[i];
		struct heard heard = {"", "", ""};
		const struct scrub_told told = {&heard, on_id, on_text, on_file};
		enum scrubbed want = scene->left == NULL      ? SCRUB_GONE
				     : scene->left[0] == '\0' ? SCRUB_KEPT
							      : SCRUB_CHANGED;

		print_message("# %s\n", scene->name);
		assert_int_equal(scrub_line(tombs, span_of(scene->line), &told, &left), want);
		if (want == SCRUB_CHANGED)
			assert_string_equal(buf_text(&left), scene->left);
		assert_string_equal(heard.ids, scene->ids);
		assert_string_equal(heard.texts, scene->texts);
		assert_string_equal(heard.files, scene->files);
	}
	buf_release(&left);
	tombs_free(tombs);
}

/* What is left loses nothing more: the same line again, and what it says, are clean. */
static void
what_is_left_is_clean(void **state)
{
	struct tombs *tombs = graves();
	struct buf left = BUF_MAX(STREAM_LINE_MAX), again = BUF_MAX(STREAM_LINE_MAX);

	(void)state;
	for (size_t i = 0; i < COUNT(scenes); i++)
		if (scrub_line(tombs, span_of(scenes[i].line), NULL, &left) == SCRUB_CHANGED)
			assert_int_equal(scrub_line(tombs, buf_span(&left), NULL, &again),
					 SCRUB_KEPT);
	buf_release(&left);
	buf_release(&again);
	tombs_free(tombs);
}

static void
names(void **state)
{
	struct tombs *tombs = graves();

	(void)state;
	assert_true(scrub_names(tombs, span_of("302")));
	assert_true(scrub_names(tombs, span_of("66")));
	assert_false(scrub_names(tombs, span_of("301"))); /* of one account only */
	assert_false(scrub_names(tombs, span_of("")));
	tombs_free(tombs);
}

/* Keys are those of storywire.tombstone_key() in the database. */
static void
keys(void **state)
{
	struct span words[] = {span_of("17841400000000042"), span_of("3081744547764507761")};
	char key[DIGEST_HEX + 1], want[DIGEST_HEX + 1];
	struct tombs *tombs = tombs_new();
	char lines[3 * DIGEST_HEX];

	(void)state;
	digest_of(span_of("storywire story 17841400000000042 3081744547764507761"), want);
	tomb_key(key, "story", words, 2);
	assert_string_equal(key, want);
	snprintf(lines, sizeof lines, "storywire takedown 1\nkey %s\nkey short\nkey %.63s", key,
		 key);
	tombs_add_lines(tombs, span_of(lines));
	assert_int_equal(tombs_count(tombs), 1);
	assert_true(tombs_has(tombs, want));
	tombs_free(tombs);
	tombs_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scenes_play),
	    cmocka_unit_test(what_is_left_is_clean),
	    cmocka_unit_test(names),
	    cmocka_unit_test(keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
