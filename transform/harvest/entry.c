#include "transform/harvest/entry.h"

#include "lib/hash.h"

#include "transform/harvest/pack.h"

#define NO_TEXT UINT32_MAX /* in place of a length: the source says that there is none */

enum flag {
	FLAG_SANITISED = 1,
	FLAG_CONTEXT = 2,
	FLAG_RESHARED = 4,
};

/*
 * Number of the cell, rank, hash, length, text. The hash only breaks ties between values of the
 * same source and time.
 */
static void
put_cell(struct buf *out, size_t number, const struct cell *cell)
{
	size_t n = cell->text != NULL ? strlen(cell->text) : 0;
	uint32_t length = cell->text != NULL ? (uint32_t)n : NO_TEXT;

	pack_byte(out, (unsigned)number);
	pack_byte(out, (unsigned)cell->rank);
	pack_number(out, (int64_t)hash_bytes(HASH_SEED, cell->text, n));
	buf_put(out, &length, sizeof length);
	if (cell->text != NULL)
		buf_put(out, cell->text, n + 1);
}

static size_t
read_cell(const char **at, struct cell *cells)
{
	size_t number = unpack_byte(at);
	struct cell *cell = &cells[number];
	uint32_t length;

	cell->seen = true;
	cell->rank = (int)unpack_byte(at);
	cell->hash = (uint64_t)unpack_number(at);
	memcpy(&length, *at, sizeof length);
	*at += sizeof length;
	cell->text = length != NO_TEXT ? *at : NULL;
	*at += length != NO_TEXT ? length + 1 : 0;
	return number;
}

void
entry_sighting(struct buf *out, const struct sighting *s)
{
	const char *graph_id = s->cells[CELL(graph_id)].text;
	struct cell sha256 = {.text = s->raw_sha256, .seen = true};
	size_t count;

	pack_text(out, s->account_id);
	pack_text(out, s->story_id);
	pack_text(out, s->handle_key);
	pack_text(out, graph_id != NULL ? graph_id : "");
	pack_number(out, s->taken_at);
	pack_number(out, s->observed_at);
	pack_byte(out, s->source);
	pack_byte(out, (unsigned)s->rank);
	pack_byte(out, (s->sanitised ? FLAG_SANITISED : 0U) | (s->is_context ? FLAG_CONTEXT : 0U) |
			   (s->reshared ? FLAG_RESHARED : 0U));
	count = out->n;
	pack_byte(out, 0);
	for (size_t i = 0; i < STORY_FIELDS; i++) {
		const struct cell *cell = i == CELL(raw_sha256) ? &sha256 : &s->cells[i];

		if (!cell->seen)
			continue;
		put_cell(out, i, cell);
		out->p[count]++;
	}
}

struct sighting_head
entry_sighting_head(struct span entry)
{
	const char *at = entry.p;
	struct sighting_head head = {.account_id = unpack_text(&at)};

	head.story_id = unpack_text(&at);
	head.handle_key = unpack_text(&at);
	head.graph_id = unpack_text(&at);
	if (head.graph_id[0] == '\0' || strcmp(head.graph_id, head.story_id) == 0)
		head.graph_id = NULL;
	head.taken_at = unpack_number(&at);
	return head;
}

void
entry_sighting_read(struct span entry, struct sighting *s)
{
	const char *at = entry.p;
	unsigned flags, cells;

	*s = (struct sighting){.account_id = unpack_text(&at)};
	s->story_id = unpack_text(&at);
	s->handle_key = unpack_text(&at);
	(void)unpack_text(&at); /* the Graph id is a cell too */
	s->taken_at = unpack_number(&at);
	s->observed_at = unpack_number(&at);
	s->source = (enum source_id)unpack_byte(&at);
	s->rank = (int)unpack_byte(&at);
	flags = unpack_byte(&at);
	s->sanitised = (flags & FLAG_SANITISED) != 0;
	s->is_context = (flags & FLAG_CONTEXT) != 0;
	s->reshared = (flags & FLAG_RESHARED) != 0;
	for (cells = unpack_byte(&at); cells > 0; cells--)
		(void)read_cell(&at, s->cells);
	s->raw_sha256 = s->cells[CELL(raw_sha256)].text;
}

void
entry_owner(struct buf *out, const struct told_owner *owner)
{
	pack_text(out, owner->handle_key);
	pack_ordered(out, owner->at);
	pack_text(out, owner->story_id);
	pack_text(out, owner->account_id);
}

void
entry_owner_read(struct span entry, struct told_owner *owner)
{
	const char *at = entry.p;

	owner->handle_key = unpack_text(&at);
	owner->at = unpack_ordered(&at);
	owner->story_id = unpack_text(&at);
	owner->account_id = unpack_text(&at);
}

void
entry_reading(struct buf *out, const struct reading *reading)
{
	pack_text(out, reading->account_id);
	pack_text(out, reading->story_id);
	pack_text(out, reading->metric);
	pack_ordered(out, reading->observed_at);
	pack_byte(out, reading->source);
	pack_byte(out, reading->is_final);
	pack_byte(out, reading_has_value(reading));
	pack_ordered(out, reading->value);
	pack_text(out, reading->state);
	pack_text(out, reading->raw_sha256);
}

void
entry_reading_read(struct span entry, struct reading *reading)
{
	const char *at = entry.p;

	*reading = (struct reading){.account_id = unpack_text(&at)};
	reading->story_id = unpack_text(&at);
	reading->metric = unpack_text(&at);
	reading->observed_at = unpack_ordered(&at);
	reading->source = (enum source_id)unpack_byte(&at);
	reading->is_final = unpack_byte(&at) != 0;
	(void)unpack_byte(&at); /* follows from the state */
	reading->value = unpack_ordered(&at);
	reading->state = unpack_text(&at);
	reading->raw_sha256 = unpack_text(&at);
}

void
entry_reject(struct buf *out, const struct reject *reject)
{
	pack_text(out, reject->key);
	pack_text(out, reject->reason);
	pack_byte(out, reject->source);
	pack_text(out, reject->account_id);
	pack_text(out, reject->raw_sha256);
	pack_text(out, reject->detail);
}

void
entry_reject_read(struct span entry, struct reject *reject)
{
	const char *at = entry.p;

	reject->key = unpack_text(&at);
	reject->reason = unpack_text(&at);
	reject->source = (enum source_id)unpack_byte(&at);
	reject->account_id = unpack_text(&at);
	reject->raw_sha256 = unpack_text(&at);
	reject->detail = unpack_text(&at);
}

struct span
entry_two_texts(struct span entry)
{
	const char *at = entry.p;

	(void)unpack_text(&at);
	(void)unpack_text(&at);
	return (struct span){entry.p, (size_t)(at - entry.p)};
}

bool
entry_same(struct span a, struct span b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}
