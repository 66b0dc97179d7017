/*
 * Judges record_scan() by record_read(): whatever the line, both say the same of it. For the unit
 * test and for the fuzzer.
 */
#ifndef TESTS_RECORD_JUDGE_H
#define TESTS_RECORD_JUDGE_H

#include "lib/record.h"

static inline bool
same_span(struct span a, struct span b)
{
	return (a.p == NULL) == (b.p == NULL) && a.n == b.n &&
	       (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
same_member(const struct record *a, const struct record *b, enum field_id field)
{
	if (record_has(a, field) != record_has(b, field))
		return false;
	switch (record_field(field)->kind) {
	case FIELD_INT:
		return record_int(a, field) == record_int(b, field);
	case FIELD_BOOL:
		return record_bool(a, field) == record_bool(b, field);
	case FIELD_IDS:
	case FIELD_JSON:
		return !record_has(a, field) ||
		       json_equal(record_json(a, field), record_json(b, field));
	default:
		return same_span(record_text(a, field), record_text(b, field));
	}
}

static inline bool
same_record(const struct record *a, const struct record *b)
{
	struct record_type type = record_type(a->id);
	bool same = a->id == b->id;

	for (size_t i = 0; i < type.count && same; i++)
		same = same_member(a, b, (enum field_id)(type.first + i));
	return same;
}

/* False where they differ; *scanned tells whether the line needed no tree. */
static inline bool
judge_record(struct span line, bool *scanned)
{
	struct record read = RECORD_NONE, scan = RECORD_NONE;
	struct record_fault a = {.reason = "", .detail = ""}, b = {.reason = "", .detail = ""};
	enum record_read got = record_read(line, &read, &a);
	bool same = record_scan(line, &scan, &b) == got && strcmp(a.reason, b.reason) == 0 &&
		    strcmp(a.detail, b.detail) == 0;

	*scanned = got == RECORD_GOOD && scan.root == NULL;
	if (same && got == RECORD_GOOD)
		same = same_record(&read, &scan);
	record_release(&read);
	record_release(&scan);
	return same;
}

#endif
