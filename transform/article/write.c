/* The article record: the members of records.def, in their order. */
#include "lib/jsonw.h"
#include "lib/program.h"

#include "transform/article/archive.h"
#include "transform/article/words.h"
#include "transform/article/write.h"

/* Facts are numbered by their first use, in the order in which a reader meets the texts. */
static void
number_facts_of(struct article *article, struct refs refs, size_t *used)
{
	for (size_t i = 0; i < refs.n; i++) {
		struct fact *fact = &article->facts[refs.list[i]];

		if (fact->number == 0)
			fact->number = ++*used;
	}
}

static void
number_facts(struct article *article)
{
	size_t used = 0;

	number_facts_of(article, article->headline.facts, &used);
	number_facts_of(article, article->dek.facts, &used);
	for (size_t i = 0; i < article->sentences_n; i++)
		number_facts_of(article, article->sentences[i].told.facts, &used);
	for (size_t i = 0; i < article->figures_n; i++) {
		const struct figure *figure = &article->figures[i];

		number_facts_of(article, figure->caption.facts, &used);
		number_facts_of(article, figure->alt.facts, &used);
		number_facts_of(article, figure->credit.facts, &used);
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
	char sources[32];

	digest_init(&digest);
	for (size_t i = 0; i < session->n; i++) {
		const struct story *story = &session->stories[i];
		int n = snprintf(sources, sizeof sources, " %u%s", story->sources,
				 story->edited ? " edited" : "");

		digest_add(&digest, story->story_id, strlen(story->story_id));
		digest_add(&digest, sources, (size_t)n + 1); /* each text with its NUL */
		for (size_t j = 0; j < COUNT(cells); j++) {
			const char *text = story_text(story, cells[j]);

			text = text != NULL ? text : "\1";
			digest_add(&digest, text, strlen(text) + 1);
		}
	}
	digest_hex(&digest, hex);
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
		jsonw_plain(out, span_of(session->stories[i].story_id));
	jsonw_close(out, ']');
}

static void
put_facts_files(struct buf *out, const struct desk *desk)
{
	const char *archive = desk->archive != NULL ? archive_sha256(desk->archive) : "";

	jsonw_open(out, '{');
	for (size_t i = 0; i < desk->facts->files_n; i++)
		jsonw_member_word(out, desk->facts->files[i].name, desk->facts->files[i].sha256);
	if (archive[0] != '\0')
		jsonw_member_word(out, "archive", archive);
	jsonw_close(out, '}');
}

/* All but the content: who, when, and what it was made from. */
static void
put_envelope(const struct article *article, const struct desk *desk, struct record_out *out)
{
	static const char urn[] = "urn:uuid:";
	const struct session *session = article->session;
	when_ms observed_at = newest_observed(session);
	char day[LOCAL_DATE_TEXT], inputs[DIGEST_HEX + 1], uri[sizeof urn + ARTICLE_UUID];

	memcpy(uri, urn, sizeof urn - 1);
	memcpy(uri + sizeof urn - 1, article->event_key, ARTICLE_UUID);
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
	put_story_ids(record_open_json(out, article_story_ids), session);
	record_put_word(out, article_generator, "storywire/" STORYWIRE_VERSION);
	record_put_word(out, article_template_set, template_set_name(article->templates));
	put_facts_files(record_open_json(out, article_facts_files), desk);
}

/* The lists that follow the texts, in the order of the record. */
static const struct list {
	void (*put)(struct buf *out, const struct article *article);
	enum field_id field;
	bool may_be_left_out; /* where it is empty */
} lists[] = {
    {put_blocks, article_blocks, false},   {put_sentences, article_sentences, false},
    {put_facts, article_facts, false},     {put_quotes, article_quotes, false},
    {put_figures, article_figures, false}, {put_people, article_people, false},
    {put_places, article_places, false},   {put_works, article_works, true},
    {put_tags, article_tags, false},       {put_subjects, article_subjects, true},
    {put_related, article_related, true},  {put_crossings, article_crossings, true},
    {put_review, article_review, false},
};

static bool
is_empty(const struct list *list, const struct article *article)
{
	switch ((unsigned)list->field) {
	case article_works:
		return article->works_n == 0;
	case article_subjects:
		return article->subjects_n == 0;
	case article_related:
		return article->background == NULL;
	case article_crossings:
		return article->crossings_n == 0;
	default:
		return false;
	}
}

/* False when it is larger than its field. */
static bool
put_list(struct record_out *out, const struct list *list, const struct article *article)
{
	struct buf *line;
	size_t from;

	if (list->may_be_left_out && is_empty(list, article))
		return true;
	line = record_open_json(out, list->field);
	from = line->n;
	jsonw_open(line, '[');
	list->put(line, article);
	jsonw_close(line, ']');
	return !line->over && line->n - from <= record_field(list->field)->max;
}

/* False when the text is larger than its field; it is left out then. */
static bool
put_body(struct record_out *out, const struct article *article)
{
	struct buf text = BUF_MAX(record_field(article_body_text)->max);
	bool good;

	put_body_text(&text, article);
	good = !text.over;
	if (good)
		record_put_text(out, article_body_text, buf_span(&text));
	buf_release(&text);
	return good;
}

static bool
put_texts(struct record_out *out, const struct article *article)
{
	record_put_word(out, article_lang, template_set_lang(article->templates));
	record_put_word(out, article_kind, article->kind);
	record_put_word(out, article_angle, article->angle);
	record_put_text(out, article_slug, article->slug);
	record_put_text(out, article_section,
			template_word(article->templates, "section", NULL, NULL));
	record_put_text(out, article_headline, article->headline.text);
	if (article->dek.text.p != NULL)
		record_put_text(out, article_dek, article->dek.text);
	return put_body(out, article);
}

/* The text of the last block, which says how the article came about. */
static struct span
disclosure_of(const struct article *article)
{
	return article->sentences[article->sentences_n - 1].told.text;
}

/* False when a part is too large; the record is not whole then. */
static bool
put_content(struct article *article, struct record_out *out)
{
	number_facts(article);
	if (!put_texts(out, article))
		return false;
	for (size_t i = 0; i < COUNT(lists); i++)
		if (!put_list(out, &lists[i], article))
			return false;
	record_put_text(out, article_disclosure, disclosure_of(article));
	return !out->line.over;
}

struct span
article_write(struct article *article, const struct desk *desk, struct record_out *out,
	      struct seal *seal)
{
	static const char unknown[] =
	    "0000000000000000000000000000000000000000000000000000000000000000";

	record_start(out, RECORD_article);
	put_envelope(article, desk, out);
	record_put_word(out, article_content_sha256, unknown);
	seal->content_at = out->line.n;
	seal->hash_at = seal->content_at - 1 - DIGEST_HEX;
	if (article->session->n > record_field(article_story_ids)->max ||
	    !put_content(article, out))
		return (struct span){NULL, 0};
	return record_finish(out);
}
