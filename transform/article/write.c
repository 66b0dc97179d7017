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

#define HISTORY_MAX 64 /* bytes */

/* Who told of a story, and what became of it. */
static void
print_history(const struct story *story, char out[HISTORY_MAX])
{
	unsigned others = story->edited & ~(1U << EDIT_CAPTION);
	int n = snprintf(out, HISTORY_MAX, " %u%s%s%s", story->sources,
			 (story->edited & 1U << EDIT_CAPTION) != 0 ? " edited" : "",
			 story->vanished_at != WHEN_NONE ? " vanished" : "",
			 story->reshared ? " reshared" : "");

	if (others != 0)
		snprintf(out + n, HISTORY_MAX - (size_t)n, " %u", others);
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
	char history[HISTORY_MAX];

	digest_init(&digest);
	for (size_t i = 0; i < session->n; i++) {
		const struct story *story = &session->stories[i];

		print_history(story, history);
		digest_add(&digest, story->story_id, strlen(story->story_id));
		digest_add(&digest, history, strlen(history) + 1); /* each text with its NUL */
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
max_time(when_ms a, when_ms b)
{
	return a > b ? a : b;
}

/* That a story is gone is seen as well: of two versions the one that knows it is the newer. */
static when_ms
newest_observed(const struct session *session)
{
	when_ms newest = WHEN_NONE;

	for (size_t i = 0; i < session->n; i++) {
		const struct story *story = &session->stories[i];

		newest = max_time(newest, max_time(story->last_seen, story->vanished_at));
	}
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
	if (archive[0] != '\0') /* no file has as short a name */
		jsonw_member_word(out, "archive", archive);
	for (size_t i = 0; i < desk->facts->files_n; i++) {
		const struct facts_file *file = &desk->facts->files[desk->facts->by_name[i]];

		jsonw_member_word(out, file->name, file->sha256);
	}
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

static size_t
count_works(const struct article *article)
{
	return article->works_n;
}

static size_t
count_subjects(const struct article *article)
{
	return article->subjects_n;
}

static size_t
count_related(const struct article *article)
{
	return article->background != NULL;
}

static size_t
count_crossings(const struct article *article)
{
	return article->crossings_n;
}

/* The lists that follow the texts, in the order of the record. */
static const struct list {
	void (*put)(struct buf *out, const struct article *article);
	enum field_id field;
	size_t (*count)(const struct article *article); /* of what is left out where it is 0 */
} lists[] = {
    {put_blocks, article_blocks, NULL},
    {put_sentences, article_sentences, NULL},
    {put_facts, article_facts, NULL},
    {put_quotes, article_quotes, NULL},
    {put_figures, article_figures, NULL},
    {put_people, article_people, NULL},
    {put_places, article_places, NULL},
    {put_works, article_works, count_works},
    {put_tags, article_tags, NULL},
    {put_subjects, article_subjects, count_subjects},
    {put_related, article_related, count_related},
    {put_crossings, article_crossings, count_crossings},
    {put_review, article_review, NULL},
};

/* False when it is larger than its field. */
static bool
put_list(struct record_out *out, const struct list *list, const struct article *article)
{
	struct buf *line;
	size_t from;

	if (list->count != NULL && list->count(article) == 0)
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
article_write(struct article *article, const struct desk *desk, struct record_out *out)
{
	static const char unknown[] =
	    "0000000000000000000000000000000000000000000000000000000000000000";
	char hex[DIGEST_HEX + 1];
	size_t hash_at, content_at;
	struct span line;

	record_start(out, RECORD_article);
	put_envelope(article, desk, out);
	record_put_word(out, article_content_sha256, unknown);
	content_at = out->line.n;
	hash_at = content_at - 1 - DIGEST_HEX;
	if (article->session->n > record_field(article_story_ids)->max ||
	    !put_content(article, out))
		return (struct span){NULL, 0};
	line = record_finish(out);
	digest_of((struct span){line.p + content_at, line.n - content_at}, hex);
	memcpy(out->line.p + hash_at, hex, DIGEST_HEX);
	return line;
}
