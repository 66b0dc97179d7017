/* Sightings into stories; see story.h. */
#include "transform/arena.h"
#include "transform/harvest/entry.h"
#include "transform/harvest/pack.h"
#include "transform/harvest/whose.h"
#include "transform/stories/story.h"

#define NO_TEXT UINT32_MAX          /* in place of a length: a cell without a text */
#define TEXTS_MAX ((size_t)4 << 20) /* bytes of texts that may have lost already */

enum flag {
	FLAG_SANITISED = 1,
	FLAG_FRESH = 2,
	FLAG_RESHARED = 4,
};

const size_t edit_cells[EDITS] = {
    [EDIT_CAPTION] = CELL(caption),       [EDIT_MENTIONS] = CELL(mentions),
    [EDIT_PLACES] = CELL(places),         [EDIT_LINKS] = CELL(links),
    [EDIT_PAID] = CELL(paid_partnership),
};

/* What a source told first of what can be edited. */
struct first_told {
	bool there;
	int rank; /* of the shape in which it told it */
	uint64_t hash;
};

struct folding {
	struct story story;
	bool begun;
	struct first_told told[SOURCES][EDITS];
	struct buf first;   /* the story's first entry: most have no other */
	struct arena texts; /* of those that won later */
	size_t texts_n;     /* bytes */
	struct buf made;
};

static int
compare_stamps(const struct stamp *a, const struct stamp *b)
{
	int order = a->rank - b->rank;

	if (order == 0)
		order = (a->at > b->at) - (a->at < b->at);
	if (order == 0 && a->source != b->source)
		order = strcmp(source_name(a->source), source_name(b->source));
	return order != 0 ? order : (a->hash > b->hash) - (a->hash < b->hash);
}

/* The first entry lends its texts; those of the others are gone when the next one is read. */
static const char *
keep_text(struct folding *f, const char *text, bool is_first)
{
	size_t n = text != NULL ? strlen(text) : 0;

	if (text == NULL || is_first)
		return text;
	f->texts_n += n + 1;
	return arena_text(&f->texts, (struct span){text, n});
}

static void
fold_cells(struct folding *f, const struct sighting *s, bool is_first)
{
	int own_rank = s->rank != 0 ? s->rank : source_rank(s->source);

	for (size_t i = 0; i < STORY_FIELDS; i++) {
		const struct cell *told = &s->cells[i];
		struct stamp stamp = {.rank = told->rank != 0 ? told->rank : own_rank,
				      .source = s->source,
				      .at = s->observed_at,
				      .hash = told->hash};

		if (!told->seen || compare_stamps(&stamp, &f->story.stamps[i]) <= 0)
			continue;
		f->story.stamps[i] = stamp;
		f->story.cells[i] =
		    (struct cell){.text = keep_text(f, told->text, is_first), .seen = true};
	}
}

static void
fold_seen(struct story *story, when_ms at)
{
	if (at == WHEN_NONE)
		return;
	if (story->first_seen == WHEN_NONE || at < story->first_seen)
		story->first_seen = at;
	if (story->last_seen == WHEN_NONE || at > story->last_seen)
		story->last_seen = at;
}

/* However many sightings a story has, only the texts that count are held. */
static void
drop_lost_texts(struct folding *f)
{
	struct arena fresh = ARENA_EMPTY;

	for (size_t i = 0; i < STORY_FIELDS; i++) {
		const char *text = f->story.cells[i].text;

		if (text != NULL)
			f->story.cells[i].text = arena_text(&fresh, span_of(text));
	}
	arena_release(&f->texts);
	f->texts = fresh;
	f->texts_n = 0;
}

/*
 * One source that tells two things of one story, in one shape, saw it edited; others may only
 * spell it apart.
 */
static void
fold_edits(struct folding *f, const struct sighting *s)
{
	if (s->observed_at == WHEN_NONE)
		return;
	for (size_t i = 0; i < EDITS; i++) {
		const struct cell *cell = &s->cells[edit_cells[i]];
		struct first_told *told = &f->told[s->source][i];

		if (!cell->seen)
			continue;
		if (!told->there)
			*told = (struct first_told){true, s->rank, cell->hash};
		if (told->rank == s->rank && told->hash != cell->hash)
			f->story.edited |= 1U << i;
	}
}

static void
fold(struct folding *f, const struct sighting *s, bool is_first)
{
	fold_cells(f, s, is_first);
	fold_edits(f, s);
	fold_seen(&f->story, s->observed_at);
	f->story.sources |= 1U << s->source;
	f->story.sanitised = f->story.sanitised || s->sanitised;
	f->story.reshared = f->story.reshared || s->reshared;
	f->story.fresh = f->story.fresh || !s->is_context;
	if (f->texts_n > TEXTS_MAX)
		drop_lost_texts(f);
}

static void
begin(struct folding *f, struct span entry, struct sighting *s)
{
	arena_reset(&f->texts);
	f->texts_n = 0;
	buf_clear(&f->first);
	buf_put(&f->first, entry.p, entry.n);
	entry_sighting_read(buf_span(&f->first), s);
	f->story = (struct story){.account_id = s->account_id,
				  .story_id = s->story_id,
				  .first_seen = WHEN_NONE,
				  .last_seen = WHEN_NONE};
	memset(f->told, 0, sizeof f->told);
	f->begun = true;
}

static when_ms
time_of(const struct story *story)
{
	const char *text = story->cells[CELL(taken_at)].text;
	when_ms at;

	return text != NULL && when_parse(span_of(text), &at) ? at : 0;
}

static void
put_cell(struct buf *out, const struct story *story, size_t number)
{
	const struct stamp *stamp = &story->stamps[number];
	const char *text = story->cells[number].text;
	uint32_t n = text != NULL ? (uint32_t)strlen(text) : NO_TEXT;

	pack_byte(out, (unsigned)number);
	pack_byte(out, (unsigned)stamp->rank);
	pack_byte(out, stamp->source);
	pack_number(out, stamp->at);
	pack_number(out, (int64_t)stamp->hash);
	buf_put(out, &n, sizeof n);
	if (text != NULL)
		buf_put(out, text, n + 1);
}

static void
put_story(struct buf *out, const struct story *story)
{
	size_t count;

	buf_clear(out);
	pack_text(out, story->account_id);
	pack_ordered(out, time_of(story));
	pack_text(out, story->story_id);
	pack_number(out, story->first_seen);
	pack_number(out, story->last_seen);
	pack_number(out, story->sources);
	pack_byte(out, (story->sanitised ? FLAG_SANITISED : 0U) | (story->fresh ? FLAG_FRESH : 0U) |
			   (story->reshared ? FLAG_RESHARED : 0U));
	pack_byte(out, story->edited);
	count = out->n;
	pack_byte(out, 0);
	for (size_t i = 0; i < STORY_FIELDS; i++) {
		if (story->stamps[i].rank == 0)
			continue;
		put_cell(out, story, i);
		out->p[count]++;
	}
}

static void
read_cell(const char **at, struct story *story)
{
	size_t number = unpack_byte(at);
	struct stamp *stamp = &story->stamps[number];
	uint32_t n;

	stamp->rank = (int)unpack_byte(at);
	stamp->source = (enum source_id)unpack_byte(at);
	stamp->at = unpack_number(at);
	stamp->hash = (uint64_t)unpack_number(at);
	memcpy(&n, *at, sizeof n);
	*at += sizeof n;
	story->cells[number] = (struct cell){.text = n != NO_TEXT ? *at : NULL, .seen = true};
	*at += n != NO_TEXT ? n + 1 : 0;
}

void
story_read(struct span entry, struct story *story)
{
	const char *at = entry.p;
	unsigned flags, cells;

	*story = (struct story){.account_id = unpack_text(&at)};
	story->taken_at = unpack_ordered(&at);
	story->story_id = unpack_text(&at);
	story->first_seen = unpack_number(&at);
	story->last_seen = unpack_number(&at);
	story->sources = (unsigned)unpack_number(&at);
	flags = unpack_byte(&at);
	story->sanitised = (flags & FLAG_SANITISED) != 0;
	story->fresh = (flags & FLAG_FRESH) != 0;
	story->reshared = (flags & FLAG_RESHARED) != 0;
	story->edited = unpack_byte(&at);
	story->vanished_at = WHEN_NONE;
	for (cells = unpack_byte(&at); cells > 0; cells--)
		read_cell(&at, story);
}

static int
finish(struct folding *f, struct sorter *stories, struct fail *fail)
{
	if (!f->begun)
		return 0;
	put_story(&f->made, &f->story);
	return sorter_add(stories, buf_span(&f->made), fail);
}

static int
add_name(struct folding *f, const struct sighting *s, struct sorter *names, struct fail *fail)
{
	const char *graph_id = s->cells[CELL(graph_id)].text;

	if (names == NULL || graph_id == NULL || strcmp(graph_id, s->story_id) == 0)
		return 0;
	name_entry(&f->made, s->account_id, graph_id, s->story_id);
	return sorter_add(names, buf_span(&f->made), fail);
}

static int
take(struct folding *f, struct span entry, struct sorter *stories, struct sorter *names,
     struct fail *fail)
{
	struct sighting s;
	bool is_first =
	    !f->begun || !entry_same(entry_two_texts(entry), entry_two_texts(buf_span(&f->first)));

	if (is_first && finish(f, stories, fail) < 0)
		return -1;
	if (is_first)
		begin(f, entry, &s);
	else
		entry_sighting_read(entry, &s);
	fold(f, &s, is_first);
	return add_name(f, &s, names, fail);
}

int
stories_fold(struct harvest *harvest, struct sorter *stories, struct sorter *names,
	     struct fail *fail)
{
	struct sorter *sightings = harvest->shelves[SHELF_SIGHTINGS];
	struct folding f = {.first = BUF_MAX(SIZE_MAX / 2), .made = BUF_MAX(SIZE_MAX / 2)};
	struct span entry;
	int got = sorter_read(sightings, fail);

	while (got == 0 && (got = sorter_next(sightings, &entry, fail)) > 0)
		got = take(&f, entry, stories, names, fail);
	if (got == 0)
		got = finish(&f, stories, fail);
	sorter_close(sightings);
	arena_release(&f.texts);
	buf_release(&f.first);
	buf_release(&f.made);
	return got;
}
