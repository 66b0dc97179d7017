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

/*
 * The members of an article as jsonb keeps them: by the length of the name, then by its bytes, and
 * FIELD_NONE for the type. What comes in this order the server need not sort.
 */
static const enum field_id in_order[] = {
    article_dek,
    article_uri,
    article_kind,
    article_lang,
    article_slug,
    article_tags,
    FIELD_NONE,
    article_angle,
    article_facts,
    article_works,
    article_blocks,
    article_people,
    article_places,
    article_quotes,
    article_review,
    article_figures,
    article_related,
    article_section,
    article_headline,
    article_subjects,
    article_body_text,
    article_crossings,
    article_event_end,
    article_event_key,
    article_generator,
    article_sentences,
    article_story_ids,
    article_time_zone,
    article_account_id,
    article_article_id,
    article_disclosure,
    article_event_start,
    article_facts_files,
    article_input_count,
    article_observed_at,
    article_template_set,
    article_editorial_day,
    article_inputs_sha256,
    article_content_sha256,
};

static void
put_members(struct buf *out, const struct line *line)
{
	size_t from = out->n;
	char before = '{';

	put32(out, 0); /* the length, known at the end */
	buf_putc(out, JSONB_VERSION);
	for (size_t i = 0; i < COUNT(in_order); i++) {
		struct span member = line_cell(line, in_order[i])->member;

		if (in_order[i] == FIELD_NONE)
			member = (struct span){"\"type\":\"article\"", 16};
		if (member.p == NULL)
			continue;
		buf_putc(out, before);
		buf_put(out, member.p, member.n);
		before = ',';
	}
	buf_putc(out, '}');
	set32(out, from, (uint32_t)(out->n - from - 4));
}

static void
put_record(struct buf *out, const struct line *line)
{
	if (line->plain && !line->others)
		put_members(out, line);
	else
		put_json(out, line->text);
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

/* Members of an article that storywire.article_version keeps beside the record. */
static const enum field_id of_article[] = {
    article_account_id,  article_event_key,     article_editorial_day, article_input_count,
    article_observed_at, article_inputs_sha256, article_story_ids,     article_content_sha256,
};

/* Members of an article that the end of an input looks at. */
static const enum field_id of_version[] = {
    article_account_id,  article_event_key,      article_editorial_day, article_time_zone,
    article_event_start, article_event_end,      article_observed_at,   article_inputs_sha256,
    article_story_ids,   article_content_sha256, article_lang,          article_kind,
    article_slug,        article_section,        article_headline,      article_dek,
};

static const enum field_id of_alias[] = {story_account_id, story_graph_id, story_story_id};
static const enum field_id of_own[] = {story_account_id, story_story_id, story_graph_id};

/* The constraint record_has_its_lists of sql/query/stage_article.sql. */
static const enum field_id lists[] = {
    article_blocks,  article_sentences, article_facts,  article_quotes,
    article_figures, article_people,    article_places, article_tags,
};

/* What goes before the members of a record. */
enum head {
	HEAD_NONE,
	HEAD_PLACE,         /* part and line, two int8 */
	HEAD_SETTLED,       /* article_id, version, reason: a uuid, an int4 and "new" */
	HEAD_WAY_AND_PLACE, /* a boolean before the place */
};

/* The bytes with those of their lengths, 4 each. */
static const struct {
	size_t columns, bytes;
} heads[] = {
    [HEAD_NONE] = {0, 0},
    [HEAD_PLACE] = {2, 24},
    [HEAD_SETTLED] = {3, 35},
    [HEAD_WAY_AND_PLACE] = {3, 29},
};

/* What goes after them. */
enum tail {
	TAIL_NONE,
	TAIL_WHOLE, /* the whole line, jsonb */
	TAIL_HASH,  /* the first 128 bits of the SHA-256 of the line, uuid */
};

#define SOME(fields) fields, COUNT(fields)
#define ALL NULL, 0

static const struct shape {
	const enum field_id *fields; /* NULL: all members of the type */
	size_t n;
	enum head head;
	enum tail tail;
} shapes[] = {
    [COPYROW_MEMBERS] = {ALL, HEAD_PLACE, TAIL_NONE},
    [COPYROW_STORY] = {ALL, HEAD_PLACE, TAIL_HASH},
    [COPYROW_STORY_STRAIGHT] = {ALL, HEAD_NONE, TAIL_HASH},
    [COPYROW_ALIAS] = {SOME(of_alias), HEAD_NONE, TAIL_NONE},
    [COPYROW_OWN] = {SOME(of_own), HEAD_NONE, TAIL_NONE},
    [COPYROW_ARTICLE] = {SOME(of_article), HEAD_PLACE, TAIL_WHOLE},
    [COPYROW_ARTICLE_STRAIGHT] = {SOME(of_article), HEAD_SETTLED, TAIL_WHOLE},
    [COPYROW_VERSION] = {SOME(of_version), HEAD_WAY_AND_PLACE, TAIL_NONE},
};

static void
put_place(struct buf *out, struct copy_place place)
{
	copyrow_int(out, (int64_t)place.part);
	copyrow_int(out, (int64_t)place.line);
}

/* The first version of an article of its own. */
static void
put_settled(struct buf *out, const struct line *line)
{
	put_uuid(out, line_cell(line, article_event_key)->text);
	put32(out, sizeof(int32_t));
	put32(out, 1);
	copyrow_text(out, (struct span){"new", 3});
}

static void
put_head(struct buf *out, enum head head, const struct line *line, struct copy_place place)
{
	if (head == HEAD_SETTLED)
		put_settled(out, line);
	if (head == HEAD_WAY_AND_PLACE)
		put_bool(out, true);
	if (head == HEAD_PLACE || head == HEAD_WAY_AND_PLACE)
		put_place(out, place);
}

static bool
put_cells(struct buf *out, const struct line *line, const struct shape *shape,
	  const char **at_fault)
{
	struct record_type type = record_type(line->id);
	size_t n = shape->fields != NULL ? shape->n : type.count;

	for (size_t i = 0; i < n; i++) {
		enum field_id id =
		    shape->fields != NULL ? shape->fields[i] : (enum field_id)(type.first + i);

		*at_fault = record_field(id)->name;
		if (!put_cell(out, line, record_field(id)->kind, line_cell(line, id)))
			return false;
	}
	*at_fault = type.name;
	return shape->tail != TAIL_WHOLE || line->plain || !has_nul(line->text);
}

static void
put_hash(struct buf *out, struct span text)
{
	char hex[DIGEST_HEX + 1];

	digest_of(text, hex);
	put_uuid(out, (struct span){hex, DIGEST_HEX});
}

static size_t
columns_of(const struct shape *shape, const struct line *line)
{
	return heads[shape->head].columns +
	       (shape->fields != NULL ? shape->n : record_type(line->id).count) +
	       (shape->tail != TAIL_NONE);
}

bool
copyrow_line(struct buf *out, const struct line *line, struct copy_place place,
	     enum copyrow_shape shape, struct record_fault *fault)
{
	const struct shape *as = &shapes[shape];
	size_t start = out->n;
	const char *at_fault;

	copyrow_start(out, columns_of(as, line));
	put_head(out, as->head, line, place);
	if (!put_cells(out, line, as, &at_fault))
		return refuse(out, start, "nul_in_json", fault, at_fault);
	if (as->tail == TAIL_WHOLE)
		put_record(out, line);
	else if (as->tail == TAIL_HASH)
		put_hash(out, line->text);
	if (out->over)
		return refuse(out, start, "too_long", fault, at_fault);
	return true;
}

bool
copyrow_may_go_straight(const struct line *line)
{
	for (size_t i = 0; i < COUNT(lists) && line->id == RECORD_article; i++) {
		struct span list = line_cell(line, lists[i])->text;

		if (list.p == NULL || *list.p != '[')
			return false;
	}
	return true;
}

/* A head has the same length in every row, and members and tail are the same either way. */
void
copyrow_to_stage(struct buf *out, enum copyrow_shape straight, struct span row,
		 struct copy_place place)
{
	enum head head = shapes[straight].head;
	size_t skipped = sizeof(uint16_t) + heads[head].bytes;
	uint16_t columns;

	memcpy(&columns, row.p, sizeof columns);
	copyrow_start(out, be16toh(columns) - heads[head].columns + heads[HEAD_PLACE].columns);
	put_place(out, place);
	buf_put(out, row.p + skipped, row.n - skipped);
}

void
copyrow_stays(char *row)
{
	row[sizeof(uint16_t) + sizeof(uint32_t)] = 0;
}
