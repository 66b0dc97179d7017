/* Records out of lines without a tree; what is not plain goes the way of record_read(). */
#include "lib/jsonscan.h"
#include "lib/mem.h"
#include "lib/record.h"

struct scanning {
	struct record *record;
	struct record_type type;
	size_t next; /* where the member after the last one stands in the declaration */
	struct span line;
	size_t decoded_n;
};

/* Our writers keep the order of the declaration; type.count where there is no such member. */
static size_t
find_member(struct scanning *s, struct span key)
{
	for (size_t tried = 0; tried < s->type.count; tried++) {
		size_t i = (s->next + tried) % s->type.count;

		const struct field *field = record_field((enum field_id)(s->type.first + i));

		if (key.n == field->name_n && memcmp(key.p, field->name, key.n) == 0) {
			s->next = i + 1;
			return i;
		}
	}
	return s->type.count;
}

/* Without its escapes, of which all texts of a line together have room in one line. */
static struct span
plain_text(struct scanning *s, const struct jsonscan_value *value)
{
	struct record *record = s->record;
	struct span plain;

	if (!value->escaped)
		return value->text;
	if (record->decoded == NULL)
		record->decoded = must_malloc(s->line.n);
	plain.p = record->decoded + s->decoded_n;
	plain.n = jsonscan_decode(value->text, record->decoded + s->decoded_n);
	s->decoded_n += plain.n;
	return plain;
}

static bool
are_ids(const struct field *field, const struct jsonscan_value *value)
{
	struct jsonscan in = jsonscan_at(value->text);
	struct distinct_ids ids;
	struct jsonscan_value id;
	int got;

	ids.n = 0;
	if (!jsonscan_enter(&in, '['))
		return false;
	while ((got = jsonscan_next(&in)) > 0)
		if (!jsonscan_value(&in, &id) || id.kind != JSONSCAN_TEXT || id.escaped ||
		    !distinct_ids_add(&ids, id.text))
			return false;
	return got == 0 && ids.n <= field->max;
}

static bool
is_good(const struct field *field, const struct jsonscan_value *value, struct span text)
{
	switch (field->kind) {
	case FIELD_INT:
		return value->kind == JSONSCAN_INT;
	case FIELD_BOOL:
		return value->kind == JSONSCAN_TRUE || value->kind == JSONSCAN_FALSE;
	case FIELD_IDS:
		return are_ids(field, value);
	case FIELD_JSON:
		return true;
	default:
		return value->kind == JSONSCAN_TEXT && (field->max == 0 || text.n <= field->max) &&
		       field_text_good(field->kind, text);
	}
}

static bool
take_member(struct scanning *s, struct span key, const struct jsonscan_value *value)
{
	size_t i = find_member(s, key);
	const struct field *field = record_field((enum field_id)(s->type.first + i));
	struct span text = value->text;

	if (i == s->type.count)
		return true; /* a newer writer may say more */
	if (s->record->value[i].text.p != NULL || value->kind == JSONSCAN_NULL)
		return false;
	if (value->kind == JSONSCAN_TEXT && field->kind != FIELD_JSON)
		text = plain_text(s, value);
	else if (value->kind == JSONSCAN_TEXT)
		text = (struct span){text.p - 1, text.n + 2}; /* JSON has its quotes */
	s->record->value[i].text = text;
	return is_good(field, value, text);
}

static bool
find_type(struct span name, enum record_id *id)
{
	for (size_t i = 0; i < RECORD_TYPES; i++) {
		if (span_is(name, record_type((enum record_id)i).name)) {
			*id = (enum record_id)i;
			return true;
		}
	}
	return false;
}

static bool
has_all(const struct scanning *s)
{
	for (size_t i = 0; i < s->type.count; i++)
		if (s->record->value[i].text.p == NULL &&
		    record_field((enum field_id)(s->type.first + i))->need == FIELD_NEED)
			return false;
	return true;
}

/* All up to the brace that ends the line, as it stands: the value of the last member. */
static bool
take_rest(struct scanning *s, const struct jsonscan *in, enum field_id last)
{
	struct record_value *value = &s->record->value[last - s->type.first];

	if (value->text.p != NULL || in->end[-1] != '}')
		return false;
	value->text = (struct span){in->at, (size_t)(in->end - 1 - in->at)};
	return true;
}

/* The members behind the type, those before `last` where there is one. */
static bool
scan_members(struct scanning *s, struct jsonscan *in, enum field_id last)
{
	struct jsonscan_value value;
	struct span key;
	int got;

	while ((got = jsonscan_key(in, &key)) > 0) {
		if (last != FIELD_NONE && span_is(key, record_field(last)->name))
			return take_rest(s, in, last);
		if (!jsonscan_value(in, &value) || span_is(key, "type") ||
		    !take_member(s, key, &value))
			return false;
	}
	return got == 0 && last == FIELD_NONE && jsonscan_ended(in);
}

/* False where anything is not plain; the record may have been begun. */
static bool
scan(struct span line, struct record *record, enum field_id last)
{
	struct scanning s = {.record = record, .line = line};
	struct jsonscan in = jsonscan_at(line);
	struct jsonscan_value value;
	struct span key;

	record->root = NULL;
	record->decoded = NULL;
	record->id = (enum record_id)0;
	if (!jsonscan_enter(&in, '{') || jsonscan_member(&in, &key, &value) <= 0 ||
	    !span_is(key, "type") || value.kind != JSONSCAN_TEXT || value.escaped ||
	    !find_type(value.text, &record->id))
		return false;
	s.type = record_type(record->id);
	memset(record->value, 0, s.type.count * sizeof *record->value);
	if (last != FIELD_NONE && (last < s.type.first || last >= s.type.first + s.type.count))
		return false;
	return scan_members(&s, &in, last) && has_all(&s);
}

bool
record_scan_before(struct span line, struct record *record, enum field_id last)
{
	if (scan(line, record, last))
		return true;
	free(record->decoded);
	*record = RECORD_NONE;
	return false;
}

enum record_read
record_scan(struct span line, struct record *record, struct record_fault *fault)
{
	struct record made;

	if (scan(line, &made, FIELD_NONE)) {
		*record = made;
		return RECORD_GOOD;
	}
	free(made.decoded);
	return record_read(line, record, fault);
}
