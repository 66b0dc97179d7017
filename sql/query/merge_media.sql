-- Media from the stage into the table, each to the story that has its id. Two records with one key:
-- what is kept goes before what is not, then the newest, then the greater of the rest. Of an erased
-- story nothing is told again.
INSERT INTO storywire.media AS t (account_id, story_id, kind, state, fetched_at, sha256, bytes,
	content_type, seen_type, http_status, detail)
SELECT DISTINCT ON (s.account_id, own.story_id, s.kind)
	s.account_id, own.story_id, s.kind, s.state, s.fetched_at, s.sha256, s.bytes,
	s.content_type, s.seen_type, s.http_status, s.detail
FROM pg_temp.stage_media s
LEFT JOIN storywire.story_alias a ON a.account_id = s.account_id AND a.graph_id = s.story_id
CROSS JOIN LATERAL (SELECT coalesce(a.story_id, s.story_id) AS story_id) own
WHERE NOT EXISTS (SELECT FROM storywire.story e WHERE e.account_id = s.account_id
	AND e.story_id = own.story_id AND e.erased_at IS NOT NULL)
ORDER BY s.account_id, own.story_id, s.kind, s.state = 'ok' DESC, ROW(s.fetched_at,
	coalesce(s.sha256, ''), s.state, coalesce(s.bytes, -1), coalesce(s.content_type, ''),
	coalesce(s.seen_type, ''), coalesce(s.http_status, -1), coalesce(s.detail, '')) DESC
ON CONFLICT (account_id, story_id, kind) DO UPDATE
SET state = excluded.state, fetched_at = excluded.fetched_at, sha256 = excluded.sha256,
	bytes = excluded.bytes, content_type = excluded.content_type,
	seen_type = excluded.seen_type, http_status = excluded.http_status, detail = excluded.detail
WHERE (excluded.state = 'ok', excluded.fetched_at, coalesce(excluded.sha256, ''), excluded.state,
		coalesce(excluded.bytes, -1), coalesce(excluded.content_type, ''),
		coalesce(excluded.seen_type, ''), coalesce(excluded.http_status, -1),
		coalesce(excluded.detail, ''))
	> (t.state = 'ok', t.fetched_at, coalesce(t.sha256, ''), t.state, coalesce(t.bytes, -1),
		coalesce(t.content_type, ''), coalesce(t.seen_type, ''),
		coalesce(t.http_status, -1), coalesce(t.detail, ''))
