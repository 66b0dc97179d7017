-- The parts of the current articles, as rows. They are read from the record of the version, so
-- there is nothing that could drift apart; a part of unexpected shape gives no rows, never an
-- error.

CREATE FUNCTION storywire.parts(record jsonb, member text)
RETURNS TABLE (part jsonb, place bigint) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT e.value, e.ordinality - 1
	FROM jsonb_array_elements(CASE jsonb_typeof(record->member)
		WHEN 'array' THEN record->member ELSE '[]'::jsonb END) WITH ORDINALITY e
$$;
COMMENT ON FUNCTION storywire.parts(jsonb, text) IS 'The elements of an array member of a record, numbered from 0.';

CREATE FUNCTION storywire.words(list jsonb)
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(array_agg(e.value ORDER BY e.ordinality), '{}')
	FROM jsonb_array_elements_text(CASE jsonb_typeof(list)
		WHEN 'array' THEN list ELSE '[]'::jsonb END) WITH ORDINALITY e
$$;
COMMENT ON FUNCTION storywire.words(jsonb) IS 'A JSON array of texts as an array of text.';

CREATE VIEW storywire.article_record AS
SELECT a.account_id, a.article_id, v.record
FROM storywire.article a
JOIN storywire.article_version v USING (account_id, editorial_day, event_key, inputs_sha256,
	content_sha256)
WHERE a.superseded_by IS NULL;
COMMENT ON VIEW storywire.article_record IS 'The record of the current version of every article that is not superseded.';
COMMENT ON COLUMN storywire.article_record.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_record.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_record.record IS 'The whole article record.';

CREATE VIEW storywire.article_text AS
SELECT r.account_id, r.article_id, r.record->>'headline' AS headline, r.record->>'dek' AS dek,
	r.record->>'body_text' AS body_text, r.record->>'body_html' AS body_html
FROM storywire.article_record r;
COMMENT ON VIEW storywire.article_text IS 'The text of each article.';
COMMENT ON COLUMN storywire.article_text.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_text.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_text.headline IS 'Headline.';
COMMENT ON COLUMN storywire.article_text.dek IS 'Line below the headline.';
COMMENT ON COLUMN storywire.article_text.body_text IS 'Body as plain text.';
COMMENT ON COLUMN storywire.article_text.body_html IS 'Body as HTML.';

CREATE VIEW storywire.article_block AS
SELECT r.account_id, r.article_id, e.place AS position, e.part->>'kind' AS kind, e.part->>'text' AS text
FROM storywire.article_record r CROSS JOIN LATERAL storywire.parts(r.record, 'blocks') e;
COMMENT ON VIEW storywire.article_block IS 'The blocks of each article, in order.';
COMMENT ON COLUMN storywire.article_block.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_block.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_block.position IS 'Place in the article, from 0.';
COMMENT ON COLUMN storywire.article_block.kind IS 'What the block is for, e.g. lede.';
COMMENT ON COLUMN storywire.article_block.text IS 'Its text.';

CREATE VIEW storywire.article_sentence AS
SELECT r.account_id, r.article_id, e.place AS position, e.part->>'text' AS text,
	e.part->>'template_id' AS template_id, storywire.words(e.part->'fact_ids') AS fact_ids
FROM storywire.article_record r CROSS JOIN LATERAL storywire.parts(r.record, 'sentences') e;
COMMENT ON VIEW storywire.article_sentence IS 'The sentences of each article, with the facts each rests on.';
COMMENT ON COLUMN storywire.article_sentence.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_sentence.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_sentence.position IS 'Place in the article, from 0.';
COMMENT ON COLUMN storywire.article_sentence.text IS 'The sentence.';
COMMENT ON COLUMN storywire.article_sentence.template_id IS 'The template it was made with.';
COMMENT ON COLUMN storywire.article_sentence.fact_ids IS 'The facts it states; see article_fact.';

CREATE VIEW storywire.article_fact AS
SELECT r.account_id, r.article_id, e.part->>'fact_id' AS fact_id, e.part->>'kind' AS kind,
	e.part->>'value' AS value, e.part->>'origin' AS origin, e.part->>'story_id' AS story_id
FROM storywire.article_record r CROSS JOIN LATERAL storywire.parts(r.record, 'facts') e;
COMMENT ON VIEW storywire.article_fact IS 'The facts each article states, with their origin.';
COMMENT ON COLUMN storywire.article_fact.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_fact.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_fact.fact_id IS 'Its name within the article.';
COMMENT ON COLUMN storywire.article_fact.kind IS 'What it is, e.g. person.';
COMMENT ON COLUMN storywire.article_fact.value IS 'The value as it is stated.';
COMMENT ON COLUMN storywire.article_fact.origin IS 'Where it comes from: a story, a facts file, an archive.';
COMMENT ON COLUMN storywire.article_fact.story_id IS 'The story it comes from, if one.';

CREATE VIEW storywire.article_quote AS
SELECT r.account_id, r.article_id, e.part->>'story_id' AS story_id, e.part->>'kind' AS kind,
	e.part->>'verbatim' AS verbatim, e.part->>'speaker' AS speaker
FROM storywire.article_record r CROSS JOIN LATERAL storywire.parts(r.record, 'quotes') e;
COMMENT ON VIEW storywire.article_quote IS 'The quotes of each article.';
COMMENT ON COLUMN storywire.article_quote.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_quote.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_quote.story_id IS 'The story it is quoted from.';
COMMENT ON COLUMN storywire.article_quote.kind IS 'What is quoted, e.g. caption.';
COMMENT ON COLUMN storywire.article_quote.verbatim IS 'The words, exactly as they stand in the story.';
COMMENT ON COLUMN storywire.article_quote.speaker IS 'Whose words they are, where known.';

CREATE VIEW storywire.article_figure AS
SELECT r.account_id, r.article_id, e.place AS position, e.part->>'story_id' AS story_id,
	e.part->>'media_type' AS media_type, e.part->>'alt' AS alt, e.part->>'caption' AS caption,
	e.part->>'credit_line' AS credit_line
FROM storywire.article_record r CROSS JOIN LATERAL storywire.parts(r.record, 'figures') e;
COMMENT ON VIEW storywire.article_figure IS 'The pictures and videos of each article, in order.';
COMMENT ON COLUMN storywire.article_figure.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_figure.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_figure.position IS 'Place in the article, from 0.';
COMMENT ON COLUMN storywire.article_figure.story_id IS 'The story it shows.';
COMMENT ON COLUMN storywire.article_figure.media_type IS 'IMAGE or VIDEO.';
COMMENT ON COLUMN storywire.article_figure.alt IS 'Alternative text.';
COMMENT ON COLUMN storywire.article_figure.caption IS 'Caption below the figure.';
COMMENT ON COLUMN storywire.article_figure.credit_line IS 'Whom to credit.';

CREATE VIEW storywire.article_person AS
SELECT r.account_id, r.article_id, e.part->>'person_id' AS person_id, e.part->>'role' AS role,
	e.part->>'name_shown' AS name_shown,
	CASE WHEN e.part->'age_shown' BETWEEN '0'::jsonb AND '200'::jsonb
		THEN (e.part->>'age_shown')::numeric::int END AS age_shown,
	storywire.words(e.part->'evidence') AS evidence
FROM storywire.article_record r CROSS JOIN LATERAL storywire.parts(r.record, 'people') e;
COMMENT ON VIEW storywire.article_person IS 'The people each article names.';
COMMENT ON COLUMN storywire.article_person.account_id IS 'The account.';
COMMENT ON COLUMN storywire.article_person.article_id IS 'The article.';
COMMENT ON COLUMN storywire.article_person.person_id IS 'The person, as in people.csv.';
COMMENT ON COLUMN storywire.article_person.role IS 'Part in the event, e.g. poster.';
COMMENT ON COLUMN storywire.article_person.name_shown IS 'The name the article uses.';
COMMENT ON COLUMN storywire.article_person.age_shown IS 'The age the article states, if it does.';
COMMENT ON COLUMN storywire.article_person.evidence IS 'What the person was recognised by.';
