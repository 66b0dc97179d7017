/* Writing records; see record.h. */
#include <sysexits.h>

#include "lib/jsonw.h"
#include "lib/record.h"
#include "lib/stream.h"

static NORETURN void
writer_bug(const struct record_out *out, enum field_id field, const char *what)
{
	fprintf(stderr, "storywire: bug: record %s: member %s: %s\n", record_type(out->id).name,
		field < FIELD_IDS_END ? record_field(field)->name : "?", what);
	exit(EX_SOFTWARE);
}

void
record_out_init(struct record_out *out)
{
	*out = (struct record_out){.line = BUF_MAX(STREAM_LINE_MAX)};
}

void
record_out_release(struct record_out *out)
{
	buf_release(&out->line);
}

void
record_start(struct record_out *out, enum record_id id)
{
	out->id = id;
	out->next = record_type(id).first;
	buf_clear(&out->line);
	jsonw_open(&out->line, '{');
	jsonw_member_word(&out->line, "type", record_type(id).name);
}

/* Steps from out->next to just after `field`; what is passed over must not be needed. */
static void
step_to(struct record_out *out, enum field_id field)
{
	for (; out->next < field; out->next++)
		if (record_field(out->next)->need == FIELD_NEED)
			writer_bug(out, out->next, "left out");
}

static void
put_key(struct record_out *out, enum field_id field)
{
	struct record_type type = record_type(out->id);

	if (field < out->next || field >= type.first + type.count)
		writer_bug(out, field, "out of order");
	step_to(out, field);
	out->next = field + 1;
	jsonw_key_n(&out->line, record_field(field)->name, record_field(field)->name_n);
}

static void
expect(const struct record_out *out, enum field_id field, bool good)
{
	if (!good)
		writer_bug(out, field, "of another kind");
}

void
record_put_text(struct record_out *out, enum field_id field, struct span text)
{
	enum field_kind kind = record_field(field)->kind;

	expect(out, field,
	       kind != FIELD_INT && kind != FIELD_BOOL && kind != FIELD_IDS && kind != FIELD_JSON &&
		   field_text_good(kind, text));
	put_key(out, field);
	if (kind == FIELD_TEXT)
		jsonw_text(&out->line, text);
	else /* ids, words, times and hashes have no byte that needs an escape */
		jsonw_plain(&out->line, text);
}

void
record_put_word(struct record_out *out, enum field_id field, const char *word)
{
	record_put_text(out, field, span_of(word));
}

void
record_put_time(struct record_out *out, enum field_id field, when_ms ms)
{
	char text[WHEN_TEXT_MAX];

	expect(out, field, record_field(field)->kind == FIELD_TIME);
	put_key(out, field);
	jsonw_plain(&out->line, (struct span){text, strlen(when_print(ms, text))});
}

void
record_put_int(struct record_out *out, enum field_id field, int64_t number)
{
	expect(out, field, record_field(field)->kind == FIELD_INT);
	put_key(out, field);
	jsonw_int(&out->line, number);
}

void
record_put_bool(struct record_out *out, enum field_id field, bool truth)
{
	expect(out, field, record_field(field)->kind == FIELD_BOOL);
	put_key(out, field);
	jsonw_bool(&out->line, truth);
}

void
record_put_json(struct record_out *out, enum field_id field, struct span json)
{
	expect(out, field,
	       record_field(field)->kind == FIELD_JSON || record_field(field)->kind == FIELD_IDS);
	put_key(out, field);
	jsonw_json(&out->line, json);
}

struct buf *
record_open_json(struct record_out *out, enum field_id field)
{
	expect(out, field,
	       record_field(field)->kind == FIELD_JSON || record_field(field)->kind == FIELD_IDS);
	put_key(out, field);
	return &out->line;
}

struct span
record_finish(struct record_out *out)
{
	struct record_type type = record_type(out->id);

	step_to(out, (enum field_id)(type.first + type.count));
	buf_putc(&out->line, '}');
	return buf_span(&out->line);
}
