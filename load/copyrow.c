#include "load/copyrow.h"

#include <endian.h>

#include "lib/digest.h"

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

/* A uuid, or the first half of a SHA-256. */
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

static bool
put_cell(struct buf *out, const struct line *line, enum field_kind kind, const struct cell *cell)
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
		put_bool(out, cell->number != 0);
		break;
	case FIELD_UUID:
		put_uuid(out, cell->text);
		break;
	case FIELD_IDS:
		put_ids(out, cell);
		break;
	case FIELD_JSON:
		if (!line->plain && has_nul(cell->text))
			return false;
		put_json(out, cell->text);
		break;
	default:
		copyrow_text(out, cell->text);
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

/* Members of an article that are columns of the stage: what the merges look at. */
static const enum field_id of_article[] = {
    article_account_id,    article_event_key, article_editorial_day,  article_time_zone,
    article_event_start,   article_event_end, article_input_count,    article_observed_at,
    article_inputs_sha256, article_story_ids, article_content_sha256, article_lang,
    article_kind,          article_slug,      article_section,        article_headline,
    article_dek,
};

/* The columns of a record; all members of a type stand in a row. */
static size_t
columns_of(const struct line *line, enum copyrow_tail tail)
{
	return tail == COPYROW_WHOLE ? COUNT(of_article) : record_type(line->id).count;
}

static enum field_id
column(const struct line *line, enum copyrow_tail tail, size_t i)
{
	return tail == COPYROW_WHOLE ? of_article[i]
				     : (enum field_id)(record_type(line->id).first + i);
}

static bool
put_cells(struct buf *out, const struct line *line, enum copyrow_tail tail, const char **at_fault)
{
	for (size_t i = 0; i < columns_of(line, tail); i++) {
		enum field_id id = column(line, tail, i);

		*at_fault = record_field(id)->name;
		if (!put_cell(out, line, record_field(id)->kind, line_cell(line, id)))
			return false;
	}
	*at_fault = record_type(line->id).name;
	return tail != COPYROW_WHOLE || line->plain || !has_nul(line->text);
}

static void
put_hash(struct buf *out, struct span text)
{
	char hex[DIGEST_HEX + 1];

	digest_of(text, hex);
	put_uuid(out, (struct span){hex, DIGEST_HEX});
}

bool
copyrow_line(struct buf *out, const struct line *line, struct copy_place place,
	     enum copyrow_tail tail, struct record_fault *fault)
{
	size_t start = out->n;
	const char *at_fault;

	copyrow_start(out, 2 + columns_of(line, tail) + (tail != COPYROW_MEMBERS));
	copyrow_int(out, (int64_t)place.part);
	copyrow_int(out, (int64_t)place.line);
	if (!put_cells(out, line, tail, &at_fault))
		return refuse(out, start, "nul_in_json", fault, at_fault);
	if (tail == COPYROW_WHOLE)
		put_json(out, line->text);
	else if (tail == COPYROW_HASH)
		put_hash(out, line->text);
	if (out->over)
		return refuse(out, start, "too_long", fault, at_fault);
	return true;
}
