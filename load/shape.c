#include "load/shape.h"

#include <endian.h>

#include "lib/digest.h"

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
	size_t from = copyrow_json_begin(out);
	char before = '{';

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
	copyrow_json_end(out, from);
}

static void
put_record(struct buf *out, const struct line *line)
{
	if (line->plain && !line->others)
		put_members(out, line);
	else
		copyrow_json(out, line->text);
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

static const struct form {
	const enum field_id *fields; /* NULL: all members of the type */
	size_t n;
	enum head head;
	enum tail tail;
} forms[] = {
    [SHAPE_MEMBERS] = {ALL, HEAD_PLACE, TAIL_NONE},
    [SHAPE_STORY] = {ALL, HEAD_PLACE, TAIL_HASH},
    [SHAPE_STORY_STRAIGHT] = {ALL, HEAD_NONE, TAIL_HASH},
    [SHAPE_ALIAS] = {SOME(of_alias), HEAD_NONE, TAIL_NONE},
    [SHAPE_OWN] = {SOME(of_own), HEAD_NONE, TAIL_NONE},
    [SHAPE_ARTICLE] = {SOME(of_article), HEAD_PLACE, TAIL_WHOLE},
    [SHAPE_ARTICLE_STRAIGHT] = {SOME(of_article), HEAD_SETTLED, TAIL_WHOLE},
    [SHAPE_VERSION] = {SOME(of_version), HEAD_WAY_AND_PLACE, TAIL_NONE},
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
	copyrow_uuid(out, line_cell(line, article_event_key)->text);
	copyrow_int4(out, 1);
	copyrow_text(out, (struct span){"new", 3});
}

static void
put_head(struct buf *out, enum head head, const struct line *line, struct copy_place place)
{
	if (head == HEAD_SETTLED)
		put_settled(out, line);
	if (head == HEAD_WAY_AND_PLACE)
		copyrow_bool(out, true);
	if (head == HEAD_PLACE || head == HEAD_WAY_AND_PLACE)
		put_place(out, place);
}

static bool
put_cells(struct buf *out, const struct line *line, const struct form *form, const char **at_fault)
{
	struct record_type type = record_type(line->id);
	size_t n = form->fields != NULL ? form->n : type.count;

	for (size_t i = 0; i < n; i++) {
		enum field_id id =
		    form->fields != NULL ? form->fields[i] : (enum field_id)(type.first + i);

		*at_fault = record_field(id)->name;
		if (!copyrow_cell(out, line, record_field(id)->kind, line_cell(line, id)))
			return false;
	}
	*at_fault = type.name;
	return form->tail != TAIL_WHOLE || line->plain || !copyrow_has_nul(line->text);
}

static void
put_hash(struct buf *out, struct span text)
{
	char hex[DIGEST_HEX + 1];

	digest_of(text, hex);
	copyrow_uuid(out, (struct span){hex, DIGEST_HEX});
}

static size_t
columns_of(const struct form *form, const struct line *line)
{
	return heads[form->head].columns +
	       (form->fields != NULL ? form->n : record_type(line->id).count) +
	       (form->tail != TAIL_NONE);
}

bool
shape_put(struct buf *out, const struct line *line, struct copy_place place, enum shape shape,
	  struct record_fault *fault)
{
	const struct form *as = &forms[shape];
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

/* So that neither the table nor the stage of its keys refuses it. */
static bool
is_whole_article(const struct line *line)
{
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct span list = line_cell(line, lists[i])->text;

		if (list.p == NULL || *list.p != '[')
			return false;
	}
	return line_cell(line, article_event_start)->number <=
	       line_cell(line, article_event_end)->number;
}

bool
shape_may_go_straight(const struct line *line)
{
	return line->id != RECORD_article || is_whole_article(line);
}

/* A head has the same length in every row, and members and tail are the same either way. */
void
shape_to_stage(struct buf *out, enum shape straight, struct span row, struct copy_place place)
{
	enum head head = forms[straight].head;
	size_t skipped = sizeof(uint16_t) + heads[head].bytes;
	uint16_t columns;

	memcpy(&columns, row.p, sizeof columns);
	copyrow_start(out, be16toh(columns) - heads[head].columns + heads[HEAD_PLACE].columns);
	put_place(out, place);
	buf_put(out, row.p + skipped, row.n - skipped);
}

void
shape_stays(char *row)
{
	row[sizeof(uint16_t) + sizeof(uint32_t)] = 0;
}
