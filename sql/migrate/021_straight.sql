-- What a load tells of is no longer in its stages alone: what nothing is known of goes straight into
-- the tables. The ids are in stage_own and stage_version, whichever way the records went.

-- As in 012, from there.
CREATE OR REPLACE FUNCTION storywire.staged_ids()
RETURNS TABLE (account_id text, id text) LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
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
		CROSS JOIN LATERAL (VALUES ('-'), (l.part->>'story_id'), (l.part->>'graph_id')) e (id)
		WHERE e.id IS NOT NULL
	UNION SELECT s.account_id, '-' FROM pg_temp.stage_poll s
	UNION SELECT coalesce(s.account_id, split_part(s.key, '/', 1)),
		coalesce(nullif(split_part(s.key, '/', 2), ''), s.key) FROM pg_temp.stage_reject s;
END
$$;
COMMENT ON FUNCTION storywire.staged_ids() IS 'What a load tells of: accounts with ids of stories, or - for none.';

-- As in 012, from stage_own.
CREATE OR REPLACE FUNCTION storywire.learn_staged()
RETURNS SETOF storywire.story_alias LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	accounts text[];
	ids text[];
	more_accounts text[];
	more_ids text[];
BEGIN
	LOOP
		SELECT array_agg(k.account_id), array_agg(k.id) INTO accounts, ids
		FROM storywire.staged_ids() k;
		SELECT array_agg(e.account_id), array_agg(e.id) INTO accounts, ids
		FROM storywire.erased_among(accounts, ids) e;
		SELECT array_agg(n.account_id), array_agg(n.id) INTO more_accounts, more_ids
		FROM (
			SELECT s.account_id, e.id
			FROM unnest(accounts, ids) gone (account_id, id)
			JOIN pg_temp.stage_own s ON s.account_id = gone.account_id
				AND gone.id IN (s.story_id, s.graph_id) AND s.graph_id <> s.story_id
			CROSS JOIN LATERAL (VALUES (s.story_id), (s.graph_id)) e (id)
			EXCEPT SELECT * FROM unnest(accounts, ids)
		) n;
		EXIT WHEN more_ids IS NULL;
		PERFORM storywire.learn_erased(more_accounts, more_ids);
	END LOOP;
	RETURN QUERY SELECT gone.account_id, '', gone.id FROM unnest(accounts, ids) gone (account_id, id);
END
$$;

-- As in 012, with the ids that stand apart.
CREATE OR REPLACE FUNCTION storywire.strip_stages(accounts text[], ids text[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
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
	WHERE s.account_id = gone.account_id AND gone.id = '-';
	DELETE FROM pg_temp.stage_reject s USING unnest(accounts, ids) gone (account_id, id)
	WHERE coalesce(s.account_id, split_part(s.key, '/', 1)) = gone.account_id
		AND coalesce(nullif(split_part(s.key, '/', 2), ''), s.key) = gone.id;
	DELETE FROM pg_temp.stage_article s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND gone.id = ANY (s.story_ids);
	DELETE FROM pg_temp.stage_version s USING unnest(accounts, ids) gone (account_id, id)
	WHERE s.account_id = gone.account_id AND gone.id = ANY (s.story_ids);
END
$$;

CREATE FUNCTION storywire.straight_ones_are_erased(accounts text[], ids text[])
RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
	RETURN EXISTS (SELECT FROM unnest(accounts, ids) gone (account_id, id)
			JOIN storywire.story s
				ON s.account_id = gone.account_id AND s.story_id = gone.id)
		OR EXISTS (SELECT FROM pg_temp.stage_version v
			JOIN unnest(accounts, ids) gone (account_id, id)
				ON gone.account_id = v.account_id AND gone.id = ANY (v.story_ids)
			WHERE v.is_straight)
		OR EXISTS (SELECT FROM storywire.tombstone t WHERE t.kind = 'article')
			AND EXISTS (SELECT FROM pg_temp.stage_version v
				JOIN storywire.article_version o ON o.account_id = v.account_id
					AND o.editorial_day = v.editorial_day
					AND o.event_key = v.event_key
					AND o.inputs_sha256 = v.inputs_sha256
					AND o.content_sha256 = v.content_sha256
				WHERE v.is_straight AND o.record ? 'related'
					AND storywire.rests_on_erased(o.record));
END
$$;
COMMENT ON FUNCTION storywire.straight_ones_are_erased(text[], text[]) IS 'Whether a load has put something into the tables that tells of these stories, given pair by pair, or rests on a text that is gone.';

-- As in 012. What was taken down and went into the tables all the same, the load has to take back: it
-- begins anew and puts everything into its stages, where it can be left out.
CREATE OR REPLACE FUNCTION storywire.drop_erased()
RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	accounts text[];
	ids text[];
BEGIN
	IF NOT EXISTS (SELECT FROM storywire.tombstone) THEN
		RETURN 0;
	END IF;
	SELECT array_agg(l.account_id), array_agg(l.story_id) INTO accounts, ids
	FROM storywire.learn_staged() l;
	IF storywire.straight_ones_are_erased(accounts, ids) THEN
		RAISE EXCEPTION 'the load brings what was taken down' USING ERRCODE = 'serialization_failure';
	END IF;
	IF accounts IS NOT NULL THEN
		PERFORM storywire.learn_erased_texts(array_agg(t.account_id), array_agg(t.id),
			array_agg(t.headline))
		FROM (
			SELECT DISTINCT a.account_id, named.id, a.record->>'headline' AS headline
			FROM pg_temp.stage_article a
			JOIN unnest(accounts, ids) gone (account_id, id)
				ON a.account_id = gone.account_id AND gone.id = ANY (a.story_ids)
			CROSS JOIN LATERAL (VALUES (a.event_key::text),
				(a.record->>'article_id')) named (id)
		) t HAVING count(*) > 0;
		PERFORM storywire.strip_stages(accounts, ids);
	END IF;
	IF EXISTS (SELECT FROM storywire.tombstone t WHERE t.kind = 'article') THEN
		WITH resting AS (
			DELETE FROM pg_temp.stage_article s
			WHERE s.record ? 'related' AND storywire.rests_on_erased(s.record)
			RETURNING s.part, s.line
		)
		DELETE FROM pg_temp.stage_version v USING resting r
		WHERE v.part = r.part AND v.line = r.line;
	END IF;
	RETURN coalesce(cardinality(ids), 0);
END
$$;
COMMENT ON FUNCTION storywire.drop_erased() IS 'Takes what was erased out of the stages of a load; how many staged ids that were. Fails for another try where something of it is in the tables already.';

ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_straight;
COMMENT ON FUNCTION storywire.grant_loader_before_straight() IS 'A part of storywire.grant_loader().';
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_loader_before_straight();
	GRANT EXECUTE ON FUNCTION storywire.straight_ones_are_erased(text[], text[])
		TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load needs, and nothing else.';
REVOKE EXECUTE ON FUNCTION storywire.grant_loader(),
	storywire.straight_ones_are_erased(text[], text[]) FROM PUBLIC;
