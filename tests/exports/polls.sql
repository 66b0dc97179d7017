-- Two days of polls of two accounts and what they read: one is polled well and quiet, one fails.
INSERT INTO storywire.poll (account_id, handle, started_at, finished_at, outcome, http_status, stories)
SELECT '9000', 'handle.0', t, t + interval '1 minute', 'ok', 200, 3
FROM generate_series(now() - interval '20 days', now() - interval '1 hour', '6 hours') t;
INSERT INTO storywire.poll (account_id, handle, started_at, finished_at, outcome, http_status, stories)
SELECT '17841000', 'other', t, t + interval '1 minute',
	CASE WHEN t > now() - interval '2 days' THEN 'throttled' ELSE 'empty' END, 400, 0
FROM generate_series(now() - interval '20 days', now() - interval '1 hour', '30 hours') t;
INSERT INTO storywire.story (account_id, story_id, handle, taken_at, expires_at, media_type, first_seen,
	last_seen, vanished_early_at, raw_sha256, provenance)
SELECT '9000', 'live' || n, 'handle.0', t, t + interval '24 hours', 'IMAGE', t, t + interval '3 hours',
	CASE WHEN n = 1 THEN t + interval '4 hours' END, repeat('0', 64), '{}'
FROM generate_series(1, 20) n, LATERAL (SELECT now() - interval '3 days' - n * interval '12 hours') s (t);
INSERT INTO storywire.observation (account_id, story_id, metric, observed_at, value, state, source,
	is_final, raw_sha256)
SELECT s.account_id, s.story_id, m, s.taken_at + h * interval '1 hour', h * length(m), 'ok', 'graph',
	h = 23, repeat('0', 64)
FROM storywire.story s CROSS JOIN generate_series(0, 23) h
CROSS JOIN unnest('{views,reach,replies}'::text[]) m
WHERE s.first_seen IS NOT NULL;
INSERT INTO storywire.reject (segment_sha256, line, key, reason)
SELECT l.segment_sha256, 1, 'a/b', 'not_json' FROM storywire.ledger l LIMIT 1;
INSERT INTO storywire.article_version (account_id, editorial_day, event_key, inputs_sha256, content_sha256,
	input_count, story_ids, record)
SELECT '9000', '2023-01-01', md5('review')::uuid, repeat('1', 64), repeat('1', 64), 1, '{x}',
	v.record || '{"review": [{"reason": "unknown_tag", "detail": "@x"}]}'
FROM storywire.article_version v LIMIT 1;
SELECT storywire.settle('9000', '2023-01-01');
