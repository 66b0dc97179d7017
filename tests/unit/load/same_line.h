/*
 * The loader's reader of lines against lib/record.h, which is the judge. Used by the unit test and
 * the fuzz target: returns what differs, or NULL.
 */
#ifndef TESTS_UNIT_LOAD_SAME_LINE_H
#define TESTS_UNIT_LOAD_SAME_LINE_H

#include "load/line.h"

static bool
same_json(const struct cell *cell, const json_t *value)
{
	json_t *read =
	    json_loadb(cell->text.p, cell->text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	bool same = json_equal(read, value) != 0;

	json_decref(read);
	return same;
}

static bool
same_cell(const struct cell *cell, const struct record *record, enum field_id id)
{
	struct span text = record_text(record, id);

	if (!record_has(record, id))
		return cell->text.p == NULL;
	if (cell->text.p == NULL)
		return false;
	switch (record_field(id)->kind) {
	case FIELD_INT:
		return cell->number == record_int(record, id);
	case FIELD_BOOL:
		return (cell->number != 0) == record_bool(record, id);
	case FIELD_IDS:
		return cell->number == (int64_t)json_array_size(record_json(record, id)) &&
		       same_json(cell, record_json(record, id));
	case FIELD_JSON:
		return same_json(cell, record_json(record, id));
	case FIELD_TIME:
		return cell->number == record_time(record, id);
	default:
		return cell->text.n == text.n && memcmp(cell->text.p, text.p, text.n) == 0;
	}
}

static const char *
same_cells(const struct line *line, const struct record *record)
{
	struct record_type type = record_type(record->id);

	if (line->id != record->id)
		return "another type";
	for (size_t i = 0; i < type.count; i++) {
		enum field_id id = (enum field_id)(type.first + i);

		if (!same_cell(line_cell(line, id), record, id))
			return record_field(id)->name;
	}
	return NULL;
}

static const char *
same_line(struct line *line, struct span text)
{
	struct record_fault fault = {"", ""}, wanted_fault = {"", ""};
	struct record record = {.root = NULL};
	enum record_read wanted = record_read(text, &record, &wanted_fault);
	enum record_read got = line_read(line, text, &fault);
	const char *differs = NULL;

	if (got != wanted)
		differs = "another judgement";
	else if (got == RECORD_GOOD)
		differs = same_cells(line, &record);
	else if (strcmp(fault.reason, wanted_fault.reason) != 0)
		differs = "another reason";
	record_release(&record);
	return differs;
}

#endif
