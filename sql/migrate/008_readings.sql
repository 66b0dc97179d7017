-- A story may be known by its Graph id alone: to notices of webhooks always, to a poll where the
-- server does not give the other one. It is one story all the same, whichever came first.

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

-- What stands under a Graph id goes to the story that is told to have it; from then on the loader
-- puts whatever comes under that Graph id there (sql/query/merge_*.sql). So nothing depends on
-- which of the two came first, and one story is one row. A loader may not delete such rows: here
-- they are given to the story, and of one that was taken down nothing is told again.

-- A story that was taken down keeps its row, and the other one is taken down with it.
CREATE FUNCTION storywire.adopt_story(of_account text, of_graph_id text, of_story_id text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	own storywire.story;
	twin storywire.story;
BEGIN
	SELECT * INTO twin FROM storywire.story s
	WHERE s.account_id = of_account AND s.story_id = of_graph_id;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	twin.story_id := of_story_id;
	SELECT * INTO own FROM storywire.story s
	WHERE s.account_id = of_account AND s.story_id = of_story_id;
	IF NOT FOUND OR own.erased_at IS NULL AND twin.erased_at IS NOT NULL THEN
		own := twin;
	ELSE
		own := storywire.story_merge(own, twin);
	END IF;
	DELETE FROM storywire.story s
	WHERE s.account_id = of_account
		AND (s.story_id = of_story_id OR s.story_id = of_graph_id AND s.erased_at IS NULL);
	INSERT INTO storywire.story SELECT own.*;
END
$$;
COMMENT ON FUNCTION storywire.adopt_story(text, text, text) IS 'Makes one row of a story that was kept under its Graph id too.';

-- Of two readings with one key the same goes first as in sql/query/merge_observation.sql.
CREATE FUNCTION storywire.adopt_readings(of_account text, of_graph_id text, of_story_id text)
RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	WITH moved AS (
		DELETE FROM storywire.observation o
		WHERE o.account_id = of_account AND o.story_id = of_graph_id
		RETURNING o.metric, o.observed_at, o.value, o.state, o.source, o.is_final, o.raw_sha256
	)
	INSERT INTO storywire.observation AS t (account_id, story_id, metric, observed_at, value,
		state, source, is_final, raw_sha256)
	SELECT of_account, of_story_id, m.metric, m.observed_at, m.value, m.state, m.source,
		m.is_final, m.raw_sha256
	FROM moved m
	WHERE NOT EXISTS (SELECT FROM storywire.story e WHERE e.account_id = of_account
		AND e.story_id IN (of_graph_id, of_story_id) AND e.erased_at IS NOT NULL)
	ON CONFLICT (account_id, story_id, metric, observed_at, source) DO UPDATE
	SET value = excluded.value, state = excluded.state, is_final = excluded.is_final,
		raw_sha256 = excluded.raw_sha256
	WHERE (excluded.is_final, excluded.value IS NOT NULL, coalesce(excluded.value, 0),
			excluded.state, excluded.raw_sha256)
		> (t.is_final, t.value IS NOT NULL, coalesce(t.value, 0), t.state, t.raw_sha256)
$$;
COMMENT ON FUNCTION storywire.adopt_readings(text, text, text) IS 'Gives readings that stand under a Graph id to the story that is known to have it.';

-- As in sql/query/merge_media.sql.
CREATE FUNCTION storywire.adopt_media(of_account text, of_graph_id text, of_story_id text)
RETURNS void LANGUAGE sql SET search_path = pg_catalog AS $$
	WITH moved AS (
		DELETE FROM storywire.media m
		WHERE m.account_id = of_account AND m.story_id = of_graph_id RETURNING m.*
	)
	INSERT INTO storywire.media AS t (account_id, story_id, kind, state, fetched_at, sha256, bytes,
		content_type, seen_type, http_status, detail)
	SELECT of_account, of_story_id, m.kind, m.state, m.fetched_at, m.sha256, m.bytes,
		m.content_type, m.seen_type, m.http_status, m.detail
	FROM moved m
	WHERE NOT EXISTS (SELECT FROM storywire.story e WHERE e.account_id = of_account
		AND e.story_id IN (of_graph_id, of_story_id) AND e.erased_at IS NOT NULL)
	ON CONFLICT (account_id, story_id, kind) DO UPDATE
	SET state = excluded.state, fetched_at = excluded.fetched_at, sha256 = excluded.sha256,
		bytes = excluded.bytes, content_type = excluded.content_type,
		seen_type = excluded.seen_type, http_status = excluded.http_status,
		detail = excluded.detail
	WHERE (excluded.state = 'ok', excluded.fetched_at, coalesce(excluded.sha256, ''),
			excluded.state, coalesce(excluded.bytes, -1), coalesce(excluded.content_type, ''),
			coalesce(excluded.seen_type, ''), coalesce(excluded.http_status, -1),
			coalesce(excluded.detail, ''))
		> (t.state = 'ok', t.fetched_at, coalesce(t.sha256, ''), t.state, coalesce(t.bytes, -1),
			coalesce(t.content_type, ''), coalesce(t.seen_type, ''),
			coalesce(t.http_status, -1), coalesce(t.detail, ''))
$$;
COMMENT ON FUNCTION storywire.adopt_media(text, text, text) IS 'Gives media that stand under a Graph id to the story that is known to have it.';

-- Versions of an article that name a story by different ids share it; their days are settled anew.
CREATE FUNCTION storywire.adopt_articles(of_account text, of_graph_ids text[], of_story_ids text[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	day date;
	days date[];
	told text[];
BEGIN
	-- few of many: an array that is looked through for each version takes too long
	SELECT array_agg(DISTINCT g.id) INTO told
	FROM storywire.article_version v
	CROSS JOIN LATERAL unnest(v.story_ids) e (id)
	JOIN unnest(of_graph_ids) g (id) ON g.id = e.id
	WHERE v.account_id = of_account;
	IF told IS NULL THEN
		RETURN;
	END IF;
	WITH changed AS (
		UPDATE storywire.article_version v
		SET story_ids = ARRAY(
			SELECT coalesce(of_story_ids[array_position(of_graph_ids, e.id)], e.id)
			FROM unnest(v.story_ids) WITH ORDINALITY e (id, place) ORDER BY e.place)
		WHERE v.account_id = of_account AND v.story_ids && told
		RETURNING v.editorial_day
	)
	SELECT array_agg(DISTINCT c.editorial_day) INTO days FROM changed c;
	WITH moved AS (
		DELETE FROM storywire.article_story s
		WHERE s.account_id = of_account AND s.story_id = ANY (told)
		RETURNING s.article_id, of_story_ids[array_position(of_graph_ids, s.story_id)] AS own_id
	)
	INSERT INTO storywire.article_story (account_id, article_id, story_id)
	SELECT DISTINCT of_account, m.article_id, m.own_id FROM moved m
	ON CONFLICT DO NOTHING;
	FOREACH day IN ARRAY coalesce(days, '{}') LOOP
		PERFORM storywire.settle(of_account, day);
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.adopt_articles(text, text[], text[]) IS 'Lets articles name their stories by the ids that those are kept under.';

CREATE FUNCTION storywire.adopt(of_account text, of_graph_ids text[], of_story_ids text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	told record;
BEGIN
	FOR told IN
		SELECT p.graph_id, p.story_id
		FROM unnest(of_graph_ids, of_story_ids) p (graph_id, story_id)
		WHERE EXISTS (SELECT FROM storywire.story s
				WHERE s.account_id = of_account AND s.story_id = p.graph_id)
			OR EXISTS (SELECT FROM storywire.observation o
				WHERE o.account_id = of_account AND o.story_id = p.graph_id)
			OR EXISTS (SELECT FROM storywire.media m
				WHERE m.account_id = of_account AND m.story_id = p.graph_id)
		ORDER BY p.graph_id
	LOOP
		PERFORM storywire.adopt_story(of_account, told.graph_id, told.story_id);
		PERFORM storywire.adopt_readings(of_account, told.graph_id, told.story_id);
		PERFORM storywire.adopt_media(of_account, told.graph_id, told.story_id);
	END LOOP;
	PERFORM storywire.adopt_articles(of_account, of_graph_ids, of_story_ids);
END
$$;
COMMENT ON FUNCTION storywire.adopt(text, text[], text[]) IS 'Gives all that stands under Graph ids to the stories that are told to have them, pair by pair.';
REVOKE EXECUTE ON FUNCTION storywire.adopt_story(text, text, text),
	storywire.adopt_readings(text, text, text), storywire.adopt_media(text, text, text),
	storywire.adopt_articles(text, text[], text[]), storywire.adopt(text, text[], text[])
	FROM PUBLIC;

INSERT INTO storywire.story_alias (account_id, graph_id, story_id)
SELECT s.account_id, s.graph_id, min(s.story_id)
FROM storywire.story s WHERE s.graph_id <> s.story_id GROUP BY s.account_id, s.graph_id;
DO $$
BEGIN
	PERFORM storywire.adopt(a.account_id, array_agg(a.graph_id ORDER BY a.graph_id),
		array_agg(a.story_id ORDER BY a.graph_id))
	FROM storywire.story_alias a GROUP BY a.account_id;
END
$$;

ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_readings;
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_loader_before_readings();
	GRANT INSERT, UPDATE ON storywire.story_alias TO storywire_loader;
	GRANT EXECUTE ON FUNCTION storywire.adopt(text, text[], text[]) TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load run needs, and nothing else.';
COMMENT ON FUNCTION storywire.grant_loader_before_readings() IS 'A part of storywire.grant_loader().';
REVOKE EXECUTE ON FUNCTION storywire.grant_loader() FROM PUBLIC;
