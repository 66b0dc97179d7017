-- The editor's desk: what people may do with articles, what it leaves behind, and that nothing of
-- theirs is ever written over. That orders do not matter is shown at random by law6.sh.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.key(n int) RETURNS uuid LANGUAGE sql AS $$
	SELECT ('00000000-0000-5000-8000-' || lpad(n::text, 12, '0'))::uuid
$$;

-- The record of a session: a lede, a quote and a note, with a sentence each.
CREATE FUNCTION pg_temp.record(stories int[], lede text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('type', 'article', 'account_id', 'a', 'article_id', pg_temp.key(stories[1]),
		'event_key', pg_temp.key(stories[1]), 'uri', 'urn:uuid:' || pg_temp.key(stories[1]),
		'editorial_day', '2023-04-15', 'time_zone', 'UTC', 'event_start', '2023-04-15T06:00:00Z',
		'event_end', '2023-04-15T07:00:00.25Z', 'story_ids', to_jsonb(stories::text[]),
		'generator', 'g', 'template_set', 't', 'facts_files', '{}'::jsonb, 'lang', 'en', 'kind', 'story',
		'slug', 's', 'section', 'Celebrity', 'headline', 'Kim shares stories', 'dek', 'Below',
		'body_text', 'B', 'body_html', '<p>B</p>',
		'blocks', jsonb_build_array(
			jsonb_build_object('position', 0, 'kind', 'lede', 'text', lede),
			jsonb_build_object('position', 1, 'kind', 'quote', 'text', 'Kim wrote: “Hi.”'),
			jsonb_build_object('position', 2, 'kind', 'note', 'text', 'Made from stories.')),
		'sentences', jsonb_build_array(
			jsonb_build_object('position', -2, 'text', 'Kim shares stories', 'template_id', 'headline',
				'fact_ids', '["f1"]'::jsonb),
			jsonb_build_object('position', -1, 'text', 'Below', 'template_id', 'dek', 'fact_ids', '["f1"]'::jsonb),
			jsonb_build_object('position', 0, 'block', 0, 'text', lede, 'template_id', 'lede',
				'fact_ids', '["f1"]'::jsonb),
			jsonb_build_object('position', 1, 'block', 1, 'text', 'Kim wrote: “Hi.”',
				'template_id', 'quote', 'fact_ids', '["f2"]'::jsonb),
			jsonb_build_object('position', 2, 'block', 2, 'text', 'Made from stories.',
				'template_id', 'note', 'fact_ids', '["f1"]'::jsonb)),
		'facts', '[{"fact_id":"f1","kind":"person","value":"Kim","origin":"people"},
			{"fact_id":"f2","kind":"caption","value":"Hi.","origin":"story","story_id":"11"}]'::jsonb,
		'quotes', '[{"story_id":"11","kind":"caption","verbatim":"Hi.","speaker":"kim"}]'::jsonb,
		'figures', '[{"position":0,"story_id":"11","media_type":"IMAGE","alt":"A","caption":"C",
			"credit_line":"K/Instagram"}]'::jsonb,
		'people', '[]'::jsonb, 'places', '[]'::jsonb, 'tags', '["Kim"]'::jsonb, 'review', '[]'::jsonb,
		'disclosure', 'Made from stories.')
$$;

CREATE FUNCTION pg_temp.arrive(inputs int, stories int[], lede text DEFAULT 'Kim shared.')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, input_count, observed_at, story_ids, record)
	VALUES ('a', '2023-04-15', pg_temp.key(stories[1]),
		encode(sha256(convert_to(inputs || stories::text, 'UTF8')), 'hex'),
		encode(sha256(convert_to(stories::text || lede, 'UTF8')), 'hex'), inputs,
		'2023-04-15T08:00:00Z', stories::text[], pg_temp.record(stories, lede))
	ON CONFLICT DO NOTHING;
	PERFORM storywire.settle('a', '2023-04-15');
END
$$;

CREATE FUNCTION pg_temp.state(n int DEFAULT 11) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', workflow_state, pub_status, 'v' || version, headline)
	FROM storywire.article WHERE article_id = pg_temp.key(n)
$$;
CREATE FUNCTION pg_temp.content(n int DEFAULT 11) RETURNS text LANGUAGE sql AS $$
	SELECT content_sha256 FROM storywire.article WHERE article_id = pg_temp.key(n)
$$;

-- An edit.
SELECT pg_temp.arrive(2, '{11,12}');
CREATE TEMP TABLE seen AS SELECT pg_temp.content() AS draft;
SELECT is(storywire.edit_article('a', pg_temp.key(11), '{"headline": "Kim''s <night> & more"}',
	'Ed Itor', 'livelier', (SELECT draft FROM seen)), 2, 'an edit is a version of its own');
SELECT is(pg_temp.state(), 'review withheld v2 Kim''s <night> & more', 'a draft is in review then');
SELECT is((SELECT concat_ws('|', reason, edited_by, based_on = (SELECT draft FROM seen), record->>'headline',
		record->>'content_sha256' = content_sha256, record->>'inputs_sha256' = inputs_sha256,
		content_sha256 = storywire.content_hash(record))
	FROM storywire.article_version WHERE version = 2), 'edit|Ed Itor|t|Kim''s <night> & more|t|t|t',
	'it says whose it is, what it rests on, and its hashes fit');
SELECT is((SELECT record - '{headline,sentences,facts,content_sha256,inputs_sha256,body_text,body_html}'::text[]
		FROM storywire.article_version WHERE version = 2),
	(SELECT record - '{headline,sentences,facts,content_sha256,inputs_sha256,body_text,body_html}'::text[]
		FROM storywire.article_version WHERE version = 1), 'what was not edited is as it was');
SELECT results_eq($$SELECT position, template_id, fact_ids FROM storywire.article_sentence
		WHERE article_id = pg_temp.key(11) ORDER BY position LIMIT 2$$,
	$$VALUES (0::bigint, 'editor', '{e2.headline}'::text[]), (1::bigint, 'dek', '{f1}'::text[])$$,
	'a person''s sentence rests on the person');
SELECT is((SELECT value || '/' || origin FROM storywire.article_fact
		WHERE fact_id = 'e2.headline' AND article_id = pg_temp.key(11)),
	'Kim''s <night> & more/editor', 'by a fact of that origin');
SELECT is((SELECT concat_ws('|', number, action, person, reason, from_state, to_state, pub_status, version,
		session_role = session_user, at = now()) FROM storywire.article_event),
	'1|edit_article|Ed Itor|livelier|draft|review|withheld|2|t|t', 'who, when and why is kept');

SELECT throws_ok($$SELECT storywire.edit_article('a', pg_temp.key(11), '{"dek": "x"}', 'Bo', 'r',
	(SELECT draft FROM seen))$$, '55000', NULL, 'an edit of what somebody else changed meanwhile');

-- Blocks.
SELECT storywire.edit_article('a', pg_temp.key(11), '{"dek": null, "blocks": [
	{"kind": "lede", "text": "Kim <b>shared</b>."}, {"kind": "para", "text": "More."},
	{"kind": "note", "text": "Made from stories."}],
	"figures": [{"position": 0, "alt": "Kim"}], "tags": ["Kim", "Vegas"]}', 'Ed Itor', 'shorter');
SELECT is((SELECT string_agg(concat_ws('/', s->>'position', s->>'block', s->>'text', s->>'template_id'), '|')
	FROM storywire.article_record r, jsonb_array_elements(r.record->'sentences') s),
	'-2/Kim''s <night> & more/editor|0/0/Kim <b>shared</b>./editor|1/1/More./editor|2/2/Made from stories./note',
	'blocks that stand keep their sentences');
SELECT is((SELECT concat_ws('|', record ? 'dek', record->'figures'->0->>'alt', record->'figures'->0->>'caption',
	record->'tags', jsonb_array_length(record->'quotes'), record->>'body_text', record ? 'body_html')
	FROM storywire.article_record),
	E'f|Kim|C|["Kim", "Vegas"]|0|Kim <b>shared</b>.\n\nMore.\n\nMade from stories.|f',
	'all that follows from them is made anew');
SELECT is((SELECT count(*) FROM storywire.article_record r, jsonb_array_elements(r.record->'sentences') s,
	jsonb_array_elements_text(s->'fact_ids') f
	WHERE NOT r.record->'facts' @> jsonb_build_array(jsonb_build_object('fact_id', f))), 0::bigint,
	'every sentence rests on facts that are there');
SELECT throws_ok(format('SELECT storywire.edit_article(%L, pg_temp.key(11), %L, %L, %L)', 'a', changes, 'Ed', 'r'),
	'22023', NULL, 'changes like ' || changes)
FROM unnest(ARRAY['{}', '[]', 'null', '{"facts": []}', '{"headline": ""}', '{"headline": " "}',
	'{"headline": "a\nb"}', '{"headline": 1}', '{"headline": "' || repeat('x', 111) || '"}', '{"dek": ""}',
	'{"slug": "A b"}', '{"section": []}', '{"tags": ["x", 1]}', '{"blocks": []}', '{"blocks": {}}', '{"blocks": [1]}',
	'{"blocks": [{"kind": "para"}]}', '{"blocks": [{"kind": "para", "text": ""}]}',
	'{"blocks": [{"kind": "para", "text": 7}]}', '{"figures": [{"alt": "x"}]}',
	'{"figures": [{"position": 0, "alt": null}]}', '{"type": "x"}']) changes;
SELECT throws_ok($$SELECT storywire.edit_article('a', pg_temp.key(99), '{"dek": "x"}', 'Ed', 'r')$$, 'P0002', NULL,
	'an article that is none');
SELECT throws_ok($$SELECT storywire.edit_article('a', pg_temp.key(11), '{"dek": "x"}', ' ', 'r')$$, '23514', NULL,
	'nobody edits');
SELECT throws_ok($$SELECT storywire.edit_article('a', pg_temp.key(11), '{"dek": "x"}', 'Ed', '')$$, '23514', NULL,
	'without a reason nobody does');
SELECT FROM storywire.edit_article('a', pg_temp.key(11), '{"headline": "One"}', 'Ed', 'r');
SELECT FROM storywire.edit_article('a', pg_temp.key(11), '{"headline": "Two"}', 'Ed', 'r');
SELECT is(storywire.edit_article('a', pg_temp.key(11), '{"headline": "One"}', 'Ed', 'r'), 6,
	'going back to an earlier text is a version too');

-- A machine's newer version waits.
SELECT is_empty('SELECT * FROM storywire.article_proposal', 'no proposal yet');
SELECT pg_temp.arrive(3, '{11,12}');
SELECT is_empty('SELECT * FROM storywire.article_proposal', 'the same text from more sources is none');
SELECT pg_temp.arrive(4, '{11,12,13}', 'Kim shared more.');
SELECT is(pg_temp.state(), 'review withheld v6 One', 'a newer version changes nothing of a person''s');
SELECT is((SELECT concat_ws('|', p.headline, p.input_count, v.version)
	FROM storywire.article_proposal p JOIN storywire.article_version v USING (content_sha256)),
	'Kim shares stories|4|8', 'it waits; the numbers of edits are left out');
SELECT is((SELECT diff FROM storywire.article_proposal), '[
	{"part": "headline", "old": "One", "new": "Kim shares stories"}, {"part": "dek", "old": null, "new": "Below"},
	{"part": "block", "old": "Kim <b>shared</b>.", "new": "Kim shared more."},
	{"part": "block", "old": "More.", "new": "Kim wrote: “Hi.”"}]'::jsonb, 'with what it would change');
SELECT is((SELECT count(DISTINCT version) = count(*) FROM storywire.article_version), true, 'each version has a number of its own');
SELECT is(storywire.dismiss_proposal('a', pg_temp.key(11), (SELECT content_sha256 FROM storywire.article_proposal),
	'Ed', 'no news'), 6, 'a proposal is dismissed');
SELECT is_empty('SELECT * FROM storywire.article_proposal', 'and gone');
SELECT pg_temp.arrive(2, '{11,13}', 'Less.');
SELECT is_empty('SELECT * FROM storywire.article_proposal', 'a poorer version is no proposal');
SELECT pg_temp.arrive(5, '{10,11,12,13}', 'Earlier and more.');
SELECT throws_ok($$SELECT storywire.accept_proposal('a', pg_temp.key(11), 'x', 'Ed', 'r')$$, 'P0002', NULL,
	'another proposal than the one that waits');
SELECT is(storywire.accept_proposal('a', pg_temp.key(11), (SELECT content_sha256 FROM storywire.article_proposal),
	'Ed', 'news'), 11, 'a proposal is accepted');
SELECT is(pg_temp.state(), 'review withheld v11 Kim shares stories', 'it is the text now, under the same id');
SELECT is((SELECT concat_ws('|', a.event_key, a.event_end, r.record->>'article_id', r.record->>'uri', v.reason, v.edited_by)
	FROM storywire.article a JOIN storywire.article_record r USING (account_id, article_id)
	JOIN storywire.article_version v USING (account_id, editorial_day, event_key, inputs_sha256, content_sha256)
	WHERE a.article_id = pg_temp.key(11)),
	concat_ws('|', pg_temp.key(10), '2023-04-15 07:00:00.25+00'::timestamptz, pg_temp.key(11),
		'urn:uuid:' || pg_temp.key(11), 'edit', 'Ed'), 'as a person''s version');
SELECT is((SELECT string_agg(story_id, ' ' ORDER BY story_id) FROM storywire.article_story
	WHERE article_id = pg_temp.key(11)), '10 11 12 13', 'with its stories');
SELECT is_empty('SELECT * FROM storywire.article_proposal', 'nothing waits any more');

-- Publication.
SELECT throws_ok($$SELECT storywire.correct('a', pg_temp.key(11), 'correction', 't', 'Ed', 'r')$$, '55000', NULL,
	'what is not published is not corrected');
SELECT is(storywire.approve('a', pg_temp.key(11), 'Ed', 'good', '2099-01-01'), 11, 'approved with an embargo');
SELECT is((SELECT concat_ws('|', workflow_state, pub_status, embargoed_until = '2099-01-01', published_at = '2099-01-01',
	modified_at IS NULL) FROM storywire.article WHERE article_id = pg_temp.key(11)), 'scheduled|usable|t|t|t',
	'it is scheduled');
SELECT throws_ok($$SELECT storywire.correct('a', pg_temp.key(11), 'correction', 't', 'Ed', 'r')$$, '55000', NULL,
	'what nobody has read is not corrected');
UPDATE storywire.article SET published_at = now() - interval '1 minute', embargoed_until = now() - interval '1 minute'
WHERE article_id = pg_temp.key(11);
SELECT throws_ok($$SELECT storywire.approve('a', pg_temp.key(11), 'Ed', 'r', '2099-01-02')$$, '55000', NULL,
	'what was published by itself is not hidden again');
UPDATE storywire.article SET published_at = '2099-01-01', embargoed_until = '2099-01-01' WHERE article_id = pg_temp.key(11);
SELECT is(storywire.approve('a', pg_temp.key(11), 'Ed', 'good', '2099-01-02'), 11, 'before that it may be scheduled anew');
SELECT storywire.hold('a', pg_temp.key(11), 'Ed', 'not yet');
SELECT is((SELECT concat_ws('|', workflow_state, pub_status, embargoed_until IS NULL, published_at IS NULL)
	FROM storywire.article WHERE article_id = pg_temp.key(11)), 'review|withheld|t|t', 'it is held');
SELECT storywire.approve('a', pg_temp.key(11), 'Ed', 'good', '2001-01-01');
SELECT is((SELECT concat_ws('|', workflow_state, pub_status, embargoed_until IS NULL, published_at = now())
	FROM storywire.article WHERE article_id = pg_temp.key(11)), 'published|usable|t|t',
	'an embargo that is over is none');
SELECT throws_ok($$SELECT storywire.hold('a', pg_temp.key(11), 'Ed', 'r')$$, '55000', NULL, 'what is published is not held');
SELECT throws_ok($$SELECT storywire.approve('a', pg_temp.key(11), 'Ed', 'r')$$, '55000', NULL, 'nor approved again');
SELECT is(storywire.correct('a', pg_temp.key(11), 'correction', 'It was Saturday.', 'Ed', 'wrong day',
	'{"headline": "Kim shared on Saturday"}'), 12, 'a correction');
SELECT is(pg_temp.state(), 'corrected usable v12 Kim shared on Saturday', 'with its change');
SELECT is((SELECT concat_ws('|', number, kind, text, edited_by, version, corrected_at = now()) FROM storywire.correction),
	'1|correction|It was Saturday.|Ed|12|t', 'readers are told');
SELECT is(storywire.correct('a', pg_temp.key(11), 'clarification', 'In Las Vegas.', 'Ed', 'asked'), 13,
	'another one, without');
SELECT throws_ok($$SELECT storywire.correct('a', pg_temp.key(11), 'oops', 't', 'Ed', 'r')$$, '23514', NULL,
	'a kind of correction that is none');
SELECT is((SELECT modified_at FROM storywire.article WHERE article_id = pg_temp.key(11)), now(), 'the change has its time');
SELECT pg_temp.arrive(9, '{10,11,12,13,14}', 'News.');
SELECT is(pg_temp.state(), 'corrected usable v13 Kim shared on Saturday', 'a newer version waits beside it');
SELECT is(storywire.kill('a', pg_temp.key(11), 'Ed', 'untrue'), 15, 'it is killed');
SELECT is((SELECT concat_ws('|', workflow_state, pub_status, canceled_at = now(), published_at = now())
	FROM storywire.article WHERE article_id = pg_temp.key(11)), 'killed|canceled|t|t', 'feeds can tell of it');
SELECT throws_ok(format('SELECT storywire.%s', call), '55000', NULL, 'of a killed article, not ' || call)
FROM unnest(ARRAY[
	$$edit_article('a', pg_temp.key(11), '{"dek": "x"}', 'Ed', 'r')$$, $$review('a', pg_temp.key(11), 'Ed', 'r')$$,
	$$approve('a', pg_temp.key(11), 'Ed', 'r')$$, $$approve('a', pg_temp.key(11), 'Ed', 'r', '2099-01-01')$$,
	$$correct('a', pg_temp.key(11), 'update', 't', 'Ed', 'r')$$, $$kill('a', pg_temp.key(11), 'Ed', 'r')$$]) call;
SELECT is(storywire.accept_proposal('a', pg_temp.key(11), (SELECT content_sha256 FROM storywire.article_proposal),
	'Ed', 'told anew'), 16, 'the machine''s newer text may take its place');
SELECT is(pg_temp.state(), 'review withheld v16 Kim shares stories', 'in review');
SELECT storywire.approve('a', pg_temp.key(11), 'Ed', 'good', '2099-01-01');
SELECT is(storywire.approve('a', pg_temp.key(11), 'Ed', 'good', '2099-01-02'), 16, 'it may be scheduled, and scheduled anew');
SELECT is(storywire.hold('a', pg_temp.key(11), 'Ed', 'not yet'), 16, 'and held');
SELECT is((SELECT concat_ws('|', workflow_state, embargoed_until IS NULL, published_at = now()) FROM storywire.article
	WHERE article_id = pg_temp.key(11)), 'review|t|t', 'it was published all the same');
SELECT throws_ok(format('SELECT storywire.review(%L, pg_temp.key(10), %L, %L)', 'a', 'Ed', 'r'), '55000', NULL,
	'what gave way to another article');
SELECT is((SELECT string_agg(action, ' ' ORDER BY number) FROM storywire.article_event WHERE article_id = pg_temp.key(11)),
	'edit_article edit_article edit_article edit_article edit_article dismiss_proposal accept_proposal schedule schedule hold approve correct correct kill accept_proposal schedule schedule hold',
	'all of it is kept');

-- Two articles that were published turn out to be one.
SELECT pg_temp.arrive(1, '{31}');
SELECT pg_temp.arrive(1, '{33}');
SELECT pg_temp.arrive(1, '{35}');
SELECT storywire.approve('a', pg_temp.key(n), 'Ed', 'good') FROM unnest('{31,33,35}'::int[]) n;
SELECT FROM storywire.kill('a', pg_temp.key(35), 'Ed', 'untrue');
SELECT pg_temp.arrive(5, '{31,32,33,34,35}', 'All.');
SELECT is((SELECT concat_ws('|', article_id, told_by) FROM storywire.article_proposal WHERE article_id = pg_temp.key(31)),
	concat_ws('|', pg_temp.key(31), ARRAY[pg_temp.key(33)]), 'a proposal names the others that tell of its stories');
SELECT is((SELECT count(*) FROM storywire.article_proposal WHERE told_by IS NOT NULL), 1::bigint, 'and only then');
SELECT is((SELECT count(*) FROM storywire.article_export WHERE first_created IS NULL), 0::bigint,
	'an article whose versions are another''s was made all the same');

-- The table of transitions is the whole of it: no pair of action and state outside of it is let through.
CREATE FUNCTION pg_temp.refused(of_action text, of_state text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	a storywire.article;
BEGIN
	a.workflow_state := of_state;
	PERFORM storywire.transition_of(a, of_action);
	RETURN false;
EXCEPTION WHEN object_not_in_prerequisite_state THEN
	RETURN true;
END
$$;
SELECT is_empty($$
		SELECT action, state FROM (SELECT DISTINCT action FROM storywire.workflow_transition) a,
			unnest('{draft,review,scheduled,published,corrected,killed,superseded}'::text[]) state
		WHERE pg_temp.refused(action, state) = EXISTS (SELECT FROM storywire.workflow_transition t
			WHERE t.action = a.action AND t.from_state = state)
	$$, 'what the table of transitions lacks is refused');
SELECT is_empty($$SELECT * FROM storywire.workflow_transition WHERE 'superseded' IN (from_state, to_state)$$,
	'superseded is the machine''s alone');
SELECT is_empty($$SELECT * FROM storywire.workflow_transition WHERE storywire.is_machines(to_state, pub_status)$$,
	'nothing that a person did is the machine''s again');

-- What differs between two lists, against the definition: taking out the old and putting in the new
-- gives the other list.
SELECT results_eq(format('SELECT * FROM storywire.list_diff(%L, %L)', was, becomes), pairs::text, was || ' to ' || becomes)
FROM (VALUES
	('{}', '{}', $$SELECT NULL::text, NULL::text WHERE false$$),
	('{a}', '{a}', $$SELECT NULL::text, NULL::text WHERE false$$),
	('{}', '{a,b}', $$VALUES (NULL, 'a'), (NULL, 'b')$$),
	('{a,b}', '{}', $$VALUES ('a', NULL), ('b', NULL)$$),
	('{a,b,c}', '{x,a,b,c}', $$VALUES (NULL::text, 'x')$$),
	('{a,b,c}', '{a,x,c}', $$VALUES ('b', 'x')$$),
	('{a,b,c,d}', '{a,c,d,e}', $$VALUES ('b', NULL), (NULL, 'e')$$),
	('{a,a,b}', '{b,a,a}', $$VALUES (NULL, 'b'), ('b', NULL)$$)
) scene (was, becomes, pairs);

-- Rights.
SET ROLE storywire_loader;
SELECT throws_ok($$UPDATE storywire.article SET workflow_state = 'published', pub_status = 'usable'
	WHERE touched_at IS NULL$$, '23514', NULL, 'a loader publishes nothing');
SELECT throws_ok($$UPDATE storywire.article SET workflow_state = 'draft', pub_status = 'withheld'
	WHERE touched_at IS NOT NULL$$, '42501', NULL, 'nor takes an article from a person');
SELECT throws_ok(format('UPDATE storywire.article SET %I = NULL', c), '42501', NULL, 'nor writes ' || c)
FROM unnest('{touched_at,embargoed_until,published_at,modified_at,canceled_at}'::text[]) c;
SELECT throws_ok(format('UPDATE storywire.article_version SET %I = %L', c, 'x'), '42501', NULL, 'nor writes ' || c)
FROM unnest('{edited_by,based_on}'::text[]) c;
SELECT throws_ok($$UPDATE storywire.article_version SET reason = 'edit' WHERE reason <> 'edit'$$, '23514', NULL,
	'nor passes a version off as a person''s');
SELECT throws_ok($$SELECT storywire.approve('a', pg_temp.key(11), 'Ed', 'r')$$, '42501', NULL, 'nor calls the desk');
SELECT throws_ok(format('INSERT INTO storywire.%I DEFAULT VALUES', t), '42501', NULL, 'nor writes ' || t)
FROM unnest('{article_event,correction,workflow_transition}'::text[]) t;
SET ROLE storywire_reader;
SELECT throws_ok($$SELECT storywire.approve('a', pg_temp.key(11), 'Ed', 'r')$$, '42501', NULL, 'a reader does not either');
SELECT lives_ok('SELECT * FROM storywire.article_proposal', 'but sees proposals');
SET ROLE storywire_editor;
SELECT throws_ok($$UPDATE storywire.article SET workflow_state = 'draft'$$, '42501', NULL, 'an editor writes no table');
SELECT throws_ok($$SELECT storywire.write_article(a) FROM storywire.article a$$, '42501', NULL,
	'nor calls what the functions are made of');
SELECT throws_ok(format('%s FROM storywire.%I', verb, t), '42501', NULL, 'nor does ' || verb || ' ' || t)
FROM unnest('{article_event,correction,article_version}'::text[]) t, unnest('{DELETE}'::text[]) verb;
SELECT lives_ok($$SELECT storywire.approve('a', pg_temp.key(11), 'Ed', 'good')$$, 'and calls those');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
