-- What readers are shown, once more: nothing of what was killed, and nothing that a format cannot hold.

-- As in 010, of what is not gone: texts that were killed or taken down are in no export either. Who
-- searches sees drafts and what is under embargo, as in article_text, and what may be done with them. To
-- tell how well an article fits takes a thousand times as long as to find it, so that of very many the
-- newest 1000 are looked at.
DROP FUNCTION storywire.search(text, int);
CREATE FUNCTION storywire.search(query text, most int DEFAULT 50)
RETURNS TABLE (account_id text, article_id uuid, editorial_day date, headline text, dek text,
	rank real, workflow_state text, pub_status text, embargoed_until timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT f.account_id, f.article_id, f.editorial_day, f.headline, f.dek,
		ts_rank(storywire.search_words(f.record), f.words), f.workflow_state, f.pub_status,
		f.embargoed_until
	FROM (
		SELECT a.*, v.record, q.words
		FROM (SELECT websearch_to_tsquery(storywire.search_config('en'), query)
				|| websearch_to_tsquery(storywire.search_config('es'), query)
				|| websearch_to_tsquery(storywire.search_config(''), query) AS words) q
		JOIN storywire.article_version v ON storywire.search_words(v.record) @@ q.words
		JOIN storywire.article a USING (account_id, editorial_day, event_key, inputs_sha256,
			content_sha256)
		WHERE a.superseded_by IS NULL AND a.pub_status <> 'canceled'
		ORDER BY a.editorial_day DESC, a.account_id, a.article_id LIMIT 1000
	) f
	ORDER BY 6 DESC, f.editorial_day DESC, f.account_id, f.article_id LIMIT most
$$;
COMMENT ON FUNCTION storywire.search(text, int) IS 'Current articles with these words that are not gone, the best first; "exact words", -without and or as in a search engine. Drafts and embargoed ones are among them: see pub_status and embargoed_until. Where more than 1000 have the words, the newest of them.';
REVOKE EXECUTE ON FUNCTION storywire.search(text, int) FROM PUBLIC;

-- As in 015. What an article rests on may have been killed since, or have given way to another.
CREATE OR REPLACE FUNCTION storywire.ninjs_background(record jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('uri', coalesce(now_is.uri, o.uri, r.part->>'uri'),
			'name', 'background-' || r.place, 'rel', 'background', 'type', 'text',
			'headlines', storywire.ninjs_values(ARRAY['main'],
				ARRAY[coalesce(now_is.headline, o.headline, r.part->>'headline')]))
		ORDER BY r.place)
	FROM storywire.parts(record, 'related') r
	CROSS JOIN LATERAL (SELECT substring(r.part->>'article_id'
		FROM '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$')) i (id)
	LEFT JOIN storywire.article o
		ON o.account_id = r.part->>'account_id' AND o.article_id = i.id::uuid
	LEFT JOIN storywire.article now_is
		ON now_is.account_id = o.account_id AND now_is.article_id = o.superseded_by
	WHERE r.part->>'kind' = 'background' AND r.part->>'uri' ~ '^urn:uuid:[0-9a-f-]{36}$'
		AND coalesce(now_is.pub_status, o.pub_status) IS DISTINCT FROM 'canceled');
END
$$;
COMMENT ON FUNCTION storywire.ninjs_background(jsonb) IS 'Earlier articles that an article rests on and that were not canceled, as associations of ninjs.';

-- A language, or a type of media, that is none took the whole Atom feed down, where it had characters
-- that XML cannot hold.
CREATE FUNCTION storywire.language_tag(words text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN words ~ '^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$' THEN words END
$$;
COMMENT ON FUNCTION storywire.language_tag(text) IS 'A language as RFC 5646 writes it, else NULL.';

CREATE FUNCTION storywire.mime_type(words text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN words ~ '^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( *;[ -~]*)?$' THEN words END
$$;
COMMENT ON FUNCTION storywire.mime_type(text) IS 'A type of media as RFC 6838 writes it, else NULL.';

-- As in 024.
CREATE OR REPLACE VIEW storywire.article_export AS
SELECT a.account_id, a.article_id, a.uri, a.event_key, a.slug,
	storywire.language_tag(a.lang) AS lang, a.section, a.event_start,
	a.event_end, a.version, a.workflow_state, a.pub_status, a.embargoed_until, a.published_at,
	a.superseded_by, a.pub_status = 'canceled' OR a.superseded_by IS NOT NULL AS is_gone,
	coalesce(a.canceled_at, a.modified_at, a.published_at, v.created_at) AS updated_at,
	v.created_at AS version_created,
	least(v.created_at, (SELECT min(o.created_at) FROM storywire.article_version o
			WHERE o.account_id = a.account_id AND o.article_id = a.article_id),
		(SELECT min(o.created_at) FROM storywire.article_version o
			WHERE o.account_id = a.account_id AND o.event_key = a.article_id)) AS first_created,
	(SELECT jsonb_agg(jsonb_build_object('kind', c.kind, 'text', c.text,
			'at', storywire.rfc3339(c.corrected_at)) ORDER BY c.number)
		FROM storywire.correction c
		WHERE c.account_id = a.account_id AND c.article_id = a.article_id) AS corrections,
	storywire.web_address((SELECT p.article_url
		FROM storywire.publication p WHERE p.is_only) || a.slug) AS address,
	v.record
FROM storywire.article a
LEFT JOIN storywire.article_version v USING (account_id, editorial_day, event_key, inputs_sha256,
	content_sha256);

-- As in 014.
CREATE OR REPLACE FUNCTION storywire.figures(of_account text, record jsonb)
RETURNS TABLE (place bigint, story_id text, is_video boolean, alt text, caption text,
	credit_line text, taken_at text, width bigint, height bigint, duration_ms bigint,
	media_url text, media_type text, media_bytes bigint, still_url text, still_type text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 AS $$
	SELECT f.place, f.part->>'story_id', coalesce(f.part->>'media_type' = 'VIDEO', false),
		storywire.printable(f.part->>'alt'), storywire.printable(f.part->>'caption'),
		storywire.printable(f.part->>'credit_line'),
		coalesce(storywire.instant(f.part->>'taken_at'), storywire.rfc3339(s.taken_at)),
		coalesce(storywire.natural_number(f.part->'width'), s.width),
		coalesce(storywire.natural_number(f.part->'height'), s.height),
		coalesce(storywire.natural_number(f.part->'duration_ms'), s.duration_ms),
		storywire.media_address(m.sha256), storywire.mime_type(coalesce(m.seen_type, m.content_type)),
		m.bytes,
		storywire.media_address(t.sha256), storywire.mime_type(coalesce(t.seen_type, t.content_type))
	FROM storywire.parts(record, 'figures') f
	LEFT JOIN storywire.story s ON s.account_id = of_account
		AND s.story_id = f.part->>'story_id'
	LEFT JOIN storywire.media m ON m.account_id = of_account
		AND m.story_id = f.part->>'story_id' AND m.kind = 'media' AND m.state = 'ok'
	LEFT JOIN storywire.media t ON t.account_id = of_account
		AND t.story_id = f.part->>'story_id' AND t.kind = 'thumbnail' AND t.state = 'ok'
	WHERE f.part->>'story_id' IS NOT NULL AND s.erased_at IS NULL
$$;

-- As in 024. A time that no export can write would be left out: a document without it says that there is no
-- embargo.
CREATE OR REPLACE FUNCTION storywire.approve(of_account text, of_article uuid, person text, reason text,
	embargo timestamptz DEFAULT NULL, seen text DEFAULT NULL)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	a storywire.article := storywire.article_for_change(of_account, of_article);
	later boolean := coalesce(embargo > now(), false);
	step storywire.workflow_transition := storywire.transition_of(a,
		CASE WHEN later THEN 'schedule' ELSE 'approve' END);
BEGIN
	PERFORM storywire.check_seen(a, seen);
	IF later AND storywire.is_readable(a.pub_status, a.embargoed_until) THEN
		RAISE EXCEPTION 'article %: approve: it can be read already', of_article
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Without an embargo it is published; storywire.kill() takes it back.';
	END IF;
	IF embargo >= '10000-01-01' THEN
		RAISE EXCEPTION 'article %: approve: an embargo that never ends', of_article
			USING ERRCODE = 'datetime_field_overflow',
			HINT = 'storywire.review() keeps it from readers until somebody approves it.';
	END IF;
	a.embargoed_until := CASE WHEN later THEN embargo END;
	a.published_at := CASE WHEN a.published_at <= now() THEN a.published_at
		WHEN later THEN embargo ELSE now() END;
	RETURN storywire.finish_action(storywire.mark_modified(a), step, person, reason);
END
$$;

ALTER FUNCTION storywire.grant_documents(text) RENAME TO grant_documents_before_tags;
COMMENT ON FUNCTION storywire.grant_documents_before_tags(text) IS 'A part of storywire.grant_documents().';
CREATE FUNCTION storywire.grant_documents(role text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM storywire.grant_documents_before_tags(role);
	EXECUTE format('GRANT EXECUTE ON FUNCTION storywire.language_tag(text), storywire.mime_type(text) TO %I',
		role);
END
$$;
COMMENT ON FUNCTION storywire.grant_documents(text) IS 'The functions that the views of exports and the report call; they read as their caller.';
REVOKE EXECUTE ON FUNCTION storywire.grant_documents(text) FROM PUBLIC;
