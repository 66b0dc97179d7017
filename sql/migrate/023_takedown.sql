-- A takedown of one thing took others along, or stopped every load, where a text looked like something
-- else than it is.

-- As in 012: a key is that of the bytes of the text, whatever it has. Records may tell of things that are
-- no ids, and a cast takes a backslash for the beginning of a byte.
CREATE OR REPLACE FUNCTION storywire.account_key(of_account text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT encode(sha256(replace('storywire account ' || of_account, E'\\', E'\\\\')::bytea), 'hex')
$$;
CREATE OR REPLACE FUNCTION storywire.story_key(of_account text, of_story text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT encode(sha256(replace('storywire story ' || of_account || ' ' || of_story,
		E'\\', E'\\\\')::bytea), 'hex')
$$;

-- As in 021, with no id at all where there is none: a story may be called -, and whoever took that one down
-- took down all polls.
CREATE OR REPLACE FUNCTION storywire.staged_ids()
RETURNS TABLE (account_id text, id text) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY
	SELECT s.account_id, e.id FROM pg_temp.stage_own s
	CROSS JOIN LATERAL (VALUES (s.story_id), (s.graph_id)) e (id) WHERE e.id IS NOT NULL
	UNION SELECT s.account_id, s.story_id FROM pg_temp.stage_observation s
	UNION SELECT s.account_id, s.story_id FROM pg_temp.stage_media s
	UNION SELECT s.account_id, e.id
		FROM pg_temp.stage_version s CROSS JOIN LATERAL unnest(s.story_ids) e (id)
	UNION SELECT s.account_id, e.id
		FROM pg_temp.stage_poll s
		CROSS JOIN LATERAL storywire.parts(jsonb_build_object('live', s.live), 'live') l
		CROSS JOIN LATERAL (VALUES (''), (l.part->>'story_id'), (l.part->>'graph_id')) e (id)
		WHERE e.id IS NOT NULL
	UNION SELECT s.account_id, '' FROM pg_temp.stage_poll s
	UNION SELECT coalesce(s.account_id, split_part(s.key, '/', 1)),
		coalesce(nullif(split_part(s.key, '/', 2), ''), s.key) FROM pg_temp.stage_reject s;
END
$$;
COMMENT ON FUNCTION storywire.staged_ids() IS 'What a load tells of: accounts with ids of stories, or an empty one for none.';

CREATE OR REPLACE FUNCTION storywire.strip_stages(accounts text[], ids text[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE pg_temp.stage_poll p SET live = storywire.live_without_erased(p.account_id, p.live)
	WHERE p.live IS NOT NULL AND p.account_id = ANY (accounts);
	DELETE FROM pg_temp.stage_story s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND gone.id IN (s.story_id, s.graph_id);
	DELETE FROM pg_temp.stage_own s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND gone.id IN (s.story_id, s.graph_id);
	DELETE FROM pg_temp.stage_observation s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND s.story_id = gone.id;
	DELETE FROM pg_temp.stage_media s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND s.story_id = gone.id;
	DELETE FROM pg_temp.stage_poll s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND gone.id = '';
	DELETE FROM pg_temp.stage_reject s USING unnest(accounts, ids) gone (account_id, id)
	WHERE coalesce(s.account_id, split_part(s.key, '/', 1)) = gone.account_id
		AND coalesce(nullif(split_part(s.key, '/', 2), ''), s.key) = gone.id;
	DELETE FROM pg_temp.stage_article s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND gone.id = ANY (s.story_ids);
	DELETE FROM pg_temp.stage_version s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND gone.id = ANY (s.story_ids);
END
$$;
