#include "load/line.h"

#include "lib/jsontext.h"
#include "lib/mem.h"
#include "lib/stream.h"
#include "load/scan.h"

#define NUMBER_TEXT_MAX 24 /* bytes of a 64-bit number with its NUL */

void
line_init(struct line *line)
{
	*line = (struct line){.space = BUF_MAX(STREAM_LINE_MAX)};
}

static void
forget(struct line *line)
{
	for (size_t i = 0; i < line->made_n; i++)
		free(line->made[i]);
	line->made_n = 0;
	json_decref(line->root);
	line->root = NULL;
	memset(line->cells, 0, sizeof line->cells);
}

void
line_release(struct line *line)
{
	forget(line);
	buf_release(&line->space);
}

const struct cell *
line_cell(const struct line *line, enum field_id field)
{
	static const struct cell none;

	return field != FIELD_NONE ? &line->cells[field - record_type(line->id).first] : &none;
}

static bool
is_word(struct span text, const char *word)
{
	return strlen(word) == text.n && memcmp(text.p, word, text.n) == 0;
}

/* What the text means beside its bytes; false where it means nothing. */
static bool
set_number(struct cell *cell, enum field_kind kind)
{
	if (kind == FIELD_TIME)
		return when_parse(cell->text, &cell->number);
	if (kind == FIELD_DATE)
		return when_parse_window(cell->text, &cell->number);
	return true;
}

/* The text behind escapes, kept in the line's space, which is as large as the whole line. */
static struct span
resolved(struct line *line, struct span text)
{
	char *at = line->space.p + line->space.n;
	size_t n = scan_unescape(at, text);

	line->space.n += n;
	return (struct span){at, n};
}

static bool
take_text(struct line *line, struct scan *in, const struct field *field, struct cell *cell)
{
	bool escaped;

	if (!scan_string(in, &cell->text, &escaped))
		return false;
	if (escaped)
		cell->text = resolved(line, cell->text);
	return (field->max == 0 || cell->text.n <= field->max) &&
	       field_text_good(field->kind, cell->text) && set_number(cell, field->kind);
}

static bool
take_int(struct scan *in, struct cell *cell)
{
	char text[NUMBER_TEXT_MAX];

	if (!scan_value(in, &cell->text) || cell->text.n >= sizeof text ||
	    memchr(cell->text.p, '.', cell->text.n) != NULL || *cell->text.p == '"' ||
	    strchr("{[tfn", *cell->text.p) != NULL)
		return false;
	memcpy(text, cell->text.p, cell->text.n);
	text[cell->text.n] = '\0';
	cell->number = strtoll(text, NULL, 10);
	return true;
}

static bool
take_bool(struct scan *in, struct cell *cell)
{
	if (!scan_value(in, &cell->text))
		return false;
	cell->number = is_word(cell->text, "true");
	return cell->number != 0 || is_word(cell->text, "false");
}

static bool
take_ids(struct scan *in, const struct field *field, struct cell *cell)
{
	struct distinct_ids ids;
	struct span id;

	ids.n = 0;
	cell->text.p = in->at;
	if (!scan_char(in, '['))
		return false;
	while (!scan_char(in, ']')) {
		if (ids.n != 0 && !scan_char(in, ','))
			return false;
		if (!scan_plain(in, &id) || !distinct_ids_add(&ids, id))
			return false;
	}
	cell->text.n = (size_t)(in->at - cell->text.p);
	cell->number = (int64_t)ids.n;
	return ids.n <= field->max;
}

static bool
take_cell(struct line *line, struct scan *in, const struct field *field, struct cell *cell)
{
	switch (field->kind) {
	case FIELD_INT:
		return take_int(in, cell);
	case FIELD_BOOL:
		return take_bool(in, cell);
	case FIELD_IDS:
		return take_ids(in, field, cell);
	case FIELD_JSON:
		return scan_value(in, &cell->text) && !is_word(cell->text, "null");
	default:
		return take_text(line, in, field, cell);
	}
}

/* The place of a member in its type, sought from where the last one was; type.count for none. */
static size_t
find_field(struct record_type type, size_t from, struct span name)
{
	for (size_t i = 0; i < type.count; i++) {
		size_t at = from + i < type.count ? from + i : from + i - type.count;

		if (is_word(name, record_field((enum field_id)(type.first + at))->name))
			return at;
	}
	return type.count;
}

static bool
has_all_needed(const struct line *line, struct record_type type)
{
	for (size_t i = 0; i < type.count; i++)
		if (record_field((enum field_id)(type.first + i))->need == FIELD_NEED &&
		    line->cells[i].text.p == NULL)
			return false;
	return true;
}

static bool
take_type(struct line *line, struct scan *in, bool *first)
{
	struct span key, name;

	if (!scan_char(in, '{') || !scan_key(in, first, &key) || key.p == NULL ||
	    !is_word(key, "type") || !scan_plain(in, &name))
		return false;
	for (size_t i = 0; i < RECORD_TYPES; i++) {
		line->id = (enum record_id)i;
		if (is_word(name, record_type(line->id).name))
			return true;
	}
	return false;
}

static bool
take_members(struct line *line, struct scan *in, bool first)
{
	struct record_type type = record_type(line->id);
	struct span key, other;
	size_t next = 0;

	for (;;) {
		size_t at;

		if (!scan_key(in, &first, &key) || is_word(key, "type"))
			return false;
		if (key.p == NULL)
			return in->at == in->end && has_all_needed(line, type);
		at = find_field(type, next, key);
		if (at == type.count) {
			line->others = true;
			if (!scan_value(in, &other))
				return false;
			continue;
		}
		if (line->cells[at].text.p != NULL ||
		    !take_cell(line, in, record_field((enum field_id)(type.first + at)),
			       &line->cells[at]))
			return false;
		line->cells[at].member = (struct span){key.p - 1, (size_t)(in->at - (key.p - 1))};
		next = at + 1;
	}
}

static bool
read_plainly(struct line *line)
{
	struct scan in = {line->text.p, line->text.p + line->text.n};
	bool first = true;

	line->others = false;
	buf_clear(&line->space);
	if (line->space.cap < line->text.n)
		buf_put(&line->space, line->text.p, line->text.n); /* makes room */
	buf_clear(&line->space);
	return take_type(line, &in, &first) && take_members(line, &in, first);
}

static struct span
keep_made(struct line *line, char *text)
{
	if (text == NULL)
		return (struct span){"", 0};
	line->made[line->made_n++] = text;
	return (struct span){text, strlen(text)};
}

/* Whether a member stands in the line as its value; a later one of its name may count instead. */
static bool
stands_there(struct span line, const char *name, const json_t *value, struct span *json)
{
	json_t *read;
	bool same;

	if (!jsontext_find(line, name, json))
		return false;
	read = json_loadb(json->p, json->n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	same = json_equal(read, value) != 0;
	json_decref(read);
	return same;
}

/*
 * JSON as it stands in the line, so that numbers keep their digits. A key that is written with
 * escapes is not found there; then the value is written anew.
 */
static struct span
json_cell(struct line *line, const struct field *field, const json_t *value)
{
	struct span json;

	if (field->kind == FIELD_JSON && stands_there(line->text, field->name, value, &json))
		return json;
	return keep_made(line, json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY));
}

static bool
fill_cell(struct line *line, const struct record *record, enum field_id id, struct cell *cell)
{
	const struct field *field = record_field(id);

	if (!record_has(record, id))
		return true;
	switch (field->kind) {
	case FIELD_INT:
		*cell = (struct cell){.text = {"", 0}, .number = record_int(record, id)};
		return true;
	case FIELD_BOOL:
		*cell = (struct cell){.text = {"", 0}, .number = record_bool(record, id)};
		return true;
	case FIELD_IDS:
	case FIELD_JSON:
		cell->text = json_cell(line, field, record_json(record, id));
		cell->number = (int64_t)json_array_size(record_json(record, id));
		return true;
	default:
		cell->text = record_text(record, id);
		return set_number(cell, field->kind);
	}
}

static enum record_read
read_by_tree(struct line *line, struct record_fault *fault)
{
	struct record record = {.root = NULL};
	enum record_read result = record_read(line->text, &record, fault);
	struct record_type type;

	if (result != RECORD_GOOD)
		return result;
	line->id = record.id;
	line->root = record.root;
	type = record_type(line->id);
	for (size_t i = 0; i < type.count; i++)
		(void)!fill_cell(line, &record, (enum field_id)(type.first + i), &line->cells[i]);
	return RECORD_GOOD;
}

enum record_read
line_read(struct line *line, struct span text, struct record_fault *fault)
{
	forget(line);
	line->text = text;
	line->plain = read_plainly(line);
	if (line->plain)
		return RECORD_GOOD;
	memset(line->cells, 0, sizeof line->cells);
	return read_by_tree(line, fault);
}
