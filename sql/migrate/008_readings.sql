-- Readings of sources that know a story by its Graph id alone (notices of webhooks) belong to the
-- story all the same, whichever of the two came first.

CREATE TABLE storywire.story_alias (
	account_id text COLLATE "C" NOT NULL,
	graph_id text COLLATE "C" NOT NULL,
	story_id text COLLATE "C" NOT NULL,
	PRIMARY KEY (account_id, graph_id)
);
COMMENT ON TABLE storywire.story_alias IS 'Graph ids of stories that are kept under another id; what was once told stays.';
COMMENT ON COLUMN storywire.story_alias.account_id IS 'Account of the story.';
COMMENT ON COLUMN storywire.story_alias.graph_id IS 'Id of the frame in the Graph API.';
COMMENT ON COLUMN storywire.story_alias.story_id IS 'Id that the story is kept under.';

-- Of two readings with one key the same goes first as in sql/query/merge_observation.sql. A loader
-- may not delete readings; here those are deleted that stand under their story's id afterwards.
CREATE FUNCTION storywire.adopt_readings(of_account text, of_graph_ids text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	WITH moved AS (
		DELETE FROM storywire.observation o
		USING storywire.story_alias a
		WHERE a.account_id = of_account AND a.graph_id = ANY (of_graph_ids)
			AND o.account_id = of_account AND o.story_id = a.graph_id
		RETURNING a.story_id AS own_id, o.metric, o.observed_at, o.value, o.state, o.source,
			o.is_final, o.raw_sha256
	)
	INSERT INTO storywire.observation AS t (account_id, story_id, metric, observed_at, value,
		state, source, is_final, raw_sha256)
	SELECT DISTINCT ON (m.own_id, m.metric, m.observed_at, m.source)
		of_account, m.own_id, m.metric, m.observed_at, m.value, m.state, m.source,
		m.is_final, m.raw_sha256
	FROM moved m
	ORDER BY m.own_id, m.metric, m.observed_at, m.source, m.is_final DESC,
		m.value IS NOT NULL DESC, m.value DESC, m.state DESC, m.raw_sha256 DESC
	ON CONFLICT (account_id, story_id, metric, observed_at, source) DO UPDATE
	SET value = excluded.value, state = excluded.state, is_final = excluded.is_final,
		raw_sha256 = excluded.raw_sha256
	WHERE (excluded.is_final, excluded.value IS NOT NULL, coalesce(excluded.value, 0),
			excluded.state, excluded.raw_sha256)
		> (t.is_final, t.value IS NOT NULL, coalesce(t.value, 0), t.state, t.raw_sha256);
END
$$;
COMMENT ON FUNCTION storywire.adopt_readings(text, text[]) IS 'Gives readings that stand under a Graph id to the story that is known to have it.';
REVOKE EXECUTE ON FUNCTION storywire.adopt_readings(text, text[]) FROM PUBLIC;

INSERT INTO storywire.story_alias (account_id, graph_id, story_id)
SELECT s.account_id, s.graph_id, min(s.story_id)
FROM storywire.story s WHERE s.graph_id <> s.story_id GROUP BY s.account_id, s.graph_id;
DO $$
BEGIN
	PERFORM storywire.adopt_readings(a.account_id, array_agg(a.graph_id))
	FROM storywire.story_alias a GROUP BY a.account_id;
END
$$;

ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_readings;
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_loader_before_readings();
	GRANT INSERT, UPDATE ON storywire.story_alias TO storywire_loader;
	GRANT EXECUTE ON FUNCTION storywire.adopt_readings(text, text[]) TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load run needs, and nothing else.';
COMMENT ON FUNCTION storywire.grant_loader_before_readings() IS 'A part of storywire.grant_loader().';
REVOKE EXECUTE ON FUNCTION storywire.grant_loader() FROM PUBLIC;
