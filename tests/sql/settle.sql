-- storywire.settle(): which articles are current, told in small scenes. That the order of arrival
-- does not matter is shown at random by law4.sh.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.key(n int) RETURNS uuid LANGUAGE sql AS $$
	SELECT ('00000000-0000-5000-8000-' || lpad(n::text, 12, '0'))::uuid
$$;

-- A version arrives: its key is that of its first story; `text` distinguishes contents.
CREATE FUNCTION pg_temp.arrive(inputs int, seen_hour int, stories int[], text text DEFAULT '',
	day date DEFAULT '2023-04-15', key int DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO storywire.article_version AS v (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, input_count, observed_at, story_ids, record)
	VALUES ('a', day, pg_temp.key(coalesce(key, stories[1])),
		encode(sha256(convert_to(inputs || stories::text, 'UTF8')), 'hex'),
		encode(sha256(convert_to(inputs || stories::text || text, 'UTF8')), 'hex'), inputs,
		'2023-04-15T00:00:00Z'::timestamptz + seen_hour * interval '1 hour', stories::text[],
		jsonb_build_object('time_zone', 'UTC', 'slug', 's', 'kind', 'k', 'section', 'x', 'lang', 'en',
			'headline', stories::text || text, 'event_start', '2023-04-15T00:00:00Z',
			'event_end', '2023-04-15T01:00:00Z',
			'blocks', jsonb_build_array(jsonb_build_object('position', 0, 'kind', 'lede', 'text', 'T')),
			'people', jsonb_build_array(
				jsonb_build_object('person_id', 'p', 'age_shown', 42, 'evidence', '["tag"]'::jsonb),
				jsonb_build_object('person_id', 'q', 'age_shown', 1e100), '"odd"'::jsonb),
			'sentences', '[{"text":"T","fact_ids":["f1","f2"]},{"fact_ids":"odd"}]'::jsonb,
			'facts', '"odd"'::jsonb))
	ON CONFLICT DO NOTHING;
	PERFORM storywire.settle('a', day);
END
$$;

-- The articles: key, version, headline, and what it points to.
CREATE FUNCTION pg_temp.articles() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s v%s %s%s', right(article_id::text, 2), version, headline,
		' -> ' || right(superseded_by::text, 2)), E'\n' ORDER BY article_id)
	FROM storywire.article
$$;

SELECT pg_temp.arrive(2, 1, '{11,12}');
SELECT is(pg_temp.articles(), '11 v1 {11,12}', 'a first version');
SELECT is((SELECT (workflow_state, pub_status, uri, version)::text FROM storywire.article),
	'(draft,withheld,urn:uuid:00000000-0000-5000-8000-000000000011,1)', 'is a draft, withheld');

SELECT pg_temp.arrive(3, 2, '{11,12,13}');
SELECT is(pg_temp.articles(), '11 v2 {11,12,13}', 'one more story is a new version');
SELECT pg_temp.arrive(6, 2, '{11,12,13}');
SELECT is(pg_temp.articles(), '11 v3 {11,12,13}', 'one more source too');
SELECT is((SELECT string_agg(reason, ' ' ORDER BY version) FROM storywire.article_version),
	'new update merge', 'each with its reason');

SELECT pg_temp.arrive(1, 9, '{12}');
SELECT is(pg_temp.articles(), E'11 v4 {11,12,13}\n12 v1 {12} -> 11',
	'a subset, however new, changes nothing but the numbers');
SELECT is((SELECT string_agg(input_count || ':' || version, ' ' ORDER BY version)
	FROM storywire.article_version), '1:1 2:2 3:3 6:4', 'which count upwards to the current one');

SELECT pg_temp.arrive(7, 3, '{10,11,12,13}');
SELECT is(pg_temp.articles(), E'10 v5 {10,11,12,13} -> 11\n11 v5 {10,11,12,13}\n12 v1 {12} -> 11',
	'an earlier story turns up: the id stays, the new key points to it');
SELECT is((SELECT string_agg(story_id, ' ' ORDER BY story_id) FROM storywire.article_story),
	'10 11 12 13', 'the stories are those of the current version');

SELECT pg_temp.arrive(7, 3, '{10,11,12,13}', ' anew');
SELECT is(pg_temp.articles(), E'10 v6 {10,11,12,13} anew -> 11\n11 v6 {10,11,12,13} anew\n12 v1 {12} -> 11',
	'the same inputs and another text: the later arrival wins');
SELECT is((SELECT reason FROM storywire.article_version WHERE version = 6), 'rewrite', 'as a rewrite');

-- What people decided stays.
SELECT storywire.approve('a', pg_temp.key(11), 'Ed', 'a good story');
SELECT pg_temp.arrive(8, 4, '{10,11,12,13,14}');
SELECT is((SELECT (workflow_state, pub_status, version)::text FROM storywire.article
	WHERE article_id = pg_temp.key(11)), '(published,usable,6)', 'what an editor has seen stays as it was');
SELECT is((SELECT count(*) FROM storywire.article_version WHERE version = 7), 1::bigint,
	'and the newer version waits');

-- Nothing is written when nothing changes.
CREATE TEMP TABLE before AS
	SELECT 'a' AS t, ctid AS at, xmin::text AS made_by, cmin::text AS made_at FROM storywire.article
	UNION ALL SELECT 'v', ctid, xmin::text, cmin::text FROM storywire.article_version
	UNION ALL SELECT 's', ctid, xmin::text, cmin::text FROM storywire.article_story;
SELECT storywire.settle('a', '2023-04-15');
SELECT set_eq($$
		SELECT 'a' AS t, ctid AS at, xmin::text AS made_by, cmin::text AS made_at FROM storywire.article
		UNION ALL SELECT 'v', ctid, xmin::text, cmin::text FROM storywire.article_version
		UNION ALL SELECT 's', ctid, xmin::text, cmin::text FROM storywire.article_story
	$$, 'SELECT * FROM before', 'settling again writes no row');

-- Two sessions become one, and the other way round.
DELETE FROM storywire.article_version;
DELETE FROM storywire.article;
DELETE FROM storywire.article_story;
SELECT pg_temp.arrive(2, 1, '{21,22}');
SELECT pg_temp.arrive(3, 2, '{25,26,27}');
SELECT is(pg_temp.articles(), E'21 v1 {21,22}\n25 v1 {25,26,27}', 'two sessions are two articles');
SELECT pg_temp.arrive(7, 3, '{21,22,23,24,25,26,27}');
SELECT is(pg_temp.articles(), E'21 v3 {21,22,23,24,25,26,27}\n25 v2 {25,26,27} -> 21',
	'a story between them makes them one; the other points to it');
SELECT pg_temp.arrive(8, 4, '{21,22,28}');
SELECT is(pg_temp.articles(), E'21 v2 {21,22,28}\n25 v2 {25,26,27}',
	'a fuller version without them sets the other free');
SELECT is((SELECT (workflow_state, superseded_by)::text FROM storywire.article
	WHERE article_id = pg_temp.key(25)), '(draft,)', 'as a draft');

-- A broken record may claim the key of another session; both cannot have it.
SELECT pg_temp.arrive(1, 1, '{31}');
INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
	content_sha256, input_count, story_ids, record)
SELECT account_id, editorial_day, pg_temp.key(21), repeat('9', 64), repeat('9', 64), 1, '{99}', record
FROM storywire.article_version LIMIT 1;
SELECT lives_ok($$SELECT storywire.settle('a', '2023-04-15')$$, 'a key that is claimed twice does no harm');
SELECT is((SELECT article_id FROM storywire.article_version WHERE story_ids = '{99}'), NULL,
	'the one that came second in rank has no article');

-- The views over the record.
SELECT is((SELECT count(*) FROM storywire.article_text), 3::bigint, 'one text per current article');
SELECT results_eq($$SELECT position, kind, text FROM storywire.article_block
		WHERE article_id = pg_temp.key(31)$$, $$VALUES (0::bigint, 'lede', 'T')$$, 'blocks');
SELECT results_eq($$SELECT position, fact_ids FROM storywire.article_sentence
		WHERE article_id = pg_temp.key(31) ORDER BY 1$$,
	$$VALUES (0::bigint, '{f1,f2}'::text[]), (1::bigint, '{}'::text[])$$, 'sentences with their facts');
SELECT results_eq($$SELECT person_id, age_shown, evidence FROM storywire.article_person
		WHERE article_id = pg_temp.key(31)$$,
	$$VALUES ('p', 42, '{tag}'::text[]), ('q', NULL, '{}'::text[]), (NULL, NULL, '{}'::text[])$$,
	'people; an age that is none is none');
SELECT is_empty('SELECT * FROM storywire.article_fact', 'a list that is none has no rows');
SELECT is_empty('SELECT * FROM storywire.article_quote', 'nor one that is missing');
SELECT is_empty('SELECT * FROM storywire.article_figure', 'nor figures');
-- Scenes that are played in every order must end in the same rows.
CREATE FUNCTION pg_temp.rows() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object(
		'articles', (SELECT jsonb_agg(to_jsonb(a) ORDER BY article_id) FROM storywire.article a),
		'stories', (SELECT jsonb_agg(to_jsonb(s) ORDER BY article_id, story_id)
			FROM storywire.article_story s),
		'versions', (SELECT jsonb_agg(to_jsonb(v) - 'arrival' - 'created_at' ORDER BY editorial_day,
			event_key, inputs_sha256, content_sha256) FROM storywire.article_version v))
$$;
CREATE FUNCTION pg_temp.play(calls text[]) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	kept jsonb;
	call text;
BEGIN
	BEGIN
		DELETE FROM storywire.article_version;
		DELETE FROM storywire.article;
		DELETE FROM storywire.article_story;
		FOREACH call IN ARRAY calls LOOP
			EXECUTE 'SELECT pg_temp.arrive(' || call || ')';
		END LOOP;
		kept := pg_temp.rows();
		RAISE EXCEPTION 'all of it back' USING ERRCODE = 'ZZ000';
	EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
		RETURN kept;
	END;
END
$$;
CREATE FUNCTION pg_temp.ends(calls text[]) RETURNS bigint LANGUAGE sql AS $$
	WITH RECURSIVE orders AS (
		SELECT '{}'::int[] AS places
		UNION ALL
		SELECT places || n FROM orders, generate_series(1, cardinality(calls)) n
		WHERE n <> ALL (places)
	)
	SELECT count(DISTINCT pg_temp.play((SELECT array_agg(calls[n] ORDER BY at)
		FROM unnest(places) WITH ORDINALITY p(n, at))))
	FROM orders WHERE cardinality(places) = cardinality(calls)
$$;

SELECT is(pg_temp.ends(array['2, 1, ''{71}''', '3, 2, ''{72}'', key => 71', '1, 3, ''{73}''']), 1::bigint,
	'two sessions with one key and a third: any order');
SELECT is(pg_temp.ends(array['2, 1, ''{71}''', '3, 2, ''{72}'', key => 71', '5, 3, ''{70,72}''']),
	1::bigint, 'the third takes the stories of one of them: any order');
SELECT is(pg_temp.play(array['2, 1, ''{71}''', '3, 2, ''{72}'', key => 71'])
		#> '{versions,0}' ->> 'version' IS NULL, pg_temp.play(array['2, 1, ''{71}''',
		'3, 2, ''{72}'', key => 71']) #> '{versions,1}' ->> 'version' IS NOT NULL,
	'one of the two has no article');

-- One session on two days: there is one article of it, on the day of the fuller version.
SELECT is(pg_temp.ends(array['2, 1, ''{81,82}''', '5, 2, ''{81,82,83}'', day => ''2023-04-16''']),
	1::bigint, 'one key on two days: any order');
SELECT is(pg_temp.ends(array['2, 1, ''{81,82}''', '5, 2, ''{81,82,83}'', day => ''2023-04-16''',
	'1, 1, ''{82}''', '6, 1, ''{83,84}'', day => ''2023-04-16''', '3, 9, ''{81}''']), 1::bigint,
	'among others: any order');
SELECT is((SELECT string_agg(a->>'editorial_day' || ' v' || (a->>'version') || ' ' || (a->>'headline'), ', ')
	FROM jsonb_array_elements(pg_temp.play(array['5, 2, ''{81,82,83}'', day => ''2023-04-16''',
		'2, 1, ''{81,82}''']) -> 'articles') a), '2023-04-16 v1 {81,82,83}', 'the fuller stays');

-- A published article keeps its id and state, whichever key was seen first.
DELETE FROM storywire.article_version;
DELETE FROM storywire.article;
DELETE FROM storywire.article_story;
SELECT pg_temp.arrive(2, 5, '{92,93}');
SELECT storywire.approve('a', pg_temp.key(92), 'Ed', 'a good story');
SELECT pg_temp.arrive(3, 1, '{91,92,93}');
SELECT is(pg_temp.articles(), E'91 v2 {91,92,93} -> 92\n92 v1 {92,93}',
	'a published article keeps id and text when an earlier story turns up in an older sighting');
SELECT is((SELECT (workflow_state, pub_status)::text FROM storywire.article
	WHERE article_id = pg_temp.key(92)), '(published,usable)', 'and stays published');
SELECT pg_temp.arrive(4, 1, '{91,92,93,94}', day => '2023-04-16');
SELECT pg_temp.arrive(9, 1, '{92,93}', day => '2023-04-16');
SELECT is((SELECT (workflow_state, pub_status, editorial_day)::text FROM storywire.article
	WHERE article_id = pg_temp.key(92)), '(published,usable,2023-04-15)', 'on another day too');

-- Days come in pieces of a thousand. A key on two days that are in two of them is settled once.
DELETE FROM storywire.article_version;
DELETE FROM storywire.article;
DELETE FROM storywire.article_story;
CREATE FUNCTION pg_temp.arrive_unsettled(day int, inputs int, key int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, input_count, story_ids, record)
	SELECT 'm', date '2020-01-01' + day, pg_temp.key(key), hash, hash, inputs,
		ARRAY(SELECT (key + i)::text FROM generate_series(0, inputs) i),
		jsonb_build_object('time_zone', 'UTC', 'slug', 's', 'kind', 'k', 'section', 'x', 'lang', 'en',
			'headline', inputs || ' of ' || key, 'event_start', '2023-04-15T00:00:00Z',
			'event_end', '2023-04-15T01:00:00Z')
	FROM encode(sha256(convert_to(day || ' ' || inputs || ' ' || key, 'UTF8')), 'hex') hash
$$;
CREATE FUNCTION pg_temp.all_of_it() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(E'\n', (SELECT string_agg(a::text, E'\n' ORDER BY a) FROM storywire.article a),
		(SELECT string_agg(s::text, E'\n' ORDER BY s) FROM storywire.article_story s),
		(SELECT string_agg(concat_ws(' ', v.editorial_day, v.inputs_sha256, v.article_id, v.version,
			v.reason), E'\n' ORDER BY v.editorial_day, v.inputs_sha256)
			FROM storywire.article_version v))
$$;
SELECT count(pg_temp.arrive_unsettled(d, n, 1000 * d)) FROM generate_series(1, 1100) d, generate_series(2, 3) n;
SELECT pg_temp.arrive_unsettled(1090, 5, 5000);
SELECT pg_temp.arrive_unsettled(7, 5, 1095000);
SELECT is((SELECT storywire.settle_days(array_agg('m'::text), array_agg(date '2020-01-01' + d))
	FROM generate_series(1, 1100) d), 1100::bigint, 'very many days are settled at once');
CREATE TEMP TABLE at_once AS SELECT pg_temp.all_of_it() AS found;
UPDATE storywire.article_version SET article_id = NULL, version = NULL, reason = NULL;
DELETE FROM storywire.article;
DELETE FROM storywire.article_story;
SELECT count(storywire.settle('m', date '2020-01-01' + d)) FROM generate_series(1, 1100) d;
SELECT ok((SELECT found FROM at_once) = pg_temp.all_of_it(), 'which ends as day by day');
SELECT is((SELECT string_agg(a.editorial_day || ' ' || a.headline, ', ' ORDER BY a.headline)
	FROM storywire.article a WHERE a.headline LIKE '5 of %'), '2020-01-08 5 of 1095000, 2022-12-26 5 of 5000',
	'a key on two of them is on the day of the fuller version');
SELECT is((SELECT count(*) FROM storywire.article a), 1100::bigint, 'and no other has its article');

SELECT * FROM finish();
ROLLBACK;
