#include "load/copyrow.h"

#include <endian.h>

#include "lib/hex.h"

#define EPOCH_MS ((when_ms)946684800000) /* 2000-01-01, where PostgreSQL's times begin */
#define TEXT_OID 25                      /* type of the elements of text[]; fixed for ever */
#define JSONB_VERSION 1
#define NULL_LENGTH UINT32_MAX /* -1: the column is NULL */

static void
put16(struct buf *out, uint16_t number)
{
	uint16_t bytes = htobe16(number);

	buf_put(out, &bytes, sizeof bytes);
}

static void
put32(struct buf *out, uint32_t number)
{
	uint32_t bytes = htobe32(number);

	buf_put(out, &bytes, sizeof bytes);
}

/* Sets a number that was put before. */
static void
set32(struct buf *out, size_t at, uint32_t number)
{
	uint32_t bytes = htobe32(number);

	if (!out->over)
		memcpy(out->p + at, &bytes, sizeof bytes);
}

static void
put64(struct buf *out, uint64_t number)
{
	uint64_t bytes = htobe64(number);

	buf_put(out, &bytes, sizeof bytes);
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

void
copyrow_int4(struct buf *out, int32_t number)
{
	put32(out, sizeof number);
	put32(out, (uint32_t)number);
}

static void
put_time(struct buf *out, when_ms ms)
{
	copyrow_int(out, (ms - EPOCH_MS) * 1000);
}

static void
put_date(struct buf *out, when_ms midnight)
{
	put32(out, sizeof(int32_t));
	put32(out, (uint32_t)((midnight - EPOCH_MS) / WHEN_DAY));
}

void
copyrow_bool(struct buf *out, bool truth)
{
	put32(out, 1);
	buf_putc(out, truth ? 1 : 0);
}

/* A uuid, or the first half of a SHA-256. */
void
copyrow_uuid(struct buf *out, struct span text)
{
	unsigned char bytes[16];
	size_t n = 0;

	for (size_t i = 0; i + 1 < text.n && n < sizeof bytes; i += 2) {
		if (text.p[i] == '-')
			i++;
		bytes[n++] = (unsigned char)(hex_digit(text.p[i]) * 16 + hex_digit(text.p[i + 1]));
	}
	put32(out, sizeof bytes);
	buf_put(out, bytes, sizeof bytes);
}

/* A list of ids as JSON, which has no escapes: each id stands between two quotes. */
static void
put_ids(struct buf *out, const struct cell *list)
{
	size_t count = (size_t)list->number, from = out->n;
	const char *at = list->text.p, *end = list->text.p + list->text.n;

	put32(out, 0);          /* the length, known at the end */
	put32(out, count != 0); /* dimensions */
	put32(out, 0);          /* no element is NULL */
	put32(out, TEXT_OID);
	if (count != 0) {
		put32(out, (uint32_t)count);
		put32(out, 1); /* the index of the first */
	}
	for (size_t i = 0; i < count; i++) {
		const char *first = (const char *)memchr(at, '"', (size_t)(end - at)) + 1;

		at = memchr(first, '"', (size_t)(end - first));
		copyrow_text(out, (struct span){first, (size_t)(at - first)});
		at++;
	}
	set32(out, from, (uint32_t)(out->n - from - 4));
}

/* U+0000 can stand in JSON text only as an escape; "\\u0000" is a backslash and four zeros. */
bool
copyrow_has_nul(struct span json)
{
	const char *at = json.p, *end = json.p + json.n;

	while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL && end - at >= 6) {
		if (memcmp(at, "\\u0000", 6) == 0)
			return true;
		at += 2;
	}
	return false;
}

void
copyrow_json(struct buf *out, struct span json)
{
	put32(out, (uint32_t)json.n + 1);
	buf_putc(out, JSONB_VERSION);
	buf_put(out, json.p, json.n);
}

size_t
copyrow_json_begin(struct buf *out)
{
	size_t from = out->n;

	put32(out, 0); /* the length, known at the end */
	buf_putc(out, JSONB_VERSION);
	return from;
}

void
copyrow_json_end(struct buf *out, size_t from)
{
	set32(out, from, (uint32_t)(out->n - from - 4));
}

bool
copyrow_cell(struct buf *out, const struct line *line, enum field_kind kind,
	     const struct cell *cell)
{
	if (cell->text.p == NULL) {
		put32(out, NULL_LENGTH);
		return true;
	}
	switch (kind) {
	case FIELD_TIME:
		put_time(out, cell->number);
		break;
	case FIELD_DATE:
		put_date(out, cell->number);
		break;
	case FIELD_INT:
		copyrow_int(out, cell->number);
		break;
	case FIELD_BOOL:
		copyrow_bool(out, cell->number != 0);
		break;
	case FIELD_UUID:
		copyrow_uuid(out, cell->text);
		break;
	case FIELD_IDS:
		put_ids(out, cell);
		break;
	case FIELD_JSON:
		if (!line->plain && copyrow_has_nul(cell->text))
			return false;
		copyrow_json(out, cell->text);
		break;
	default:
		copyrow_text(out, cell->text);
	}
	return true;
}
