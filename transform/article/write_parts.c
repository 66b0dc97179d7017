/*
 * The lists of the article record, each as the elements of an open array. The members of an
 * element stand as jsonb sorts them, by the length of the name, then by its bytes, so that the
 * database need not.
 */
#include "lib/jsonw.h"

#include "transform/article/archive.h"
#include "transform/article/write.h"

#define PART_MAX ((size_t)4 << 20) /* bytes of one block's text; see records.def */
#define FACT_ID_MAX 24             /* bytes */

static void
put_fact_id(struct buf *out, size_t number)
{
	char id[FACT_ID_MAX], *at = id + sizeof id;
	struct span text;

	for (; number != 0; number /= 10)
		*--at = (char)('0' + number % 10);
	*--at = 'f';
	text = (struct span){at, (size_t)(id + sizeof id - at)};
	jsonw_plain(out, text);
}

static void
put_fact_ids(struct buf *out, const struct article *article, struct refs refs)
{
	jsonw_key(out, "fact_ids");
	jsonw_open(out, '[');
	for (size_t i = 0; i < refs.n; i++)
		put_fact_id(out, article->facts[refs.list[i]].number);
	jsonw_close(out, ']');
}

/* The sentences of a block, a blank between them; `at` is stepped over them. */
static void
put_block_text(struct buf *out, const struct article *article, size_t block, size_t *at)
{
	bool first = true;

	for (; *at < article->sentences_n && article->sentences[*at].block == block; ++*at) {
		struct span text = article->sentences[*at].told.text;

		if (!first)
			buf_putc(out, ' ');
		first = false;
		buf_put(out, text.p, text.n);
	}
}

void
put_blocks(struct buf *out, const struct article *article)
{
	struct buf text = BUF_MAX(PART_MAX);
	size_t at = 0;

	for (size_t i = 0; i < article->blocks_n; i++) {
		if (article->blocks[i].sentences == 0)
			continue;
		buf_clear(&text);
		put_block_text(&text, article, i, &at);
		jsonw_open(out, '{');
		jsonw_member_plain(out, "kind", article->blocks[i].kind);
		jsonw_member_text(out, "text", buf_span(&text));
		jsonw_member_int(out, "position", (int64_t)i);
		jsonw_close(out, '}');
	}
	buf_release(&text);
}

/* A text outside the body: headline and dek rest on facts as well. */
static void
put_sentence(struct buf *out, const struct article *article, int64_t position, int64_t block,
	     const struct told *told)
{
	jsonw_open(out, '{');
	jsonw_member_text(out, "text", told->text);
	if (block >= 0)
		jsonw_member_int(out, "block", block);
	put_fact_ids(out, article, told->facts);
	jsonw_member_int(out, "position", position);
	jsonw_member_plain(out, "template_id", told->template);
	jsonw_close(out, '}');
}

/* The body's sentences from 0; headline and dek stand before them at -2 and -1. */
void
put_sentences(struct buf *out, const struct article *article)
{
	put_sentence(out, article, -2, -1, &article->headline);
	if (article->dek.text.p != NULL)
		put_sentence(out, article, -1, -1, &article->dek);
	for (size_t i = 0; i < article->sentences_n; i++)
		put_sentence(out, article, (int64_t)i, (int64_t)article->sentences[i].block,
			     &article->sentences[i].told);
}

static void
put_fact(struct buf *out, const struct fact *fact)
{
	jsonw_open(out, '{');
	jsonw_member_plain(out, "kind", fact->kind);
	jsonw_member_text(out, "value", fact->value);
	jsonw_member_plain(out, "origin", origin_names[fact->origin]);
	jsonw_key(out, "fact_id");
	put_fact_id(out, fact->number);
	if (fact->story != NULL)
		jsonw_member_plain(out, "story_id", fact->story->story_id);
	jsonw_close(out, '}');
}

/* Those that a text uses, by their numbers. */
void
put_facts(struct buf *out, const struct article *article)
{
	size_t *order = arena_alloc(article->arena, (article->facts_n + 1) * sizeof *order);
	size_t used = 0;

	for (size_t i = 0; i < article->facts_n; i++) {
		if (article->facts[i].number == 0)
			continue;
		order[article->facts[i].number] = i;
		used++;
	}
	for (size_t number = 1; number <= used; number++)
		put_fact(out, &article->facts[order[number]]);
}

void
put_quotes(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->quotes_n; i++) {
		const struct quote *quote = &article->quotes[i];

		jsonw_open(out, '{');
		jsonw_member_int(out, "end", (int64_t)(quote->start + quote->verbatim.n));
		jsonw_member_plain(out, "kind", "caption");
		if (quote->lang != NULL)
			jsonw_member_plain(out, "lang", quote->lang);
		jsonw_member_int(out, "start", (int64_t)quote->start);
		if (quote->speaker != NULL)
			jsonw_member_word(out, "speaker", quote->speaker->id);
		jsonw_member_plain(out, "story_id", quote->story->story_id);
		jsonw_member_text(out, "verbatim", quote->verbatim);
		jsonw_close(out, '}');
	}
}

/* A cell of the story as it stands, where there is one. */
static void
put_cell(struct buf *out, const struct story *story, const char *key, size_t cell, bool is_number)
{
	const char *text = story_text(story, cell);

	if (text == NULL)
		return;
	if (is_number)
		jsonw_member_int(out, key, strtoll(text, NULL, 10));
	else
		jsonw_member_word(out, key, text);
}

static void
put_figure(struct buf *out, const struct article *article, size_t at)
{
	const struct figure *figure = &article->figures[at];
	const struct story *story = figure->story;
	const struct handle *poster = article->session->poster;
	const char *type = story_text(story, CELL(media_type));
	struct refs all = refs_join(article->arena, figure->caption.facts, figure->alt.facts);

	jsonw_open(out, '{');
	jsonw_member_text(out, "alt", figure->alt.text);
	put_cell(out, story, "width", CELL(width), true);
	put_cell(out, story, "height", CELL(height), true);
	jsonw_member_text(out, "caption", figure->caption.text);
	if (poster != NULL)
		jsonw_member_word(out, "creator", poster->person->id);
	put_fact_ids(out, article, refs_join(article->arena, all, figure->credit.facts));
	jsonw_member_int(out, "position", (int64_t)at);
	jsonw_member_plain(out, "story_id", story->story_id);
	put_cell(out, story, "taken_at", CELL(taken_at), false);
	if (figure->permalink != NULL)
		jsonw_member_word(out, "permalink", figure->permalink);
	put_cell(out, story, "expires_at", CELL(expires_at), false);
	jsonw_member_plain(out, "media_type", type != NULL ? type : "UNKNOWN");
	jsonw_member_text(out, "credit_line", figure->credit.text);
	put_cell(out, story, "duration_ms", CELL(duration_ms), true);
	jsonw_close(out, '}');
}

void
put_figures(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->figures_n; i++)
		put_figure(out, article, i);
}

static void
put_evidence(struct buf *out, unsigned evidence)
{
	jsonw_key(out, "evidence");
	jsonw_open(out, '[');
	for (size_t bit = 0; bit < EVIDENCE_KINDS; bit++)
		if ((evidence & (1U << bit)) != 0)
			jsonw_word(out, evidence_names[bit]);
	jsonw_close(out, ']');
}

static void
put_person(struct buf *out, const struct article *article, const struct shown_person *shown)
{
	char day[LOCAL_DATE_TEXT];

	jsonw_open(out, '{');
	jsonw_member_plain(out, "role", shown->role);
	put_evidence(out, shown->member != NULL ? shown->member->evidence : 0);
	if (shown->relation.n != 0)
		jsonw_member_text(out, "relation", shown->relation);
	if (shown->age >= 0) {
		jsonw_member_word(out, "age_as_of", local_date_print(article->day, day));
		jsonw_member_int(out, "age_shown", shown->age);
	}
	jsonw_member_word(out, "person_id", shown->person->id);
	if (shown->member != NULL)
		jsonw_member_int(out, "confidence", (int64_t)shown->member->confidence);
	jsonw_member_text(out, "name_shown", shown->name);
	jsonw_close(out, '}');
}

void
put_people(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->people_n; i++)
		put_person(out, article, &article->people[i]);
}

/* Where on earth the place is, as far as the operator keeps it. */
static void
put_position(struct buf *out, const struct place *kept)
{
	if (kept == NULL || kept->lat[0] == '\0')
		return;
	jsonw_key(out, "lat");
	jsonw_real(out, strtod(kept->lat, NULL));
	jsonw_key(out, "lon");
	jsonw_real(out, strtod(kept->lon, NULL));
}

void
put_places(struct buf *out, const struct article *article)
{
	const struct shown_place *place = &article->place;

	if (place->id == NULL)
		return;
	jsonw_open(out, '{');
	put_position(out, place->kept);
	if (place->kept != NULL && place->kept->city[0] != '\0')
		jsonw_member_word(out, "city", place->kept->city);
	jsonw_member_text(out, "name", place->name);
	if (place->kept != NULL && place->kept->country[0] != '\0')
		jsonw_member_word(out, "country", place->kept->country);
	jsonw_member_word(out, "place_id", place->id);
	jsonw_close(out, '}');
}

void
put_works(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->works_n; i++) {
		jsonw_open(out, '{');
		jsonw_member_word(out, "kind", article->works[i].row->kind);
		jsonw_member_word(out, "title", article->works[i].row->title);
		jsonw_member_word(out, "person_id", article->works[i].row->person->id);
		jsonw_close(out, '}');
	}
}

void
put_tags(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->people_n; i++)
		jsonw_text(out, article->people[i].name);
	if (article->place.id != NULL)
		jsonw_text(out, article->place.name);
	for (size_t i = 0; i < article->works_n; i++)
		jsonw_word(out, article->works[i].row->title);
	for (size_t i = 0; i < article->hashtags_n; i++)
		jsonw_text(out, article->hashtags[i]);
}

void
put_subjects(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->subjects_n; i++) {
		const char *code = article->subjects[i];

		jsonw_open(out, '{');
		jsonw_member_plain(out, "code", code);
		jsonw_member_text(out, "name",
				  template_word(article->templates, "subject", code, NULL));
		jsonw_close(out, '}');
	}
}

void
put_related(struct buf *out, const struct article *article)
{
	const struct earlier *earlier = article->background;

	jsonw_open(out, '{');
	jsonw_member_word(out, "uri", earlier->uri);
	jsonw_member_word(out, "kind", "background");
	jsonw_member_word(out, "headline", earlier->headline);
	jsonw_member_word(out, "account_id", earlier->account_id);
	jsonw_member_word(out, "article_id", earlier->article_id);
	jsonw_close(out, '}');
}

void
put_crossings(struct buf *out, const struct article *article)
{
	char time[WHEN_TEXT_MAX];

	for (size_t i = 0; i < article->crossings_n; i++) {
		const struct crossing *crossing = &article->crossings[i];

		jsonw_open(out, '{');
		jsonw_member_plain(out, "to", when_print(crossing->to, time));
		jsonw_member_text(out, "key", crossing->key);
		jsonw_member_plain(out, "from", when_print(crossing->from, time));
		jsonw_member_plain(out, "kind", crossing->kind);
		jsonw_close(out, '}');
	}
}

void
put_review(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->cast.notes_n; i++) {
		const struct review_note *note = &article->cast.notes[i];

		jsonw_open(out, '{');
		jsonw_member_word(out, "detail", note->detail);
		jsonw_member_plain(out, "reason", note->reason);
		jsonw_member_plain(out, "story_id", note->story_id);
		jsonw_close(out, '}');
	}
}

void
put_body_text(struct buf *out, const struct article *article)
{
	size_t at = 0;

	for (size_t i = 0; i < article->blocks_n; i++) {
		if (article->blocks[i].sentences == 0)
			continue;
		if (at != 0)
			buf_puts(out, "\n\n");
		put_block_text(out, article, i, &at);
	}
}
