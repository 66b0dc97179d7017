#include "load/copyrow.h"

#include "lib/jsontext.h"

#define EPOCH_MS ((when_ms)946684800000) /* 2000-01-01, where PostgreSQL's times begin */
#define TEXT_OID 25                      /* type of the elements of text[]; fixed for ever */
#define JSONB_VERSION 1
#define NULL_LENGTH UINT32_MAX /* -1: the column is NULL */

static void
put16(struct buf *out, uint16_t number)
{
	unsigned char bytes[] = {(unsigned char)(number >> 8), (unsigned char)number};

	buf_put(out, bytes, sizeof bytes);
}

static void
put32(struct buf *out, uint32_t number)
{
	put16(out, (uint16_t)(number >> 16));
	put16(out, (uint16_t)number);
}

static void
put64(struct buf *out, uint64_t number)
{
	put32(out, (uint32_t)(number >> 32));
	put32(out, (uint32_t)number);
}

void
copyrow_header(struct buf *out)
{
	buf_put(out, "PGCOPY\n\377\r\n", 11);
	put32(out, 0); /* flags */
	put32(out, 0); /* length of the header's extension */
}

void
copyrow_trailer(struct buf *out)
{
	put16(out, UINT16_MAX);
}

void
copyrow_start(struct buf *out, size_t columns)
{
	put16(out, (uint16_t)columns);
}

void
copyrow_int(struct buf *out, int64_t number)
{
	put32(out, sizeof number);
	put64(out, (uint64_t)number);
}

void
copyrow_text(struct buf *out, struct span text)
{
	put32(out, text.p != NULL ? (uint32_t)text.n : NULL_LENGTH);
	buf_put(out, text.p, text.n);
}

static void
put_time(struct buf *out, when_ms ms)
{
	copyrow_int(out, (ms - EPOCH_MS) * 1000);
}

static void
put_date(struct buf *out, struct span text)
{
	when_ms ms = EPOCH_MS;

	(void)!when_parse_window(text, &ms); /* the record's reader has judged it */
	put32(out, sizeof(int32_t));
	put32(out, (uint32_t)((ms - EPOCH_MS) / WHEN_DAY));
}

static void
put_bool(struct buf *out, bool truth)
{
	put32(out, 1);
	buf_putc(out, truth ? 1 : 0);
}

static unsigned
hex_digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void
put_uuid(struct buf *out, struct span text)
{
	unsigned char bytes[16];
	size_t n = 0;

	for (size_t i = 0; i + 1 < text.n && n < sizeof bytes; i += 2) {
		if (text.p[i] == '-')
			i++;
		bytes[n++] = (unsigned char)(hex_digit(text.p[i]) << 4 | hex_digit(text.p[i + 1]));
	}
	put32(out, sizeof bytes);
	buf_put(out, bytes, sizeof bytes);
}

static void
put_ids(struct buf *out, const json_t *list)
{
	size_t count = json_array_size(list), bytes = 0;

	for (size_t i = 0; i < count; i++)
		bytes += 4 + json_string_length(json_array_get(list, i));
	put32(out, (uint32_t)(count != 0 ? 20 + bytes : 12));
	put32(out, count != 0); /* dimensions */
	put32(out, 0);          /* no element is NULL */
	put32(out, TEXT_OID);
	if (count == 0)
		return;
	put32(out, (uint32_t)count);
	put32(out, 1); /* the index of the first */
	for (size_t i = 0; i < count; i++) {
		const json_t *id = json_array_get(list, i);

		copyrow_text(out, (struct span){json_string_value(id), json_string_length(id)});
	}
}

/* U+0000 can stand in JSON text only as an escape; "\\u0000" is a backslash and four zeros. */
static bool
has_nul(struct span json)
{
	const char *at = json.p, *end = json.p + json.n;

	while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL && end - at >= 6) {
		if (memcmp(at, "\\u0000", 6) == 0)
			return true;
		at += 2;
	}
	return false;
}

static void
put_json(struct buf *out, struct span json)
{
	put32(out, (uint32_t)json.n + 1);
	buf_putc(out, JSONB_VERSION);
	buf_put(out, json.p, json.n);
}

/*
 * The text of a member as it stands in the line, so that numbers keep their digits. A key that
 * is written with escapes is not found there; then the value is written anew.
 */
static bool
put_json_member(struct buf *out, struct span line, const char *name, const json_t *value)
{
	struct span json;
	char *made = NULL;
	bool good;

	if (!jsontext_find(line, name, &json)) {
		made = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		json = (struct span){made, made != NULL ? strlen(made) : 0};
	}
	good = json.n != 0 && !has_nul(json);
	if (good)
		put_json(out, json);
	free(made);
	return good;
}

static bool
put_field(struct buf *out, const struct record *record, enum field_id id, struct span line)
{
	const struct field *field = record_field(id);

	if (!record_has(record, id)) {
		put32(out, NULL_LENGTH);
		return true;
	}
	switch (field->kind) {
	case FIELD_TIME:
		put_time(out, record_time(record, id));
		break;
	case FIELD_DATE:
		put_date(out, record_text(record, id));
		break;
	case FIELD_INT:
		copyrow_int(out, record_int(record, id));
		break;
	case FIELD_BOOL:
		put_bool(out, record_bool(record, id));
		break;
	case FIELD_UUID:
		put_uuid(out, record_text(record, id));
		break;
	case FIELD_IDS:
		put_ids(out, record_json(record, id));
		break;
	case FIELD_JSON:
		return put_json_member(out, line, field->name, record_json(record, id));
	default:
		copyrow_text(out, record_text(record, id));
	}
	return true;
}

static bool
refuse(struct buf *out, size_t start, const char *reason, struct record_fault *fault,
       const char *name)
{
	fault->reason = reason;
	snprintf(fault->detail, sizeof fault->detail, "%s", name);
	out->n = start;
	out->over = false;
	if (out->p != NULL)
		out->p[start] = '\0';
	return false;
}

static size_t
count_columns(struct record_type type, bool whole)
{
	size_t n = 2 + whole;

	for (size_t i = 0; i < type.count; i++)
		n += !whole || record_field((enum field_id)(type.first + i))->kind != FIELD_JSON;
	return n;
}

bool
copyrow_record(struct buf *out, const struct record *record, struct span line,
	       struct copy_place place, bool whole, struct record_fault *fault)
{
	struct record_type type = record_type(record->id);
	size_t start = out->n;

	copyrow_start(out, count_columns(type, whole));
	copyrow_int(out, (int64_t)place.part);
	copyrow_int(out, (int64_t)place.line);
	for (size_t i = 0; i < type.count; i++) {
		enum field_id id = (enum field_id)(type.first + i);

		if (whole && record_field(id)->kind == FIELD_JSON)
			continue;
		if (!put_field(out, record, id, line))
			return refuse(out, start, "nul_in_json", fault, record_field(id)->name);
	}
	if (whole && has_nul(line))
		return refuse(out, start, "nul_in_json", fault, type.name);
	if (whole)
		put_json(out, line);
	if (out->over)
		return refuse(out, start, "too_long", fault, type.name);
	return true;
}
