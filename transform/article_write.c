/* The article record: the members of records.def, in their order. */
#include "transform/article.h"

#include <inttypes.h>

#include "lib/jsonw.h"
#include "lib/program.h"

#include "transform/html.h"

#define PART_MAX ((size_t)4 << 20) /* bytes of one member; see records.def */

/* Numbers a fact at its first use; returns its name. */
static void
put_fact_id(struct buf *out, struct article *article, size_t fact, size_t *next)
{
	char id[24];

	if (article->facts[fact].number == 0)
		article->facts[fact].number = ++*next;
	snprintf(id, sizeof id, "f%zu", article->facts[fact].number);
	jsonw_word(out, id);
}

static void
put_fact_ids(struct buf *out, struct article *article, const struct realised *made, size_t *next)
{
	jsonw_key(out, "fact_ids");
	jsonw_open(out, '[');
	for (size_t i = 0; i < made->facts_n; i++)
		put_fact_id(out, article, made->facts[i], next);
	jsonw_close(out, ']');
}

static void
put_blocks(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->blocks_n; i++) {
		jsonw_open(out, '{');
		jsonw_member_int(out, "position", (int64_t)i);
		jsonw_member_word(out, "kind", article->blocks[i].kind);
		jsonw_member_word(out, "text", article->blocks[i].text);
		jsonw_close(out, '}');
	}
}

/* A text outside the body: headline and dek rest on facts as well. */
static void
put_sentence(struct buf *out, struct article *article, int64_t position, int64_t block,
	     const struct realised *made, size_t *next)
{
	jsonw_open(out, '{');
	jsonw_member_int(out, "position", position);
	if (block >= 0)
		jsonw_member_int(out, "block", block);
	jsonw_member_word(out, "text", made->text);
	jsonw_member_word(out, "template_id", made->id);
	put_fact_ids(out, article, made, next);
	jsonw_close(out, '}');
}

/* The body's sentences from 0; headline and dek stand before them at -2 and -1. */
static void
put_sentences(struct buf *out, struct article *article, size_t *next)
{
	put_sentence(out, article, -2, -1, &article->headline, next);
	if (article->dek.text != NULL)
		put_sentence(out, article, -1, -1, &article->dek, next);
	for (size_t i = 0; i < article->sentences_n; i++)
		put_sentence(out, article, (int64_t)i, (int64_t)article->sentences[i].block,
			     &article->sentences[i].made, next);
}

static void
put_figures(struct buf *out, struct article *article, size_t *next)
{
	for (size_t i = 0; i < article->figures_n; i++) {
		const struct figure *figure = &article->figures[i];
		const char *type = story_text(figure->story, CELL(media_type));
		struct realised all = figure->caption;

		realised_facts_of(&all, &figure->alt);
		realised_facts_of(&all, &figure->credit);
		jsonw_open(out, '{');
		jsonw_member_int(out, "position", (int64_t)i);
		jsonw_member_word(out, "story_id", figure->story->story_id);
		jsonw_member_word(out, "media_type", type != NULL ? type : "UNKNOWN");
		jsonw_member_word(out, "alt", figure->alt.text);
		jsonw_member_word(out, "caption", figure->caption.text);
		jsonw_member_word(out, "credit_line", figure->credit.text);
		put_fact_ids(out, article, &all, next);
		jsonw_close(out, '}');
	}
}

static void
put_fact(struct buf *out, const struct fact *fact)
{
	char id[24];

	snprintf(id, sizeof id, "f%zu", fact->number);
	jsonw_open(out, '{');
	jsonw_member_word(out, "fact_id", id);
	jsonw_member_word(out, "kind", fact->kind);
	jsonw_member_word(out, "value", fact->value);
	jsonw_member_word(out, "origin", origin_names[fact->origin]);
	if (fact->story_id != NULL)
		jsonw_member_word(out, "story_id", fact->story_id);
	jsonw_close(out, '}');
}

/* Facts in the order of their numbers; those that no text uses are not stated. */
static void
put_facts(struct buf *out, const struct article *article, size_t used)
{
	size_t *order = arena_alloc(article->arena, (used + 1) * sizeof *order);

	for (size_t i = 0; i < article->facts_n; i++)
		if (article->facts[i].number != 0)
			order[article->facts[i].number] = i;
	for (size_t number = 1; number <= used; number++)
		put_fact(out, &article->facts[order[number]]);
}

static void
put_quotes(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->quotes_n; i++) {
		const struct quote *quote = &article->quotes[i];

		jsonw_open(out, '{');
		jsonw_member_word(out, "story_id", quote->story->story_id);
		jsonw_member_word(out, "kind", "caption");
		jsonw_member_word(out, "verbatim", quote->verbatim);
		if (quote->speaker != NULL)
			jsonw_member_word(out, "speaker", quote->speaker->id);
		jsonw_close(out, '}');
	}
}

static void
put_people(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->people_n; i++) {
		const struct shown_person *shown = &article->people[i];

		jsonw_open(out, '{');
		jsonw_member_word(out, "person_id", shown->person->id);
		jsonw_member_word(out, "role", shown->role);
		jsonw_member_word(out, "name_shown", shown->name_shown);
		if (shown->age_shown >= 0)
			jsonw_member_int(out, "age_shown", shown->age_shown);
		jsonw_key(out, "evidence");
		jsonw_open(out, '[');
		for (size_t bit = 0; bit < EVIDENCE_KINDS; bit++)
			if ((shown->evidence & (1U << bit)) != 0)
				jsonw_word(out, evidence_names[bit]);
		jsonw_close(out, ']');
		jsonw_close(out, '}');
	}
}

static void
put_places(struct buf *out, const struct article *article)
{
	if (article->shown_place.name == NULL)
		return;
	jsonw_open(out, '{');
	jsonw_member_word(out, "place_id", article->shown_place.place_id);
	jsonw_member_word(out, "name", article->shown_place.name);
	jsonw_close(out, '}');
}

static void
put_tags(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->people_n; i++)
		jsonw_word(out, article->people[i].name_shown);
	if (article->shown_place.name != NULL)
		jsonw_word(out, article->shown_place.name);
}

static void
put_review(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->cast.notes_n; i++) {
		const struct review_note *note = &article->cast.notes[i];

		jsonw_open(out, '{');
		jsonw_member_word(out, "reason", note->reason);
		jsonw_member_word(out, "detail", note->detail);
		jsonw_member_word(out, "story_id", note->story_id);
		jsonw_close(out, '}');
	}
}

static void
put_body_text(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->blocks_n; i++)
		buf_printf(out, "%s%s", i != 0 ? "\n\n" : "", article->blocks[i].text);
}

static void
put_body_html(struct buf *out, const struct article *article)
{
	for (size_t i = 0; i < article->blocks_n; i++)
		html_element(out, "p", article->blocks[i].text);
	for (size_t i = 0; i < article->figures_n; i++) {
		const struct figure *figure = &article->figures[i];

		buf_printf(out, "<figure data-story=\"%s\">\n<figcaption>",
			   figure->story->story_id);
		html_text(out, figure->caption.text);
		buf_puts(out, " <small>");
		html_text(out, figure->credit.text);
		buf_puts(out, "</small></figcaption>\n</figure>\n");
	}
}

/*
 * What the article was made from: for each story its id, its sources and all that a text could
 * rest on. Links and times of reading are left out, since they change with every poll.
 */
static void
hash_inputs(const struct session *session, char hex[DIGEST_HEX + 1])
{
	static const size_t cells[] = {CELL(taken_at), CELL(handle),   CELL(media_type),
				       CELL(caption),  CELL(mentions), CELL(places),
				       CELL(hashtags), CELL(links),    CELL(paid_partnership)};
	struct digest digest;
	struct buf line = BUF_MAX(PART_MAX);

	digest_init(&digest);
	for (size_t i = 0; i < session->n; i++) {
		const struct story *story = &session->stories[i];

		buf_clear(&line);
		buf_printf(&line, "%s %u", story->story_id, story->sources);
		for (size_t j = 0; j < COUNT(cells); j++) {
			const char *text = story_text(story, cells[j]);

			buf_putc(&line, '\0');
			buf_puts(&line, text != NULL ? text : "\1");
		}
		digest_add(&digest, buf_text(&line), line.n + 1);
	}
	digest_hex(&digest, hex);
	buf_release(&line);
}

static int64_t
count_inputs(const struct session *session)
{
	int64_t count = 0;

	for (size_t i = 0; i < session->n; i++)
		count += __builtin_popcount(session->stories[i].sources);
	return count;
}

static when_ms
newest_observed(const struct session *session)
{
	when_ms newest = WHEN_NONE;

	for (size_t i = 0; i < session->n; i++)
		if (session->stories[i].last_seen > newest)
			newest = session->stories[i].last_seen;
	return newest;
}

static void
put_story_ids(struct buf *out, const struct session *session)
{
	jsonw_open(out, '[');
	for (size_t i = 0; i < session->n; i++)
		jsonw_word(out, session->stories[i].story_id);
	jsonw_close(out, ']');
}

static void
put_facts_files(struct buf *out, const struct facts_dir *facts)
{
	jsonw_open(out, '{');
	for (size_t i = 0; i < facts->files_n; i++)
		jsonw_member_word(out, facts->files[i].name, facts->files[i].sha256);
	jsonw_close(out, '}');
}

/* All but the content: who, when, and what it was made from. */
static void
put_envelope(const struct article *article, const struct facts_dir *facts, struct record_out *out)
{
	const struct session *session = article->session;
	when_ms observed_at = newest_observed(session);
	char day[LOCAL_DATE_TEXT], inputs[DIGEST_HEX + 1], uri[16 + ARTICLE_UUID];
	struct buf part = BUF_MAX(PART_MAX);

	snprintf(uri, sizeof uri, "urn:uuid:%s", article->event_key);
	hash_inputs(session, inputs);
	record_put_word(out, article_account_id, session->stories[0].account_id);
	record_put_word(out, article_article_id, article->event_key);
	record_put_word(out, article_event_key, article->event_key);
	record_put_word(out, article_uri, uri);
	record_put_word(out, article_editorial_day, local_date_print(session->day, day));
	record_put_word(out, article_time_zone, session->zone);
	record_put_time(out, article_event_start, session->stories[0].taken_at);
	record_put_time(out, article_event_end, session->stories[session->n - 1].taken_at);
	record_put_int(out, article_input_count, count_inputs(session));
	if (observed_at != WHEN_NONE)
		record_put_time(out, article_observed_at, observed_at);
	record_put_word(out, article_inputs_sha256, inputs);
	put_story_ids(&part, session);
	record_put_json(out, article_story_ids, buf_span(&part));
	record_put_word(out, article_generator, "storywire/" STORYWIRE_VERSION);
	record_put_word(out, article_template_set, template_set_name(article->templates));
	buf_clear(&part);
	put_facts_files(&part, facts);
	record_put_json(out, article_facts_files, buf_span(&part));
	buf_release(&part);
}

enum part {
	PART_BLOCKS,
	PART_SENTENCES,
	PART_FIGURES,
	PART_FACTS,
	PART_QUOTES,
	PART_PEOPLE,
	PART_PLACES,
	PART_TAGS,
	PART_REVIEW,
	PARTS,
};

/* The lists, in the order in which they number the facts. */
static void
make_parts(struct article *article, struct buf parts[PARTS])
{
	size_t used = 0;

	for (size_t i = 0; i < PARTS; i++) {
		parts[i] = BUF_MAX(PART_MAX);
		jsonw_open(&parts[i], '[');
	}
	put_blocks(&parts[PART_BLOCKS], article);
	put_sentences(&parts[PART_SENTENCES], article, &used);
	put_figures(&parts[PART_FIGURES], article, &used);
	put_facts(&parts[PART_FACTS], article, used);
	put_quotes(&parts[PART_QUOTES], article);
	put_people(&parts[PART_PEOPLE], article);
	put_places(&parts[PART_PLACES], article);
	put_tags(&parts[PART_TAGS], article);
	put_review(&parts[PART_REVIEW], article);
	for (size_t i = 0; i < PARTS; i++)
		jsonw_close(&parts[i], ']');
}

static bool
fits(enum field_id field, const struct buf *part)
{
	return !part->over && part->n <= record_field(field)->max;
}

/* False when a part is too large; the record is not whole then. */
static bool
put_content(struct article *article, struct record_out *out)
{
	static const struct {
		enum field_id field;
		enum part part;
	} lists[] = {
	    {article_blocks, PART_BLOCKS},   {article_sentences, PART_SENTENCES},
	    {article_facts, PART_FACTS},     {article_quotes, PART_QUOTES},
	    {article_figures, PART_FIGURES}, {article_people, PART_PEOPLE},
	    {article_places, PART_PLACES},   {article_tags, PART_TAGS},
	    {article_review, PART_REVIEW},
	};
	struct buf parts[PARTS], text = BUF_MAX(PART_MAX), html = BUF_MAX(PART_MAX);
	bool good = true;

	make_parts(article, parts);
	put_body_text(&text, article);
	put_body_html(&html, article);
	record_put_word(out, article_lang, template_set_lang(article->templates));
	record_put_word(out, article_kind, article->kind);
	record_put_word(out, article_slug, article->slug);
	record_put_word(out, article_section, template_word(article->templates, "section"));
	record_put_word(out, article_headline, article->headline.text);
	if (article->dek.text != NULL)
		record_put_word(out, article_dek, article->dek.text);
	record_put_text(out, article_body_text, buf_span(&text));
	record_put_text(out, article_body_html, buf_span(&html));
	good = fits(article_body_text, &text) && fits(article_body_html, &html);
	for (size_t i = 0; i < COUNT(lists); i++)
		good = good && fits(lists[i].field, &parts[lists[i].part]);
	for (size_t i = 0; i < COUNT(lists); i++)
		record_put_json(out, lists[i].field, buf_span(&parts[lists[i].part]));
	record_put_word(out, article_disclosure, template_word(article->templates, "disclosure"));
	for (size_t i = 0; i < PARTS; i++)
		buf_release(&parts[i]);
	buf_release(&text);
	buf_release(&html);
	return good && !out->line.over;
}

struct span
article_write(struct article *article, const struct facts_dir *facts, struct record_out *out)
{
	static const char unknown[] =
	    "0000000000000000000000000000000000000000000000000000000000000000";
	char hex[DIGEST_HEX + 1];
	size_t hash_at, content_at;
	struct span line;

	record_start(out, RECORD_article);
	put_envelope(article, facts, out);
	record_put_word(out, article_content_sha256, unknown);
	content_at = out->line.n;
	hash_at = content_at - 1 - DIGEST_HEX;
	if (!put_content(article, out) ||
	    article->session->n > record_field(article_story_ids)->max)
		return (struct span){NULL, 0};
	line = record_finish(out);
	digest_of((struct span){line.p + content_at, line.n - content_at}, hex);
	memcpy(out->line.p + hash_at, hex, DIGEST_HEX);
	return line;
}
