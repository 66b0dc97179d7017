/*
 * A record that the reader takes can be written again, and reads the same then; the scanner says
 * the same of every line.
 */
#include "tests/unit/record_judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
put_json(struct record_out *out, enum field_id field, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	if (text == NULL)
		abort();
	record_put_json(out, field, span_of(text));
	free(text);
}

static void
put_member(struct record_out *out, const struct record *record, enum field_id field)
{
	switch (record_field(field)->kind) {
	case FIELD_INT:
		record_put_int(out, field, record_int(record, field));
		break;
	case FIELD_BOOL:
		record_put_bool(out, field, record_bool(record, field));
		break;
	case FIELD_IDS:
	case FIELD_JSON:
		put_json(out, field, record_json(record, field));
		break;
	default:
		record_put_text(out, field, record_text(record, field));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct record record = RECORD_NONE, again = RECORD_NONE;
	struct record_fault fault;
	struct record_out out;
	struct record_type type;
	bool scanned;

	if (n != 0 && !judge_record((struct span){(const char *)bytes, n}, &scanned))
		abort();
	if (n == 0 ||
	    record_read((struct span){(const char *)bytes, n}, &record, &fault) != RECORD_GOOD)
		return 0;
	record_out_init(&out);
	record_start(&out, record.id);
	type = record_type(record.id);
	for (size_t i = 0; i < type.count; i++)
		if (record_has(&record, (enum field_id)(type.first + i)))
			put_member(&out, &record, (enum field_id)(type.first + i));
	if (record_read(record_finish(&out), &again, &fault) != RECORD_GOOD)
		abort();
	if (!same_record(&record, &again))
		abort();
	record_release(&record);
	record_release(&again);
	record_out_release(&out);
	return 0;
}
