-- Takedown, told in small scenes: what goes, what stays, what is remembered. That orders do not matter
-- is shown at random by law67.sh. Then the other duties: expiry, what was lost, status, runs.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.key(n int) RETURNS uuid LANGUAGE sql AS $$
	SELECT ('00000000-0000-5000-8000-' || lpad(n::text, 12, '0'))::uuid
$$;
CREATE FUNCTION pg_temp.hash(of text) RETURNS text LANGUAGE sql AS $$
	SELECT encode(sha256(convert_to(of, 'UTF8')), 'hex')
$$;

-- A story with a reading, a picture and, where it has one, its Graph id.
CREATE FUNCTION pg_temp.story(account text, id text, graph text DEFAULT NULL, file text DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
	INSERT INTO storywire.story (account_id, story_id, graph_id, handle, shortcode, ig_pk, taken_at,
		expires_at, caption, raw_sha256, provenance)
	VALUES (account, id, graph, 'handle_' || account, 'code' || id, 'pk_' || account,
		'2023-04-15T06:00:00Z', '2023-04-16T06:00:00Z', 'canary ' || id, pg_temp.hash(id), '{}');
	INSERT INTO storywire.story_alias SELECT account, graph, id WHERE graph <> id;
	INSERT INTO storywire.observation VALUES (account, id, 'reach', '2023-04-15T07:00:00Z', 1, 'ok',
		'graph', false, pg_temp.hash('r'));
	INSERT INTO storywire.media (account_id, story_id, kind, state, fetched_at, sha256, bytes)
	VALUES (account, id, 'media', 'ok', '2023-04-15T07:00:00Z', pg_temp.hash(coalesce(file, id)), 1);
$$;

-- An article of these stories; it may tell of an earlier one.
CREATE FUNCTION pg_temp.article(account text, stories text[], n int, related jsonb DEFAULT NULL,
	day date DEFAULT '2023-04-15')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256,
		content_sha256, input_count, story_ids, record)
	VALUES (account, day, pg_temp.key(n), pg_temp.hash(n || stories::text), pg_temp.hash(n || stories::text),
		cardinality(stories), stories, jsonb_strip_nulls(jsonb_build_object('type', 'article',
			'account_id', account, 'article_id', pg_temp.key(n), 'event_key', pg_temp.key(n),
			'uri', 'urn:uuid:' || pg_temp.key(n), 'editorial_day', day, 'time_zone', 'UTC',
			'event_start', '2023-04-15T06:00:00Z', 'event_end', '2023-04-15T06:00:00Z',
			'generator', 'g', 'template_set', 't', 'lang', 'en', 'kind', 'story',
			'slug', 'canary', 'section', 'x', 'headline', 'canary head ' || n, 'dek', 'canary',
			'blocks', jsonb_build_array(jsonb_build_object('kind', 'lede', 'text', 'canary')),
			'sentences', '[]'::jsonb, 'facts', '[]'::jsonb, 'related', related)));
	PERFORM storywire.settle(account, day);
END
$$;

CREATE FUNCTION pg_temp.erase(kind text, keys text[], accounts text[], ids text[], code int DEFAULT 1)
RETURNS SETOF text LANGUAGE sql AS $$
	SELECT storywire.lay_tombstones(lpad(code::text, 32, '0'), kind, 'asked', '2023-05-01', 'open', keys);
	SELECT what || ' ' || value FROM storywire.erase(accounts, ids) WHERE value <> '0'
$$;

-- All text of all tables of the schema that has a word in it.
CREATE FUNCTION pg_temp.with_word(word text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	relation text;
	n bigint;
BEGIN
	FOR relation IN SELECT c.oid::regclass FROM pg_class c
		WHERE c.relnamespace = 'storywire'::regnamespace AND c.relkind = 'r' ORDER BY 1
	LOOP
		EXECUTE format('SELECT count(*) FROM %s t WHERE t::text LIKE %L', relation, '%' || word || '%')
		INTO n;
		IF n > 0 THEN
			RETURN NEXT relation;
		END IF;
	END LOOP;
END
$$;

SELECT pg_temp.story('a', '11', 'g11');
SELECT pg_temp.story('a', '12', NULL, 'shared');
SELECT pg_temp.story('b', '12', NULL, 'shared');
SELECT pg_temp.article('a', '{11,12}', 11);
SELECT pg_temp.article('a', '{13}', 13,
	jsonb_build_array(jsonb_build_object('kind', 'background', 'account_id', 'a',
		'article_id', pg_temp.key(11), 'headline', 'canary head 11')), '2023-04-17');
SELECT pg_temp.article('a', '{14}', 14,
	jsonb_build_array(jsonb_build_object('kind', 'background', 'account_id', 'a',
		'article_id', pg_temp.key(11), 'headline', 'another head')), '2023-04-18');
INSERT INTO storywire.poll (account_id, started_at, finished_at, outcome, stories, live)
VALUES ('a', '2023-04-15T06:30:00Z', '2023-04-15T06:30:01Z', 'ok', 2,
	'[{"story_id": "11", "graph_id": "g11"}, {"story_id": "12"}]');
INSERT INTO storywire.reject (segment_sha256, line, key, reason)
VALUES (pg_temp.hash('s'), 1, 'a/11', 'x'), (pg_temp.hash('s'), 2, 'a/12', 'x'), (pg_temp.hash('s'), 3, '11', 'x');
INSERT INTO storywire.ledger (segment_sha256, records, rejects, skipped) VALUES (pg_temp.hash('s'), 5, 3, 0);

SELECT set_eq($$SELECT * FROM storywire.takedown_names('{a}', '{11}')$$,
	$$SELECT 'story', account, id FROM unnest('{a,pk_a}'::text[]) account, unnest('{11,g11,code11}'::text[]) id$$,
	'what else a story is called');
SELECT set_eq($$SELECT * FROM storywire.takedown_names('{a}', NULL)$$,
	$$VALUES ('account', 'a', 'pk_a'), ('handle', 'a', 'handle_a')$$, 'what else an account is called');
SELECT set_eq($$SELECT * FROM storywire.takedown_names('{handle_b}', NULL)$$,
	$$VALUES ('is_handle', 'b', 'handle_b')$$, 'a handle is told from an account');

-- By its Graph id, of one account. A draft goes, and so does the one that told of it.
SELECT set_eq($$SELECT * FROM pg_temp.erase('story', ARRAY[storywire.story_key('a', 'g11')], '{a}', '{g11}')$$,
	ARRAY['stories 1', 'observations 1', 'media 1', 'rejects 2', 'versions 2', 'articles 2',
		'file ' || pg_temp.hash('11')], 'a takedown tells what is gone');
SELECT is_empty($$SELECT * FROM pg_temp.with_word('canary 11')$$, 'its caption is gone');
SELECT is_empty($$SELECT * FROM pg_temp.with_word('g11')$$, 'its Graph id is');
SELECT is_empty($$SELECT * FROM pg_temp.with_word('canary head 11')$$, 'the headline of its article is, everywhere');
SELECT set_eq('SELECT article_id FROM storywire.article', ARRAY[pg_temp.key(14)],
	'an article that told another text stays');
SELECT is((SELECT live FROM storywire.poll), '[{}, {"story_id": "12"}]', 'the poll lists as many as before');
SELECT is((SELECT string_agg(key, ' ') FROM storywire.reject), 'a/12', 'its rejects are gone');
SELECT is((SELECT string_agg(account_id || story_id, ' ' ORDER BY account_id) FROM storywire.story), 'a12 b12',
	'others stay');
SELECT ok(storywire.is_erased('a', '11') AND storywire.is_erased('a', 'g11'), 'both of its ids are remembered');
SELECT ok(NOT storywire.is_erased('b', '11') AND NOT storywire.is_erased('a', '12')
	AND NOT storywire.is_erased('a'), 'and nothing else is');
SELECT is(storywire.story_key('a', '11'), storywire.tombstone_key('story', 'a', '11'), 'keys are keys');
SELECT is(storywire.account_key('a'), storywire.tombstone_key('account', 'a'), 'of accounts too');
SELECT is((SELECT concat_ws('|', scope, reason, spool, session_role = session_user, requested_at = '2023-05-01')
	FROM storywire.erasure), 'story|asked|open|t|t', 'the receipt');
SELECT storywire.spool_is_clean(lpad('1', 32, '0'));
SELECT is((SELECT spool FROM storywire.erasure), 'done', 'is completed by the spool');
SELECT storywire.lay_tombstones(lpad('1', 32, '0'), 'story', 'asked', now(), 'open', '{}');
SELECT is((SELECT spool FROM storywire.erasure), 'done', 'and stays so');

-- Without the account it is every one's; media that others need stay.
SELECT set_eq($$SELECT * FROM pg_temp.erase('story', ARRAY[storywire.story_key('*', '12')], NULL, '{12}', 2)$$,
	ARRAY['stories 2', 'observations 2', 'media 2', 'rejects 1', 'file ' || pg_temp.hash('shared')],
	'a story of whatever account');
SELECT ok(storywire.is_erased('anybody', '12'), 'is gone for all');

-- An article that people have worked on is withdrawn, and says nothing any more.
SELECT pg_temp.story('a', '21');
SELECT pg_temp.article('a', '{21,22}', 21, NULL, '2023-04-19');
SELECT FROM storywire.approve('a', pg_temp.key(21), 'Ed', 'canary reason');
SELECT FROM storywire.correct('a', pg_temp.key(21), 'correction', 'canary text', 'Ed', 'canary why');
SELECT FROM pg_temp.erase('story', ARRAY[storywire.story_key('a', '21')], '{a}', '{21}', 3);
SELECT is((SELECT concat_ws('|', workflow_state, pub_status, headline, dek, slug, version, canceled_at = now(),
	published_at = now(), modified_at = now()) FROM storywire.article WHERE article_id = pg_temp.key(21)),
	'killed|canceled||erased|3|t|t|t', 'a published article is killed and canceled');
SELECT is((SELECT record->'blocks' FROM storywire.article_record WHERE article_id = pg_temp.key(21)), '[]',
	'its record says nothing');
SELECT is((SELECT string_agg(action, ' ' ORDER BY number) FROM storywire.article_event
	WHERE article_id = pg_temp.key(21)), 'approve correct erase', 'what people did is still told');
SELECT pg_temp.story('a', '22');
SELECT is_empty($$SELECT * FROM pg_temp.with_word('canary reason') UNION SELECT * FROM pg_temp.with_word('canary text')
	UNION SELECT * FROM pg_temp.with_word('canary head 21')$$, 'what they said is not');
SELECT pg_temp.article('a', '{22}', 21, NULL, '2023-04-19');
SELECT is((SELECT count(*) FROM storywire.article_proposal WHERE article_id = pg_temp.key(21)), 1::bigint,
	'what is made of the rest waits as a proposal');
SELECT FROM storywire.accept_proposal('a', pg_temp.key(21),
	(SELECT content_sha256 FROM storywire.article_proposal), 'Ed', 'without it');
SELECT is((SELECT workflow_state || ' ' || headline FROM storywire.article WHERE article_id = pg_temp.key(21)),
	'review canary head 21', 'and can take its place');

-- An account.
SELECT pg_temp.story('c', '31');
SELECT pg_temp.article('c', '{31}', 31);
SELECT pg_temp.article('c', '{32}', 32, NULL, '2023-04-16');
SELECT FROM storywire.approve('c', pg_temp.key(31), 'Ed', 'good');
INSERT INTO storywire.poll (account_id, started_at, finished_at, outcome, stories) VALUES ('c', now(), now(), 'empty', 0);
INSERT INTO storywire.reject (segment_sha256, line, key, reason, account_id)
VALUES (pg_temp.hash('s'), 4, 'x', 'x', 'c'), (pg_temp.hash('s'), 5, 'c/99', 'x', NULL);
SELECT FROM pg_temp.erase('account', ARRAY[storywire.account_key('c')], '{c}', NULL, 4);
SELECT is_empty($$SELECT * FROM storywire.known_accounts('{c}') UNION ALL SELECT 'reject' FROM storywire.reject
	WHERE account_id = 'c' OR key LIKE 'c/%'$$, 'an account leaves nothing');
SELECT is((SELECT concat_ws('|', account_id, workflow_state, pub_status, headline) FROM storywire.article
	WHERE article_id = pg_temp.key(31)), storywire.account_key('c') || '|killed|canceled|',
	'but what feeds have to tell, under the hash of its id');
SELECT is((SELECT count(*) FROM storywire.article_record WHERE account_id = storywire.account_key('c')
	AND record->>'account_id' = account_id), 1::bigint, 'in its record as well');
SELECT ok(storywire.is_erased('c', 'any'), 'all of its stories are erased');

-- What a load has staged.
CREATE TEMP TABLE stage_story AS TABLE storywire.story WITH NO DATA;
CREATE TEMP TABLE stage_observation AS TABLE storywire.observation WITH NO DATA;
CREATE TEMP TABLE stage_media AS TABLE storywire.media WITH NO DATA;
CREATE TEMP TABLE stage_poll AS TABLE storywire.poll WITH NO DATA;
CREATE TEMP TABLE stage_reject (part bigint, line bigint, key text, reason text, account_id text);
CREATE TEMP TABLE stage_article (part bigint, line bigint, account_id text, event_key uuid, story_ids text[], record jsonb);
CREATE TEMP TABLE stage_own (account_id text, story_id text, graph_id text);
CREATE TEMP TABLE stage_version (is_straight boolean, part bigint, line bigint, account_id text, event_key uuid,
	editorial_day date, inputs_sha256 text, content_sha256 text, story_ids text[]);
CREATE FUNCTION pg_temp.stage() RETURNS void LANGUAGE sql AS $$
	INSERT INTO pg_temp.stage_story (account_id, story_id, graph_id, taken_at, expires_at, raw_sha256, provenance)
	SELECT account, id, graph, now(), now(), pg_temp.hash(id), '{}' FROM (VALUES ('a', '11', NULL), ('a', '41', 'g11'),
		('a', '42', 'g41'), ('a', '41', 'g41'), ('c', '43', NULL), ('b', '44', NULL)) s (account, id, graph);
	INSERT INTO pg_temp.stage_own SELECT account_id, story_id, graph_id FROM pg_temp.stage_story;
	INSERT INTO pg_temp.stage_observation (account_id, story_id) VALUES ('a', '41'), ('a', '45'), ('b', '12');
	INSERT INTO pg_temp.stage_media (account_id, story_id) VALUES ('a', 'g41'), ('a', '45');
	INSERT INTO pg_temp.stage_poll (account_id, live) VALUES ('a', '[{"story_id": "45"}, {"graph_id": "g11"}]'), ('c', NULL);
	INSERT INTO pg_temp.stage_reject (key, account_id) VALUES ('a/11', NULL), ('x', 'c'), ('12', NULL), ('a/45', NULL);
	INSERT INTO pg_temp.stage_article VALUES (0, 1, 'a', pg_temp.key(51), '{45,41}', '{"headline": "h"}'),
		(0, 2, 'a', pg_temp.key(52), '{45}', jsonb_build_object('related', jsonb_build_array(jsonb_build_object(
			'account_id', 'a', 'article_id', pg_temp.key(51), 'headline', 'h')))),
		(0, 3, 'a', pg_temp.key(53), '{45}', '{}');
	INSERT INTO pg_temp.stage_version (is_straight, part, line, account_id, event_key, story_ids)
	SELECT false, part, line, account_id, event_key, story_ids FROM pg_temp.stage_article
$$;
CREATE FUNCTION pg_temp.staged() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('|', (SELECT string_agg(story_id, ' ' ORDER BY story_id) FROM pg_temp.stage_story),
		(SELECT string_agg(story_id, ' ' ORDER BY story_id) FROM pg_temp.stage_observation),
		(SELECT string_agg(story_id, ' ' ORDER BY story_id) FROM pg_temp.stage_media),
		(SELECT string_agg(live::text, ' ') FROM pg_temp.stage_poll),
		(SELECT string_agg(key, ' ' ORDER BY key) FROM pg_temp.stage_reject),
		(SELECT string_agg(right(event_key::text, 2), ' ' ORDER BY event_key) FROM pg_temp.stage_article),
		(SELECT string_agg(story_id, ' ' ORDER BY story_id) FROM pg_temp.stage_own),
		(SELECT string_agg(right(event_key::text, 2), ' ' ORDER BY event_key) FROM pg_temp.stage_version))
$$;
SELECT pg_temp.story('a', '41');
SELECT pg_temp.stage();
SELECT storywire.drop_erased();
SELECT is(pg_temp.staged(), '44|45|45|[{"story_id": "45"}, {}]|a/45|53|44|53', 'nothing of it is loaded');
SELECT is((SELECT count(*) FROM storywire.story WHERE story_id = '41'), 0::bigint,
	'what came under an id that is told only now goes too');
SELECT ok(storywire.is_erased('a', '42') AND storywire.is_erased('a', 'g41'), 'through as many ids as there are');
DELETE FROM storywire.tombstone;
TRUNCATE pg_temp.stage_own, pg_temp.stage_version, pg_temp.stage_story, pg_temp.stage_observation, pg_temp.stage_media, pg_temp.stage_poll, pg_temp.stage_reject, pg_temp.stage_article;
SELECT pg_temp.stage();
CREATE TEMP TABLE staged_before AS SELECT pg_temp.staged();
SELECT storywire.drop_erased();
SELECT is(pg_temp.staged(), (SELECT * FROM staged_before), 'where nothing was erased, all of it is');
SELECT ok(NOT storywire.straight_ones_are_erased('{a,b}', '{nothing,any}'), 'nothing went straight');
UPDATE pg_temp.stage_version SET is_straight = true WHERE event_key = pg_temp.key(51);
SELECT ok(storywire.straight_ones_are_erased('{a}', '{45}'), 'a version that went straight is found by its stories');
SELECT ok(NOT storywire.straight_ones_are_erased('{b}', '{45}'), 'of its account');
SELECT storywire.lay_tombstones(repeat('d', 32), 'story', 'test', now(), 'none', ARRAY[storywire.story_key('a', '45')]);
SELECT throws_ok('SELECT storywire.drop_erased()', '40001', NULL, 'and the load is to begin anew');
UPDATE pg_temp.stage_version SET is_straight = false;

-- A segment that lost lines.
SELECT is(storywire.segments_rewritten(ARRAY[pg_temp.hash('s'), pg_temp.hash('t')],
	ARRAY[pg_temp.hash('s2'), pg_temp.hash('t2')], '{3,1}'), 1::bigint, 'a segment that the ledger knows');
SELECT is((SELECT segment_sha256 || records FROM storywire.ledger), pg_temp.hash('s2') || 3, 'is known by its new hash');
SELECT is((SELECT count(*) FROM storywire.reject WHERE segment_sha256 <> pg_temp.hash('s2')), 0::bigint, 'so are its rejects');

-- What was lost.
SELECT set_eq(format('SELECT what || %L || value FROM storywire.lost(%L, %L)', ' ',
	ARRAY[left(pg_temp.hash('s2'), 16), repeat('0', 16)], ARRAY[lpad('4', 32, '0'), lpad('9', 32, '0')]),
	ARRAY['lost ' || repeat('0', 16), 'unknown ' || lpad('9', 32, '0')]
		|| ARRAY(SELECT 'open ' || code FROM storywire.erasure WHERE spool = 'open'),
	'a segment and a takedown that the database does not know; those that the spool has to do');
UPDATE storywire.ledger SET skipped = 1;
SELECT is((SELECT count(*) FROM storywire.lost(ARRAY[left(pg_temp.hash('s2'), 16)], '{}') WHERE what = 'lost'), 1::bigint,
	'what was loaded in part counts as lost');

-- Expiry.
SELECT pg_temp.story('d', '61');
SELECT pg_temp.article('d', '{61}', 61);
SELECT is((SELECT string_agg(what || ' ' || n, ' ' ORDER BY what) FROM storywire.expire('2023-04-15T06:59:00Z')),
	'media 0 observations 0 polls 1 stories 0', 'what is younger stays');
SELECT FROM storywire.expire('2023-04-17T00:00:00Z');
SELECT is((SELECT count(*) FROM storywire.story) + (SELECT count(*) FROM storywire.observation)
	+ (SELECT count(*) FROM storywire.media), 0::bigint, 'what is older goes');
SELECT is((SELECT count(*) FROM storywire.article WHERE account_id = 'd'), 1::bigint, 'articles stay');

-- Runs and status.
INSERT INTO storywire.load_run (started_at, status, records, loaded, rejects, duplicates, skipped)
VALUES (now() - interval '1 minute', 0, 10, 5, 1, 3, 1);
SELECT is((SELECT concat_ws('|', status, records, loaded, segments, finished_at > started_at)
	FROM storywire.pipeline_run), '0|10|5|1|t', 'a run with its segments');
SELECT throws_ok($$INSERT INTO storywire.load_run (started_at, status, records, loaded, rejects, duplicates, skipped)
	VALUES (now(), 0, 10, 5, 1, 3, 2)$$, '23514', NULL, 'a run that does not balance');
SELECT is((SELECT value FROM storywire.status() WHERE name = 'articles_draft'),
	(SELECT count(*)::text FROM storywire.article WHERE workflow_state = 'draft'), 'status counts articles');
SELECT is((SELECT value FROM storywire.status() WHERE name = 'erasures_open'), '3', 'and takedowns to be completed');

-- Rights.
SELECT throws_ok(format('INSERT INTO storywire.erasure (code, scope, reason, requested_at, spool)
	VALUES (%L, %L, %L, now(), %L)', code, scope, reason, 'none'), '23514', NULL,
	'a receipt like ' || code || ' ' || scope || ' ' || reason)
FROM (VALUES ('x', 'story', 'r'), (repeat('a', 32), 'all', 'r'), (repeat('a', 32), 'story', ' ')) bad (code, scope, reason);
SET ROLE storywire_loader;
SELECT throws_ok(format('DELETE FROM storywire.%I', t), '42501', NULL, 'a loader deletes no ' || t)
FROM unnest('{story,tombstone,erasure,article_version,load_run}'::text[]) t;
SELECT throws_ok(format('UPDATE storywire.%I SET %I = %L', t, c, 'x'), '42501', NULL, 'nor changes ' || t)
FROM (VALUES ('tombstone', 'kind'), ('erasure', 'reason'), ('reject', 'key')) p (t, c);
SELECT throws_ok($$SELECT storywire.bury_account('a')$$, '42501', NULL, 'nor buries but by a takedown');
SELECT lives_ok('SELECT * FROM storywire.status()', 'but asks for the status');
SELECT lives_ok('SELECT * FROM storywire.erase(NULL, NULL)', 'and takes down');
SET ROLE storywire_editor;
SELECT throws_ok('SELECT * FROM storywire.erase(NULL, NULL)', '42501', NULL, 'an editor does not');
SET ROLE storywire_reader;
SELECT throws_ok(format('SELECT storywire.%s', call), '42501', NULL, 'a reader does not ' || call)
FROM unnest(ARRAY['erase(NULL, NULL)', 'expire(now())', 'spool_is_clean(NULL)', 'learn_erased(NULL, NULL)',
	'lay_tombstones(NULL, NULL, NULL, NULL, NULL, NULL)', 'segments_rewritten(NULL, NULL, NULL)']) call;
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
