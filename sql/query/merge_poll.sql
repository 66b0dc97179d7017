-- Polls from the stage into the table. Two records with one key: the one that ended later, then
-- the one with more stories, then the greater of the rest.
INSERT INTO storywire.poll AS t (account_id, handle, started_at, finished_at, outcome, http_status,
	error_code, error_subcode, stories, detail, live)
SELECT DISTINCT ON (s.account_id, s.started_at)
	s.account_id, s.handle, s.started_at, s.finished_at, s.outcome, s.http_status,
	s.error_code, s.error_subcode, s.stories, s.detail, s.live
FROM pg_temp.stage_poll s
ORDER BY s.account_id, s.started_at, ROW(s.finished_at, s.stories, s.outcome,
	coalesce(s.http_status, -1), coalesce(s.error_code, -1), coalesce(s.error_subcode, -1),
	coalesce(s.detail, ''), coalesce(s.handle, ''), coalesce(s.live::text, '')) DESC
ON CONFLICT (account_id, started_at) DO UPDATE
SET handle = excluded.handle, finished_at = excluded.finished_at, outcome = excluded.outcome,
	http_status = excluded.http_status, error_code = excluded.error_code,
	error_subcode = excluded.error_subcode, stories = excluded.stories,
	detail = excluded.detail, live = excluded.live
WHERE (excluded.finished_at, excluded.stories, excluded.outcome, coalesce(excluded.http_status, -1),
		coalesce(excluded.error_code, -1), coalesce(excluded.error_subcode, -1),
		coalesce(excluded.detail, ''), coalesce(excluded.handle, ''),
		coalesce(excluded.live::text, ''))
	> (t.finished_at, t.stories, t.outcome, coalesce(t.http_status, -1),
		coalesce(t.error_code, -1), coalesce(t.error_subcode, -1), coalesce(t.detail, ''),
		coalesce(t.handle, ''), coalesce(t.live::text, ''))
