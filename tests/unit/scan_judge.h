/*
 * Judges the narrow reader of JSON by jansson: what it takes, jansson must take, with the same
 * meaning. For the unit test and for the fuzzer.
 */
#ifndef TESTS_SCAN_JUDGE_H
#define TESTS_SCAN_JUDGE_H

#include "lib/jsonscan.h"
#include "lib/jsontext.h"
#include "lib/mem.h"

static bool same_value(const struct jsonscan_value *value, const json_t *tree);

static inline bool
same_text(const struct jsonscan_value *value, const json_t *tree)
{
	char *plain = must_malloc(value->text.n + 1);
	size_t n = value->text.n;
	bool same;

	if (value->escaped)
		n = jsonscan_decode(value->text, plain);
	else
		memcpy(plain, value->text.p, n);
	same = json_is_string(tree) && json_string_length(tree) == n &&
	       memcmp(json_string_value(tree), plain, n) == 0;
	free(plain);
	return same;
}

static inline bool
same_array(const struct jsonscan_value *value, const json_t *tree)
{
	struct jsonscan in = jsonscan_at(value->text);
	struct jsonscan_value element;
	size_t n = 0;
	int got = jsonscan_enter(&in, '[') ? 1 : -1;

	while (got > 0 && (got = jsonscan_next(&in)) > 0)
		if (!jsonscan_value(&in, &element) ||
		    !same_value(&element, json_array_get(tree, n++)))
			return false;
	return got == 0 && json_is_array(tree) && n == json_array_size(tree);
}

/* Of a key that stands twice jansson keeps the last value; a key with an escape is not taken. */
static inline bool
same_object(const struct jsonscan_value *value, const json_t *tree)
{
	struct jsonscan in = jsonscan_at(value->text);
	struct jsonscan_value member;
	json_t *seen = json_object();
	bool same = json_is_object(tree) && jsonscan_enter(&in, '{');
	struct span key;
	int got;

	while (same && (got = jsonscan_member(&in, &key, &member)) > 0) {
		char *name = must_strndup(key.p, key.n);

		json_object_set_new(seen, name,
				    json_boolean(same_value(&member, json_object_get(tree, name))));
		free(name);
	}
	if (same && got == 0) {
		const char *name;
		json_t *one;

		same = json_object_size(seen) == json_object_size(tree);
		json_object_foreach(seen, name, one) same = same && json_is_true(one);
	}
	json_decref(seen);
	return same;
}

static bool
same_value(const struct jsonscan_value *value, const json_t *tree)
{
	switch (value->kind) {
	case JSONSCAN_NULL:
		return json_is_null(tree);
	case JSONSCAN_FALSE:
		return json_is_false(tree);
	case JSONSCAN_TRUE:
		return json_is_true(tree);
	case JSONSCAN_INT:
		return json_is_integer(tree) && json_integer_value(tree) == jsonscan_int(value);
	case JSONSCAN_REAL:
		return json_is_real(tree);
	case JSONSCAN_TEXT:
		return same_text(value, tree);
	case JSONSCAN_ARRAY:
		return same_array(value, tree);
	case JSONSCAN_OBJECT:
		return same_object(value, tree);
	}
	return false;
}

/* 1 it was taken, and rightly; 0 it was left to jansson; -1 it was taken wrongly. */
static inline int
judge_scan(struct span text)
{
	struct jsonscan in = jsonscan_at(text);
	char reason[JSONTEXT_REASON_MAX];
	struct jsonscan_value value;
	json_t *tree;
	bool same;

	if (!jsonscan_value(&in, &value) || !jsonscan_ended(&in))
		return 0;
	tree = jsontext_load(text, reason);
	same = tree != NULL && same_value(&value, tree);
	json_decref(tree);
	return same ? 1 : -1;
}

#endif
