-- Which stories a complete poll listed, and what follows from it: stories that were gone before
-- their time, and intervals in which stories may have been lost unseen.

ALTER TABLE storywire.poll ADD COLUMN live jsonb CHECK (jsonb_typeof(live) = 'array');
COMMENT ON COLUMN storywire.poll.live IS 'What a complete poll listed: story_id, graph_id and taken_at of each.';

CREATE INDEX story_expires ON storywire.story (account_id, expires_at);

-- A function of the story's row and the polls, so the order of their arrival does not matter. A
-- poll proves an absence only where it told the id of everything it listed, and was over a little
-- before the story's end: clocks differ. What a later poll lists again had not vanished. Nothing is
-- live for two days, which bounds the search. One row; a set, so that PostgreSQL makes it part of
-- the statement that asks.
CREATE FUNCTION storywire.vanished_at(s storywire.story)
RETURNS SETOF timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT min(p.started_at)
	FROM storywire.poll p
	WHERE p.account_id = s.account_id AND p.started_at > s.last_seen
		AND p.started_at < s.expires_at
		AND p.started_at > s.expires_at - interval '2 days'
		AND p.finished_at < s.expires_at - interval '10 minutes'
		AND p.stories = jsonb_array_length(p.live)
		AND p.started_at > (
			SELECT coalesce(max(l.started_at), s.last_seen)
			FROM storywire.poll l
			WHERE l.account_id = s.account_id AND l.started_at > s.last_seen
				AND l.started_at < s.expires_at
				AND (l.live @> jsonb_build_array(jsonb_build_object('story_id', s.story_id))
					OR s.graph_id IS NOT NULL AND l.live @> jsonb_build_array(
						jsonb_build_object('graph_id', s.graph_id)))
		)
$$;
COMMENT ON FUNCTION storywire.vanished_at(storywire.story) IS 'When the first complete poll after its last sighting found a story gone before its time; NULL where none did, and for what no poll saw.';

-- The rule is that of story-ingest gaps: a story can be read for 24 hours, of which one is kept
-- for the lag of the API, the length of a poll and the clock; it may be listed 10 minutes late.
CREATE VIEW storywire.gap AS
SELECT p.account_id, p.handle,
	coalesce(p.before - interval '10 minutes', known.since - interval '24 hours') AS from_time,
	p.finished_at - interval '23 hours' AS to_time,
	coalesce(trouble.reason, 'not_run') AS reason
FROM (
	SELECT c.account_id, c.handle, c.started_at, c.finished_at,
		lag(c.started_at) OVER (PARTITION BY c.account_id ORDER BY c.started_at) AS before
	FROM storywire.poll c WHERE c.outcome IN ('ok', 'empty')
) p
CROSS JOIN LATERAL (
	SELECT min(k.started_at) AS since FROM storywire.poll k WHERE k.account_id = p.account_id
) known
LEFT JOIN LATERAL (
	SELECT CASE WHEN f.outcome IN ('denied', 'throttled') THEN f.outcome
		WHEN f.http_status IS NULL THEN 'unreachable' ELSE 'failed' END AS reason
	FROM storywire.poll f
	WHERE f.account_id = p.account_id AND f.started_at < p.started_at
		AND f.started_at > coalesce(p.before, '-infinity')
	ORDER BY f.started_at DESC LIMIT 1
) trouble ON true
WHERE p.finished_at > coalesce(p.before + interval '23 hours', known.since + interval '1 hour');
COMMENT ON VIEW storywire.gap IS 'Intervals between complete polls in which stories may have been lost unseen; what is still open only story-ingest gaps can tell.';
COMMENT ON COLUMN storywire.gap.account_id IS 'The account.';
COMMENT ON COLUMN storywire.gap.handle IS 'Its handle when the gap ended.';
COMMENT ON COLUMN storywire.gap.from_time IS 'Stories taken from then on may have been lost.';
COMMENT ON COLUMN storywire.gap.to_time IS 'Stories taken from then on were listed.';
COMMENT ON COLUMN storywire.gap.reason IS 'What the last attempt in between ran into: unreachable, throttled, denied, failed; not_run where there was none.';

ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_vanished;
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_loader_before_vanished();
	GRANT UPDATE (vanished_early_at) ON storywire.story TO storywire_loader;
	GRANT EXECUTE ON FUNCTION storywire.vanished_at(storywire.story) TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load run needs, and nothing else.';
COMMENT ON FUNCTION storywire.grant_loader_before_vanished() IS 'The part of it that is older than stories that vanish.';
REVOKE EXECUTE ON FUNCTION storywire.grant_loader() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION storywire.vanished_at(storywire.story) FROM PUBLIC;
