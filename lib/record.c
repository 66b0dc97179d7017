#include "lib/record.h"

#include <limits.h>

#include "lib/digest.h"
#include "lib/jsonscan.h"
#include "lib/jsontext.h"

#define UUID_LENGTH 36

static const struct field fields[] = {
    {"", 0, FIELD_JSON, FIELD_MAY, 0}, /* FIELD_NONE */
#define RECORD(type)
#define FIELD(type, name, kind, need, max) \
	{#name, sizeof #name - 1, FIELD_##kind, FIELD_##need, max},
#include "lib/records.def"
#undef RECORD
#undef FIELD
};

static const char *const names[] = {
#define RECORD(type) #type,
#define FIELD(type, name, kind, need, max)
#include "lib/records.def"
#undef RECORD
#undef FIELD
};

static const enum field_id firsts[] = {
#define RECORD(type) type##_FIRST,
#define FIELD(type, name, kind, need, max)
#include "lib/records.def"
#undef RECORD
#undef FIELD
    FIELD_IDS_END};

struct record_type
record_type(enum record_id id)
{
	return (struct record_type){names[id], firsts[id], (size_t)(firsts[id + 1] - firsts[id])};
}

const struct field *
record_field(enum field_id id)
{
	return &fields[id];
}

/* What a byte may stand in. */
enum {
	OF_ID = 1,
	OF_HEX = 2,
	OF_BOTH = OF_ID | OF_HEX,
};

static const unsigned char byte_uses[UCHAR_MAX + 1] = {
    ['0'] = OF_BOTH, ['1'] = OF_BOTH, ['2'] = OF_BOTH, ['3'] = OF_BOTH, ['4'] = OF_BOTH,
    ['5'] = OF_BOTH, ['6'] = OF_BOTH, ['7'] = OF_BOTH, ['8'] = OF_BOTH, ['9'] = OF_BOTH,
    ['a'] = OF_BOTH, ['b'] = OF_BOTH, ['c'] = OF_BOTH, ['d'] = OF_BOTH, ['e'] = OF_BOTH,
    ['f'] = OF_BOTH, ['g'] = OF_ID,   ['h'] = OF_ID,   ['i'] = OF_ID,   ['j'] = OF_ID,
    ['k'] = OF_ID,   ['l'] = OF_ID,   ['m'] = OF_ID,   ['n'] = OF_ID,   ['o'] = OF_ID,
    ['p'] = OF_ID,   ['q'] = OF_ID,   ['r'] = OF_ID,   ['s'] = OF_ID,   ['t'] = OF_ID,
    ['u'] = OF_ID,   ['v'] = OF_ID,   ['w'] = OF_ID,   ['x'] = OF_ID,   ['y'] = OF_ID,
    ['z'] = OF_ID,   ['A'] = OF_ID,   ['B'] = OF_ID,   ['C'] = OF_ID,   ['D'] = OF_ID,
    ['E'] = OF_ID,   ['F'] = OF_ID,   ['G'] = OF_ID,   ['H'] = OF_ID,   ['I'] = OF_ID,
    ['J'] = OF_ID,   ['K'] = OF_ID,   ['L'] = OF_ID,   ['M'] = OF_ID,   ['N'] = OF_ID,
    ['O'] = OF_ID,   ['P'] = OF_ID,   ['Q'] = OF_ID,   ['R'] = OF_ID,   ['S'] = OF_ID,
    ['T'] = OF_ID,   ['U'] = OF_ID,   ['V'] = OF_ID,   ['W'] = OF_ID,   ['X'] = OF_ID,
    ['Y'] = OF_ID,   ['Z'] = OF_ID,   ['_'] = OF_ID,   ['-'] = OF_ID,   ['.'] = OF_ID,
    [':'] = OF_ID};

/* Whether all bytes may stand there. */
static inline bool
all_are(const char *p, size_t n, unsigned char use)
{
	unsigned char common = use;

	for (size_t i = 0; i < n; i++)
		common &= byte_uses[(unsigned char)p[i]];
	return common != 0;
}

static bool
is_id(struct span text)
{
	return text.n != 0 && all_are(text.p, text.n, OF_ID);
}

static bool
is_sha256(struct span text)
{
	return text.n == DIGEST_HEX && all_are(text.p, text.n, OF_HEX);
}

static bool
is_uuid(struct span text)
{
	static const size_t groups[] = {8, 4, 4, 4, 12};
	const char *p = text.p;

	if (text.n != UUID_LENGTH)
		return false;
	for (size_t i = 0; i < COUNT(groups); i++) {
		if ((i != 0 && *p++ != '-') || !all_are(p, groups[i], OF_HEX))
			return false;
		p += groups[i];
	}
	return true;
}

bool
field_text_good(enum field_kind kind, struct span text)
{
	when_ms ms;

	switch (kind) {
	case FIELD_ID:
	case FIELD_WORD:
		return is_id(text);
	case FIELD_TIME:
		return text.n != 0 && text.p[text.n - 1] == 'Z' && when_parse(text, &ms);
	case FIELD_DATE:
		return when_is_date(text);
	case FIELD_SHA256:
		return is_sha256(text);
	case FIELD_UUID:
		return is_uuid(text);
	default:
		return text.n == 0 || memchr(text.p, '\0', text.n) == NULL;
	}
}

static struct span
string_span(const json_t *value)
{
	if (!json_is_string(value))
		return (struct span){NULL, 0};
	return (struct span){json_string_value(value), json_string_length(value)};
}

bool
distinct_ids_add(struct distinct_ids *list, struct span id)
{
	if (list->n == DISTINCT_IDS_MAX || !is_id(id))
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (list->id[i].n == id.n && memcmp(list->id[i].p, id.p, id.n) == 0)
			return false;
	list->id[list->n++] = id;
	return true;
}

/* Ids, each once. */
static bool
are_ids(const json_t *list)
{
	json_t *seen = json_object();
	bool good = true;
	size_t i;
	json_t *id;

	json_array_foreach(list, i, id)
	{
		good = good && is_id(string_span(id)) &&
		       json_object_get(seen, json_string_value(id)) == NULL;
		if (good)
			(void)json_object_set(seen, json_string_value(id), id);
	}
	json_decref(seen);
	return good;
}

static const char *
check_ids(const struct field *field, const json_t *value)
{
	if (!json_is_array(value))
		return "not_an_array";
	if (json_array_size(value) > field->max)
		return "too_long";
	return are_ids(value) ? NULL : "bad_value";
}

static const char *
check_text(const struct field *field, const json_t *value)
{
	struct span text = string_span(value);

	if (text.p == NULL)
		return "not_a_string";
	if (field->max != 0 && text.n > field->max)
		return "too_long";
	return field_text_good(field->kind, text) ? NULL : "bad_value";
}

/* NULL when the value is what the field declares, else the word for what is wrong. */
static const char *
check_value(const struct field *field, const json_t *value)
{
	switch (field->kind) {
	case FIELD_INT:
		return json_is_integer(value) ? NULL : "not_an_integer";
	case FIELD_BOOL:
		return json_is_boolean(value) ? NULL : "not_a_boolean";
	case FIELD_IDS:
		return check_ids(field, value);
	case FIELD_JSON:
		return NULL;
	default:
		return check_text(field, value);
	}
}

static enum record_read
bad(struct record_fault *fault, const char *reason, const char *what, const char *name)
{
	fault->reason = reason;
	snprintf(fault->detail, sizeof fault->detail, "%s%s%s", what, name[0] != '\0' ? ": " : "",
		 name);
	return RECORD_BAD;
}

static enum record_read
check_members(struct record *record, struct record_fault *fault)
{
	struct record_type type = record_type(record->id);

	for (size_t i = 0; i < type.count; i++) {
		const struct field *field = &fields[type.first + i];
		json_t *value = json_object_get(record->root, field->name);
		const char *wrong = NULL;

		if (value == NULL || json_is_null(value)) {
			if (field->need == FIELD_NEED)
				wrong = "missing";
			value = NULL;
		} else {
			wrong = check_value(field, value);
		}
		if (wrong != NULL)
			return bad(fault, wrong, type.name, field->name);
		record->value[i].tree = value;
	}
	return RECORD_GOOD;
}

static bool
find_type(const char *name, enum record_id *id)
{
	for (size_t i = 0; i < RECORD_TYPES; i++) {
		if (strcmp(names[i], name) == 0) {
			*id = (enum record_id)i;
			return true;
		}
	}
	return false;
}

enum record_read
record_read(struct span line, struct record *record, struct record_fault *fault)
{
	char reason[JSONTEXT_REASON_MAX];
	struct record made = RECORD_NONE;
	enum record_read result = RECORD_GOOD;
	const char *name;

	made.root = jsontext_load(line, reason);
	name = json_string_value(json_object_get(made.root, "type"));
	if (made.root == NULL)
		return bad(fault, "not_json", reason, "");
	if (name == NULL)
		result = bad(fault, "no_type", "a record needs a member \"type\"", "");
	else if (strcmp(name, "end") == 0)
		result = RECORD_END;
	else if (!find_type(name, &made.id)) {
		(void)bad(fault, "unknown_type", "type", name);
		result = RECORD_UNKNOWN;
	} else
		result = check_members(&made, fault);
	if (result == RECORD_GOOD)
		*record = made;
	else
		json_decref(made.root);
	return result;
}

void
record_release(struct record *record)
{
	struct record_type type = record_type(record->id);

	for (size_t i = 0; i < type.count && record->root == NULL; i++)
		json_decref(record->value[i].tree);
	json_decref(record->root);
	free(record->decoded);
	*record = RECORD_NONE;
}

static const struct record_value *
value_of(const struct record *record, enum field_id field)
{
	return &record->value[field - firsts[record->id]];
}

bool
record_has(const struct record *record, enum field_id field)
{
	const struct record_value *value = value_of(record, field);

	return value->tree != NULL || value->text.p != NULL;
}

struct span
record_text(const struct record *record, enum field_id field)
{
	const struct record_value *value = value_of(record, field);

	return record->root != NULL ? string_span(value->tree) : value->text;
}

int64_t
record_int(const struct record *record, enum field_id field)
{
	const struct record_value *value = value_of(record, field);
	const struct jsonscan_value number = {.kind = JSONSCAN_INT, .text = value->text};

	if (record->root != NULL || value->text.p == NULL)
		return json_integer_value(value->tree);
	return jsonscan_int(&number);
}

bool
record_bool(const struct record *record, enum field_id field)
{
	const struct record_value *value = value_of(record, field);

	if (record->root != NULL || value->text.p == NULL)
		return json_is_true(value->tree);
	return *value->text.p == 't';
}

when_ms
record_time(const struct record *record, enum field_id field)
{
	struct span text = record_text(record, field);
	when_ms ms;

	return text.p != NULL && when_parse(text, &ms) ? ms : WHEN_NONE;
}

struct span
record_json_text(const struct record *record, enum field_id field)
{
	return value_of(record, field)->text;
}

/* The tree of a member that was only scanned is made once; it is the record's to keep. */
static json_t *
tree_of(const struct record *record, enum field_id field)
{
	struct record_value *value = (struct record_value *)value_of(record, field);
	char reason[JSONTEXT_REASON_MAX];

	if (value->tree == NULL && value->text.p != NULL)
		value->tree = jsontext_load(value->text, reason);
	return value->tree;
}

const json_t *
record_json(const struct record *record, enum field_id field)
{
	return tree_of(record, field);
}

json_t *
record_json_take(const struct record *record, enum field_id field)
{
	return json_incref(tree_of(record, field));
}
