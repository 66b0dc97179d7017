-- The duties: what runs did, what state things are in, what was lost, what is too old.

CREATE TABLE storywire.load_run (
	number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	started_at timestamptz NOT NULL,
	finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	status int NOT NULL CHECK (status >= 0),
	records bigint NOT NULL CHECK (records >= 0),
	loaded bigint NOT NULL CHECK (loaded >= 0),
	rejects bigint NOT NULL CHECK (rejects >= 0),
	duplicates bigint NOT NULL CHECK (duplicates >= 0),
	skipped bigint NOT NULL CHECK (skipped >= 0),
	CHECK (records = loaded + rejects + duplicates + skipped)
);
COMMENT ON TABLE storywire.load_run IS 'Runs of story-load that brought something new; rows are only ever added.';
COMMENT ON COLUMN storywire.load_run.number IS 'Its place among the runs.';
COMMENT ON COLUMN storywire.load_run.started_at IS 'When it began.';
COMMENT ON COLUMN storywire.load_run.finished_at IS 'When its last transaction was over.';
COMMENT ON COLUMN storywire.load_run.status IS 'How it ended: 0, or an exit status of story-load(1).';
COMMENT ON COLUMN storywire.load_run.records IS 'Records it read.';
COMMENT ON COLUMN storywire.load_run.loaded IS 'Rows that were new or changed.';
COMMENT ON COLUMN storywire.load_run.rejects IS 'Records that could not become rows; see storywire.reject.';
COMMENT ON COLUMN storywire.load_run.duplicates IS 'Records that changed nothing.';
COMMENT ON COLUMN storywire.load_run.skipped IS 'Records that were not asked for.';

CREATE VIEW storywire.pipeline_run AS
SELECT r.number, r.started_at, r.finished_at, r.status, r.records, r.loaded, r.rejects, r.duplicates,
	r.skipped, (SELECT count(*) FROM storywire.ledger l
		WHERE l.loaded_at BETWEEN r.started_at AND r.finished_at) AS segments
FROM storywire.load_run r;
COMMENT ON VIEW storywire.pipeline_run IS 'Runs of story-load that brought something new, and the segments that the ledger has of their time.';
COMMENT ON COLUMN storywire.pipeline_run.number IS 'Its place among the runs.';
COMMENT ON COLUMN storywire.pipeline_run.started_at IS 'When it began.';
COMMENT ON COLUMN storywire.pipeline_run.finished_at IS 'When its last transaction was over.';
COMMENT ON COLUMN storywire.pipeline_run.status IS 'How it ended: 0, or an exit status of story-load(1).';
COMMENT ON COLUMN storywire.pipeline_run.records IS 'Records it read.';
COMMENT ON COLUMN storywire.pipeline_run.loaded IS 'Rows that were new or changed.';
COMMENT ON COLUMN storywire.pipeline_run.rejects IS 'Records that could not become rows.';
COMMENT ON COLUMN storywire.pipeline_run.duplicates IS 'Records that changed nothing.';
COMMENT ON COLUMN storywire.pipeline_run.skipped IS 'Records that were not asked for.';
COMMENT ON COLUMN storywire.pipeline_run.segments IS 'Segments and streams that were loaded in that time.';

CREATE FUNCTION storywire.status()
RETURNS TABLE (name text, value text) LANGUAGE sql STABLE SET search_path = pg_catalog
SET timezone = 'UTC' AS $$
	SELECT 'last_run_at', to_json(date_trunc('seconds', max(r.finished_at)))#>>'{}'
	FROM storywire.load_run r
	UNION ALL
	SELECT 'last_loaded_at', to_json(date_trunc('seconds', max(l.loaded_at)))#>>'{}'
	FROM storywire.ledger l
	UNION ALL SELECT 'segments', count(*)::text FROM storywire.ledger
	UNION ALL SELECT 'rejects', count(*)::text FROM storywire.reject
	UNION ALL
	SELECT 'last_poll_at', to_json(date_trunc('seconds', max(p.finished_at)))#>>'{}'
	FROM storywire.poll p
	UNION ALL SELECT 'stories', count(*)::text FROM storywire.story
	UNION ALL
	SELECT 'newest_story_at', to_json(date_trunc('seconds', max(s.taken_at)))#>>'{}'
	FROM storywire.story s
	UNION ALL
	SELECT 'articles_' || w.state, count(a.article_id)::text
	FROM unnest('{draft,review,scheduled,published,corrected,killed}'::text[]) w (state)
	LEFT JOIN storywire.article a ON a.workflow_state = w.state
	GROUP BY w.state
	UNION ALL
	SELECT 'proposals', count(*)::text
	FROM storywire.article a CROSS JOIN LATERAL storywire.proposal_of(a)
	WHERE a.touched_at IS NOT NULL
	UNION ALL
	SELECT 'erasures_open', count(*)::text FROM storywire.erasure e WHERE e.spool = 'open'
$$;
COMMENT ON FUNCTION storywire.status() IS 'What story-load status shows of the database.';

-- A segment's name has the first 16 digits of its hash.
CREATE FUNCTION storywire.lost(hashes text[], codes text[])
RETURNS TABLE (what text, value text) LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT 'lost', h.hash FROM unnest(hashes) h (hash)
	WHERE NOT EXISTS (SELECT FROM storywire.ledger l
		WHERE left(l.segment_sha256, 16) = h.hash AND l.skipped = 0)
	UNION ALL
	SELECT 'unknown', c.code FROM unnest(codes) c (code)
	WHERE NOT EXISTS (SELECT FROM storywire.erasure e WHERE e.code = c.code)
	UNION ALL
	SELECT 'open', e.code FROM storywire.erasure e WHERE e.spool = 'open'
$$;
COMMENT ON FUNCTION storywire.lost(text[], text[]) IS 'Of segments that a spool has loaded, those that the ledger does not know; of takedowns that it knows, those that the database does not; and those that the spool has still to do.';

-- Articles stay: they were published, or are somebody's work.
CREATE FUNCTION storywire.expire(before timestamptz)
RETURNS TABLE (what text, n bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(storywire.erase_lock());
	RETURN QUERY WITH gone AS (
		DELETE FROM storywire.observation o WHERE o.observed_at < before RETURNING 1
	) SELECT 'observations', count(*) FROM gone;
	RETURN QUERY WITH gone AS (
		DELETE FROM storywire.poll p WHERE p.finished_at < before RETURNING 1
	) SELECT 'polls', count(*) FROM gone;
	RETURN QUERY WITH gone AS (
		DELETE FROM storywire.media m USING storywire.story s
		WHERE s.account_id = m.account_id AND s.story_id = m.story_id AND s.expires_at < before
		RETURNING 1
	) SELECT 'media', count(*) FROM gone;
	RETURN QUERY WITH gone AS (
		DELETE FROM storywire.story s WHERE s.expires_at < before RETURNING 1
	) SELECT 'stories', count(*) FROM gone;
END
$$;
COMMENT ON FUNCTION storywire.expire(timestamptz) IS 'Deletes stories, readings, polls and notes of media that are older; how many of what.';

ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_duties;
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_loader_before_duties();
	GRANT INSERT ON storywire.load_run TO storywire_loader;
	GRANT EXECUTE ON FUNCTION storywire.status(), storywire.lost(text[], text[]),
		storywire.expire(timestamptz), storywire.proposal_of(storywire.article),
		storywire.record_of(storywire.article) TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load needs, and nothing else.';
COMMENT ON FUNCTION storywire.grant_loader_before_duties() IS 'A part of storywire.grant_loader().';
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA storywire FROM PUBLIC;
