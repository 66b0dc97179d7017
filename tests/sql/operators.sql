-- The views of operators: what they say of accounts, insights, days and reviews. Times are counted
-- from now(), which stands still within a transaction.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.ago(hours numeric) RETURNS timestamptz LANGUAGE sql AS $$
	SELECT now() - hours * interval '1 hour'
$$;
CREATE FUNCTION pg_temp.poll(account text, hours numeric, outcome text DEFAULT 'ok') RETURNS void LANGUAGE sql AS $$
	INSERT INTO storywire.poll (account_id, handle, started_at, finished_at, outcome, http_status, stories)
	VALUES (account, upper(account), pg_temp.ago(hours), pg_temp.ago(hours) + interval '1 minute', outcome, 200, 0)
$$;
CREATE FUNCTION pg_temp.story(account text, id text, hours numeric) RETURNS void LANGUAGE sql AS $$
	INSERT INTO storywire.story (account_id, story_id, handle, taken_at, expires_at, media_type, raw_sha256, provenance)
	VALUES (account, id, account, pg_temp.ago(hours), pg_temp.ago(hours - 24), 'VIDEO', repeat('0', 64), '{}')
$$;
CREATE FUNCTION pg_temp.health(account text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', h.last_outcome, round(extract(epoch FROM h.slack) / 3600, 1),
		'failing ' || round(extract(epoch FROM now() - h.failing_since) / 3600, 1),
		round(h.stories_a_day, 2), CASE WHEN h.is_covered THEN 'covered' END, CASE WHEN h.is_quiet THEN 'quiet' END)
	FROM storywire.account_health h WHERE h.account_id = account
$$;

SELECT is_empty('SELECT FROM storywire.account_health', 'no polls, no accounts');
SELECT pg_temp.poll('well', h) FROM generate_series(1, 400, 10) h;
SELECT is(pg_temp.health('well'), 'ok 22.0 0.00 covered', 'an account that is polled well');
SELECT pg_temp.poll('late', h) FROM generate_series(25, 400, 10) h;
SELECT is(pg_temp.health('late'), 'ok -2.0 0.00', 'one whose deadline is over');
SELECT pg_temp.poll('ill', h) FROM generate_series(12, 400, 10) h;
SELECT pg_temp.poll('ill', 2, 'throttled'), pg_temp.poll('ill', 5.5, 'failed');
SELECT is(pg_temp.health('ill'), 'throttled 11.0 failing 5.5 0.00', 'one that fails, and since when');
SELECT pg_temp.poll('never', h, 'denied') FROM generate_series(1, 50, 7) h;
SELECT is(pg_temp.health('never'), 'denied failing 50.0 0.00', 'one that was never read');
SELECT is(slack, NULL, 'has no slack') FROM storywire.account_health WHERE account_id = 'never';
SELECT pg_temp.poll('half', 3, 'partial'), pg_temp.poll('half', 4);
SELECT is(pg_temp.health('half'), 'partial 19.0 failing 3.0 0.00', 'a partial poll is not a complete one');
SELECT is((SELECT string_agg(account_id, ' ' ORDER BY account_id) FROM storywire.polled_account),
	'half ill late never well', 'each account stands there once');

-- What is asked of a time or an account looks at that alone.
CREATE FUNCTION pg_temp.reads_all(query text, relation text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line LIKE '%Seq Scan on ' || relation || '%' THEN
			RETURN NEXT line;
		END IF;
	END LOOP;
END
$$;
CREATE FUNCTION pg_temp.whole(query text, step text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF strpos(line, step) > 0 THEN
			RETURN NEXT line;
		END IF;
	END LOOP;
END
$$;
SET LOCAL enable_seqscan = off;
SELECT is_empty($$SELECT * FROM pg_temp.reads_all('SELECT * FROM storywire.pipeline_run', 'ledger')$$,
	'a run finds its segments by an index');
SELECT is_empty($$SELECT * FROM pg_temp.reads_all('SELECT * FROM storywire.gap WHERE account_id = ''well''', 'poll')$$,
	'the gaps of an account are found by one');
SET LOCAL enable_seqscan = on;

-- Silence.
SELECT pg_temp.story('well', 'w' || n, 49 + n * 12) FROM generate_series(1, 20) n;
SELECT is(pg_temp.health('well'), 'ok 22.0 1.43 covered quiet', 'who posts daily and has not for two days is quiet');
SELECT pg_temp.story('well', 'new', 47);
SELECT is(pg_temp.health('well'), 'ok 22.0 1.50 covered', 'not so after a story');
SELECT pg_temp.story('late', 'l' || n, 49 + n * 12) FROM generate_series(1, 20) n;
SELECT is(pg_temp.health('late'), 'ok -2.0 1.43', 'nor where the last poll is too old to tell');
SELECT pg_temp.story('ill', 'i' || n, 49 + n * 12) FROM generate_series(1, 20) n;
SELECT is(pg_temp.health('ill'), 'throttled 11.0 failing 5.5 1.43', 'nor where polls fail');
SELECT pg_temp.poll('gappy', h) FROM unnest('{1,11,40,50}'::int[]) h;
SELECT pg_temp.story('gappy', 'g' || n, 60 + n * 12) FROM generate_series(1, 20) n;
SELECT is(pg_temp.health('gappy'), 'ok 22.0 1.43', 'nor where stories may have been lost unseen');
SELECT pg_temp.poll('rare', h) FROM generate_series(1, 400, 10) h;
SELECT pg_temp.story('rare', 'r' || n, 49 + n * 30) FROM generate_series(1, 8) n;
SELECT is(pg_temp.health('rare'), 'ok 22.0 0.57 covered', 'nor who posts seldom');

-- Gaps are those of storywire.gap, whatever the polls were like.
SELECT setseed(0.5);
INSERT INTO storywire.poll (account_id, handle, started_at, finished_at, outcome, http_status, stories)
SELECT DISTINCT ON (1, 3) 'any' || n, 'H', pg_temp.ago(h), pg_temp.ago(h) + random() * interval '5 hours',
	(ARRAY['ok', 'empty', 'partial', 'failed'])[1 + floor(random() * 4)::int], 200, 0
FROM generate_series(1, 300) n, LATERAL (SELECT round((random() * (5 + n / 6))::numeric, 2)
	FROM generate_series(1, 2 + n % 25)) r (h)
UNION ALL SELECT 'any' || n, 'H', pg_temp.ago(0), pg_temp.ago(0), 'ok', 200, 0 FROM generate_series(1, 300) n;
SELECT is((SELECT count(*) FROM storywire.account_health h WHERE h.account_id LIKE 'any%'
	AND h.is_covered = EXISTS (SELECT FROM storywire.gap g WHERE g.account_id = h.account_id
		AND g.to_time > now() - interval '2 days')), 0::bigint, 'an account is covered where there was no gap of late');
SELECT ok(count(*) FILTER (WHERE is_covered) > 50 AND count(*) FILTER (WHERE NOT is_covered) > 50, 'and both occur')
FROM storywire.account_health WHERE account_id LIKE 'any%';
SELECT is_empty($$SELECT * FROM pg_temp.whole('SELECT * FROM storywire.account_health', 'WindowAgg')$$,
	'nobody goes through all polls for that');
DELETE FROM storywire.poll WHERE account_id LIKE 'any%';

-- Insights.
CREATE FUNCTION pg_temp.reading(id text, hours numeric, val bigint, final boolean DEFAULT false, metric text DEFAULT 'views')
RETURNS void LANGUAGE sql AS $$
	INSERT INTO storywire.observation (account_id, story_id, metric, observed_at, value, state, source, is_final, raw_sha256)
	SELECT s.account_id, id, metric, s.taken_at + hours * interval '1 hour', val,
		CASE WHEN val IS NULL THEN 'not_yet' ELSE 'ok' END, 'graph', final, repeat('0', 64)
	FROM storywire.story s WHERE s.story_id = id
$$;
SELECT pg_temp.reading('w1', 0.2, 5), pg_temp.reading('w1', 0.9, 7), pg_temp.reading('w1', 1, 9), pg_temp.reading('w1', 2, NULL),
	pg_temp.reading('w1', 23.5, 40, true), pg_temp.reading('w1', 30, 39), pg_temp.reading('w1', -1, 1),
	pg_temp.reading('w2', 3, 50), pg_temp.reading('w2', 3, 4, false, 'replies'), pg_temp.reading('w3', 3, NULL);
SELECT results_eq($$SELECT hour || ' ' || value FROM storywire.insight_curve WHERE story_id = 'w1' ORDER BY hour$$,
	ARRAY['0 7', '1 9', '23 40', '30 39'], 'a curve has the last reading of each hour of age');
SELECT is((SELECT string_agg(concat_ws(' ', story_id, metric, value), ', ' ORDER BY story_id, metric)
	FROM storywire.story_insight WHERE account_id = 'well'), 'w1 views 40, w2 replies 4, w2 views 50', 'the final reading stands for a story, else the last one');
INSERT INTO storywire.story (account_id, story_id, taken_at, expires_at, raw_sha256, provenance)
SELECT 't', v.id, v.at::timestamptz, v.at::timestamptz, repeat('0', 64), '{}'
FROM (VALUES ('t1', '2023-04-30T23:00:00Z'), ('t2', '2023-04-01T00:00:00Z'), ('t3', '2023-05-01T00:00:00Z')) v (id, at);
SELECT pg_temp.reading('t1', 3, 5), pg_temp.reading('t2', 3, 6), pg_temp.reading('t3', 3, 1), pg_temp.reading('t1', 3, 9, false, 'reach');
SELECT is((SELECT string_agg(concat_ws(' ', metric, month, place, story_id), ', ' ORDER BY metric, month, place)
	FROM storywire.top_story WHERE account_id = 't'), 'reach 2023-04-01 1 t1, views 2023-04-01 1 t2, '
	|| 'views 2023-04-01 2 t1, views 2023-05-01 1 t3', 'places count within account, metric and month');
UPDATE storywire.story SET erased_at = now() WHERE story_id = 'w2';
SELECT is_empty($$SELECT FROM storywire.top_story WHERE story_id = 'w2'$$, 'what was taken down is in no list');
SELECT is_empty($$SELECT FROM storywire.insight_curve WHERE story_id = 'w2'$$, 'nor has it a curve');

-- Days.
INSERT INTO storywire.story (account_id, story_id, handle, taken_at, expires_at, media_type, caption, first_seen,
	vanished_early_at, raw_sha256, provenance)
SELECT 'd', v.id, 'd', v.at::timestamptz, v.at::timestamptz + interval '1 day', v.kind, v.caption, v.seen::timestamptz,
	v.gone::timestamptz, repeat('0', 64), '{}'
FROM (VALUES ('1', '2023-04-15T23:59:59Z', 'VIDEO', 'x', '2023-04-16T00:00:00Z', NULL),
	('2', '2023-04-15T00:00:00Z', 'IMAGE', NULL, '2023-04-15T01:00:00Z', '2023-04-15T05:00:00Z'),
	('3', '2023-04-16T00:00:00Z', 'IMAGE', NULL, NULL, NULL)) v (id, at, kind, caption, seen, gone);
SELECT results_eq($$SELECT concat_ws(' ', day, stories, films, captioned, vanished, from_archives_only)
		FROM storywire.story_day WHERE account_id = 'd' ORDER BY day$$,
	ARRAY['2023-04-15 2 1 1 1 0', '2023-04-16 1 0 0 0 1'], 'what was posted by day');
INSERT INTO storywire.poll (account_id, started_at, finished_at, outcome, stories)
SELECT 'd', '2023-04-15T00:00:00Z'::timestamptz + n * interval '3 hours', '2023-04-15T23:00:00Z', o, 0
FROM unnest('{ok,empty,partial,denied,throttled,failed}'::text[]) WITH ORDINALITY u (o, n);
SELECT results_eq($$SELECT concat_ws(' ', day, polls, complete, throttled, denied, failed)
		FROM storywire.poll_day WHERE account_id = 'd'$$, ARRAY['2023-04-15 6 2 1 1 2'], 'how polls went by day');

-- Reviews.
INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256, content_sha256,
	input_count, story_ids, record)
VALUES ('d', '2023-04-15', md5('1')::uuid, repeat('1', 64), repeat('1', 64), 1, '{1}', '{"time_zone": "UTC",
	"slug": "s", "kind": "story", "headline": "H", "section": "C", "lang": "en", "event_start": "2023-04-15T12:00:00Z",
	"event_end": "2023-04-15T13:00:00Z", "review": [{"reason": "unknown_tag", "detail": "@x", "story_id": "1"}, 7]}');
SELECT storywire.settle('d', '2023-04-15');
SELECT is((SELECT string_agg(concat_ws(' ', workflow_state, reason, detail, story_id), ', ')
	FROM storywire.article_review WHERE reason IS NOT NULL), 'draft unknown_tag @x 1',
	'what an editor is to look at');
SELECT storywire.approve('d', md5('1')::uuid, 'Ed', 'looked at it');
SELECT is_empty('SELECT FROM storywire.article_review', 'is over when it is published');

SET LOCAL ROLE storywire_reader;
SELECT lives_ok('SELECT * FROM storywire.' || v, 'a reader reads ' || v)
FROM unnest('{polled_account,account_health,insight_curve,story_insight,top_story,story_day,poll_day,article_review}'::text[]) v;
SELECT throws_ok('DELETE FROM storywire.observation', '42501', NULL, 'and changes nothing by it');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
