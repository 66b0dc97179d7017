#include "lib/jsontext.h"

#include "tests/unit/unit.h"

static void
assert_span(struct span span, const char *text)
{
	if (span.n != strlen(text) || memcmp(span.p, text, span.n) != 0)
		fail_msg("got '%.*s', expected '%s'", (int)span.n, span.p, text);
}

static void
takes_values(void **state)
{
	struct jsontext in =
	    jsontext_at(SPAN(" {\"a\":[1,\"}\"]} -1.5e3 \"\\\"]\\\\\"true[]null\t"));
	struct span value;

	(void)state;
	assert_true(jsontext_value(&in, &value));
	assert_span(value, "{\"a\":[1,\"}\"]}");
	assert_true(jsontext_value(&in, &value));
	assert_span(value, "-1.5e3");
	assert_true(jsontext_value(&in, &value));
	assert_span(value, "\"\\\"]\\\\\"");
	assert_true(jsontext_value(&in, &value));
	assert_span(value, "true");
	assert_false(jsontext_at_end(&in));
	assert_true(jsontext_value(&in, &value));
	assert_span(value, "[]");
	assert_true(jsontext_value(&in, &value));
	assert_span(value, "null");
	assert_true(jsontext_at_end(&in));
	assert_false(jsontext_value(&in, &value));
}

static void
sees_a_cut(void **state)
{
	const char *text = "{\"a\":[1,{\"b\":\"c\\\"\"}],\"d\":\"\\\\\"}";
	struct span value;

	(void)state;
	for (size_t n = 0; n < strlen(text); n++) {
		struct jsontext in = jsontext_at((struct span){text, n});

		if (jsontext_value(&in, &value))
			fail_msg("the first %zu bytes were taken for a value", n);
	}
}

static void
walks_arrays_and_objects(void **state)
{
	struct jsontext in = jsontext_at(SPAN(" [ 1 , [2,3] ,{\"k\":4}]"));
	struct span key, value;

	(void)state;
	assert_false(jsontext_enter(&in, '{'));
	assert_true(jsontext_enter(&in, '['));
	assert_true(jsontext_element(&in, &value));
	assert_span(value, "1");
	assert_true(jsontext_element(&in, &value));
	assert_span(value, "[2,3]");
	assert_true(jsontext_element(&in, &value));
	assert_span(value, "{\"k\":4}");
	assert_false(jsontext_element(&in, &value));
	in = jsontext_at(SPAN("{\"a\" : 1,\"\\u0062\":\"x,y\" , \"c\":{} }"));
	assert_true(jsontext_enter(&in, '{'));
	assert_true(jsontext_member(&in, &key, &value));
	assert_span(key, "a");
	assert_true(jsontext_member(&in, &key, &value));
	assert_span(key, "\\u0062");
	assert_span(value, "\"x,y\"");
	assert_true(jsontext_member(&in, &key, &value));
	assert_span(value, "{}");
	assert_false(jsontext_member(&in, &key, &value));
	in = jsontext_at(SPAN("{\"a\" 1}"));
	assert_true(jsontext_enter(&in, '{'));
	assert_false(jsontext_member(&in, &key, &value));
}

static void
finds_members(void **state)
{
	struct span value;

	(void)state;
	assert_true(jsontext_find(SPAN("{\"x\":{\"id\":1},\"id\":2,\"id\":3}"), "id", &value));
	assert_span(value, "2");
	assert_false(jsontext_find(SPAN("{\"x\":{\"id\":1}}"), "id", &value));
	assert_false(jsontext_find(SPAN("[\"id\",1]"), "id", &value));
	assert_false(jsontext_find(SPAN("{\"id\":"), "id", &value));
	assert_false(jsontext_find(SPAN(""), "id", &value));
}

/* Texts that jansson accepts; copying must keep what they mean. */
static const char *const good_texts[] = {
    "null",
    "-0.0",
    "\"\"",
    " [ ] ",
    "{ }",
    "[ [ ] , { } , [ [ { } ] ] ]",
    "\t{\"a\" :\r\n 1 , \"b\" : [ true , false , null ] }\n",
    "{\"s\":\"a b\\tc, {d} [e]: \\\"f\\\" \\\\\"}",
    "[\"{\",\"[\",\":\",\",\",\"\",\"}\"]",
    "{\"\":\"\",\"{\":\"[\",\":\":\":\"}",
    "[9223372036854775807,-9223372036854775808,1e10,1.25E-3]",
    "[\"\\ud83d\\ude00 \xf0\x9f\x98\x80 \\u0000 \\u001b\",\"</script>\"]",
    "{\"dup\":1,\"dup\":2}",
    "{\"a\":{\"viewers\":[{\"b\":1}],\"c\":[{\"d\":{\"viewers\":1}}]}}",
};

static json_t *
load(struct span text)
{
	char reason[JSONTEXT_REASON_MAX] = "";
	json_t *tree = jsontext_load(text, reason);

	if (tree == NULL)
		fail_msg("%s: %.*s", reason, (int)text.n, text.p);
	return tree;
}

static void
copy_keeps_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good_texts); i++) {
		struct buf copy = BUF_MAX(1000), again = BUF_MAX(1000);
		json_t *before = load(span_of(good_texts[i])), *after;

		jsontext_copy(&copy, span_of(good_texts[i]), NULL);
		after = load(buf_span(&copy));
		if (!json_equal(before, after))
			fail_msg("%s became %s", good_texts[i], buf_text(&copy));
		jsontext_copy(&again, buf_span(&copy), NULL);
		assert_string_equal(buf_text(&again), buf_text(&copy));
		json_decref(before);
		json_decref(after);
		buf_release(&copy);
		buf_release(&again);
	}
}

static void
assert_copy(const char *text, const char *const *drop, const char *expected)
{
	struct buf copy = BUF_MAX(1000);

	buf_puts(&copy, "before:");
	jsontext_copy(&copy, span_of(text), drop);
	assert_string_equal(buf_text(&copy) + 7, expected);
	buf_release(&copy);
}

static void
copy_drops_members(void **state)
{
	static const char *const drop[] = {"viewers", "v", "device_id", "set-cookie", NULL};

	(void)state;
	assert_copy("{\"viewers\":[1,{\"a\":2}]}", drop, "{}");
	assert_copy("{\"viewers\" : 1 , \"a\":2}", drop, "{\"a\":2}");
	assert_copy("{\"a\":2,\"viewers\":\"x\"}", drop, "{\"a\":2}");
	assert_copy("{\"a\":1,\"v\":{},\"b\":2}", drop, "{\"a\":1,\"b\":2}");
	assert_copy("[{\"v\":1},{\"v\":2,\"w\":{\"v\":3}}]", drop, "[{},{\"w\":{}}]");
	assert_copy("{\"deviceId\":1,\"Device-ID\":2,\"devices\":3,\"_device_id\":4}", drop,
		    "{\"devices\":3}");
	assert_copy(
	    "{\"device\\u005fid\":1,\"\\u0056iewers\":2,\"view\\u00e9rs\":3,\"Set-Cookie\":4}",
	    drop, "{\"view\\u00e9rs\":3}");
	assert_copy("{\"a\":1,\"viewers\":[{\"a\":\"b\"},{\"c", drop, "{\"a\":1");
	assert_copy("{\"a\":1,\"viewers\":\"b", drop, "{\"a\":1");
	assert_copy("[\"v\",\"viewers\"]", drop, "[\"v\",\"viewers\"]");
	assert_copy("{\"a\":\"v\",\"b\":[\"v\"]}", drop, "{\"a\":\"v\",\"b\":[\"v\"]}");
	assert_copy("{\"view\\u0065rs\":1,\"\\u0076\":2,\"view\\u0065\":3}", drop,
		    "{\"view\\u0065\":3}");
}

static void
copy_drops_members_of_json_in_strings(void **state)
{
	static const char *const drop[] = {"viewers", "v", NULL};

	(void)state;
	assert_copy("{\"a\":\"{\\\"v\\\": 1, \\\"b\\\": 2}\"}", drop, "{\"a\":\"{\\\"b\\\":2}\"}");
	assert_copy("[\"[{\\u0022viewers\\u0022:[\\\"x\\\"]}]\"]", drop, "[\"[{}]\"]");
	assert_copy("[\"[\\\"{\\\\\\\"v\\\\\\\":1}\\\"]\"]", drop, "[\"[\\\"{}\\\"]\"]");
	/* what has nothing of it, or is no JSON, stays as it was spelled */
	assert_copy("[\"{\\\"b\\\" : \\u0032}\",\"{v}\",\"[v\"]", drop,
		    "[\"{\\\"b\\\" : \\u0032}\",\"{v}\",\"[v\"]");
	assert_copy("[\"{\\\"v\\\":1}\"]", NULL, "[\"{\\\"v\\\":1}\"]");
}

static void
tokens_are_cut_out(void **state)
{
	(void)state;
	assert_copy("{\"next\":\"https:\\/\\/g\\/x?access_token=EAAB|1.a_b-~%20&after=QQ\"}", NULL,
		    "{\"next\":\"https:\\/\\/g\\/x?access_token=REDACTED&after=QQ\"}");
	assert_copy("[\"access_token=a\",\"access_token=b access_token=c\",\"access_token=\"]",
		    NULL,
		    "[\"access_token=REDACTED\",\"access_token=REDACTED access_token=REDACTED\","
		    "\"access_token=REDACTED\"]");
	assert_copy("{\"access_token=x\":1}", NULL, "{\"access_token=REDACTED\":1}");
}

static void
redacts_any_bytes(void **state)
{
	struct buf out = BUF_MAX(1000);

	(void)state;
	jsontext_redact(&out, SPAN("<a href=?access_token=SECRET>\xff\0 access_token=SECRET\0x"));
	assert_int_equal(out.n, 57);
	assert_memory_equal(out.p, "<a href=?access_token=REDACTED>\xff\0 access_token=REDACTED\0x",
			    57);
	buf_release(&out);
}

static struct span
nested(struct buf *text, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_puts(text, i % 2 ? "{\"a\":" : "[");
	buf_puts(text, "\"[[{{\"");
	while (depth-- > 0)
		buf_putc(text, depth % 2 ? '}' : ']');
	return buf_span(text);
}

static void
depth_is_bounded(void **state)
{
	char reason[JSONTEXT_REASON_MAX];
	struct buf text = BUF_MAX(100000);

	(void)state;
	assert_int_equal(jsontext_depth(SPAN("\"[[[\"")), 0);
	assert_int_equal(jsontext_depth(SPAN("]]][[]")), 2);
	assert_int_equal(jsontext_depth(nested(&text, JSONTEXT_DEPTH_MAX)), JSONTEXT_DEPTH_MAX);
	json_decref(load(buf_span(&text)));
	buf_clear(&text);
	assert_null(jsontext_load(nested(&text, JSONTEXT_DEPTH_MAX + 1), reason));
	assert_string_equal(reason, "nested deeper than 64");
	buf_release(&text);
}

static void
load_gives_a_reason(void **state)
{
	static const char *const bad[] = {"",
					  " ",
					  "{",
					  "{\"a\":}",
					  "nul",
					  "[1,]",
					  "1 2",
					  "\"\\ud800\"",
					  "\"\xff\"",
					  "\"\n\"",
					  "01",
					  "1e999",
					  "99999999999999999999",
					  "{\"a\\u0000\":1}"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		char reason[JSONTEXT_REASON_MAX] = "";

		if (jsontext_load(span_of(bad[i]), reason) != NULL)
			fail_msg("'%s' was loaded", bad[i]);
		assert_true(strlen(reason) > 5);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_values),
	    cmocka_unit_test(sees_a_cut),
	    cmocka_unit_test(walks_arrays_and_objects),
	    cmocka_unit_test(finds_members),
	    cmocka_unit_test(copy_keeps_values),
	    cmocka_unit_test(copy_drops_members),
	    cmocka_unit_test(copy_drops_members_of_json_in_strings),
	    cmocka_unit_test(tokens_are_cut_out),
	    cmocka_unit_test(redacts_any_bytes),
	    cmocka_unit_test(depth_is_bounded),
	    cmocka_unit_test(load_gives_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
