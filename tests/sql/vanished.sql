-- Stories that were gone before their time, and the gaps that polls leave.
BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.at(hour numeric)
RETURNS timestamptz LANGUAGE sql AS $$
	SELECT '2026-03-01T00:00:00Z'::timestamptz + hour * interval '1 hour'
$$;

-- A story taken at hour 0 that polls saw until `last_seen`.
CREATE FUNCTION pg_temp.story(account text, last_seen numeric)
RETURNS void LANGUAGE sql AS $$
	INSERT INTO storywire.story (account_id, story_id, graph_id, taken_at, expires_at, first_seen,
		last_seen, raw_sha256, provenance)
	VALUES (account, '301', '901', pg_temp.at(0), pg_temp.at(24), pg_temp.at(1),
		pg_temp.at(last_seen), repeat('0', 64), '{}')
$$;

-- A poll that took six minutes; `live` are the ids it told, `stories` what it listed.
CREATE FUNCTION pg_temp.poll(account text, hour numeric, live jsonb, stories bigint DEFAULT NULL,
	outcome text DEFAULT 'ok', http_status bigint DEFAULT 200)
RETURNS void LANGUAGE sql AS $$
	INSERT INTO storywire.poll (account_id, started_at, finished_at, outcome, http_status, stories,
		live)
	VALUES (account, pg_temp.at(hour), pg_temp.at(hour + 0.1), outcome, http_status,
		coalesce(stories, jsonb_array_length(live), 0), live)
$$;

CREATE FUNCTION pg_temp.vanished(account text)
RETURNS numeric LANGUAGE sql AS $$
	SELECT round(extract(epoch FROM v.at - pg_temp.at(0)) / 3600, 1)
	FROM storywire.story s, storywire.vanished_at(s) AS v (at) WHERE s.account_id = account
$$;

SELECT pg_temp.story('gone', 2);
SELECT pg_temp.poll('gone', 3, '[]');
SELECT pg_temp.poll('gone', 4, '[]');
SELECT is(pg_temp.vanished('gone'), 3.0, 'the first poll without it tells');
SELECT pg_temp.poll('gone', 3.5, '[{"story_id": "301"}]');
SELECT is(pg_temp.vanished('gone'), 4.0, 'what is listed again had not vanished');
SELECT pg_temp.poll('gone', 5, '[{"story_id": "901", "graph_id": "901"}]');
SELECT is(pg_temp.vanished('gone'), NULL, 'also by its Graph id');

SELECT pg_temp.story('old', 2);
SELECT pg_temp.poll('old', 23.8, '[]');
SELECT pg_temp.poll('old', 25, '[]');
SELECT is(pg_temp.vanished('old'), NULL, 'its end is no early end, give or take some minutes');

SELECT pg_temp.story('vague', 2);
SELECT pg_temp.poll('vague', 3, '[{"story_id": "302"}]', 2);
SELECT pg_temp.poll('vague', 4, NULL, 0);
SELECT pg_temp.poll('vague', 5, NULL, 0, 'failed');
SELECT is(pg_temp.vanished('vague'), NULL, 'a poll that does not tell every id proves nothing');
SELECT pg_temp.poll('vague', 6, '[{"story_id": "302"}]');
SELECT is(pg_temp.vanished('vague'), 6.0, 'one that does');

SELECT pg_temp.story('archive', NULL);
SELECT pg_temp.poll('archive', 3, '[]');
SELECT is(pg_temp.vanished('archive'), NULL, 'what only archives tell of never vanishes');

SELECT pg_temp.story('other', 2);
SELECT pg_temp.poll('gone', 2.5, '[]');
SELECT is(pg_temp.vanished('other'), NULL, 'polls of other accounts say nothing');

CREATE FUNCTION pg_temp.gaps(account text)
RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('%s..%s %s', round(extract(epoch FROM from_time - pg_temp.at(0)) / 3600, 2),
		round(extract(epoch FROM to_time - pg_temp.at(0)) / 3600, 2), reason)
	FROM storywire.gap WHERE account_id = account ORDER BY from_time
$$;

SELECT pg_temp.poll('g', 0, '[]');
SELECT pg_temp.poll('g', 22.9, '[]');
SELECT is_empty($$SELECT * FROM pg_temp.gaps('g')$$, '23 hours apart leave none');
SELECT pg_temp.poll('g', 46, '[]');
SELECT results_eq($$SELECT * FROM pg_temp.gaps('g')$$, ARRAY['22.73..23.10 not_run'],
	'a little more does');
SELECT pg_temp.poll('g', 60, NULL, 0, 'throttled', 400);
SELECT pg_temp.poll('g', 70, NULL, 0, 'failed', NULL);
SELECT pg_temp.poll('g', 80, '[]');
SELECT results_eq($$SELECT * FROM pg_temp.gaps('g')$$,
	ARRAY['22.73..23.10 not_run', '45.83..57.10 unreachable'], 'the last attempt says why');
SELECT pg_temp.poll('g', 75, NULL, 1, 'partial', 500);
SELECT pg_temp.poll('g', 50, NULL, 1, 'ok', 200);
SELECT results_eq($$SELECT * FROM pg_temp.gaps('g')$$,
	ARRAY['22.73..23.10 not_run', '49.83..57.10 failed'], 'a poll in between narrows it');
SELECT pg_temp.poll('new', 0, NULL, 0, 'denied', 400);
SELECT pg_temp.poll('new', 2, '[]');
SELECT results_eq($$SELECT * FROM pg_temp.gaps('new')$$, ARRAY['-24.00..-20.90 denied'],
	'a first poll that came late');

SELECT * FROM finish();
ROLLBACK;
