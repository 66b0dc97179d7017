-- Which articles are current: a function of the versions of one account and editorial day,
-- whatever the order they came in.

CREATE FUNCTION storywire.is_same_set(a text[], b text[])
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT a @> b AND b @> a
$$;
COMMENT ON FUNCTION storywire.is_same_set(text[], text[]) IS 'Whether two arrays have the same elements.';

CREATE FUNCTION storywire.shared(a text[], b text[])
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT count(*) FROM (SELECT unnest(a) INTERSECT SELECT unnest(b)) both_have
$$;
COMMENT ON FUNCTION storywire.shared(text[], text[]) IS 'How many elements two arrays share.';

-- The versions of the day, greatest first: the first that has a story decides about it. A key
-- belongs to one day, the one of its greatest version: sources that disagree about the minute can
-- put one session on either side of 05:00, and there is to be one article of it.
CREATE FUNCTION storywire.ranked_versions(of_account text, of_day date)
RETURNS TABLE (rank bigint, event_key uuid, inputs_sha256 text, content_sha256 text,
	input_count bigint, observed_at timestamptz, story_ids text[])
LANGUAGE sql STABLE AS $$
	SELECT row_number() OVER (ORDER BY v.input_count DESC, v.observed_at DESC NULLS LAST,
			v.inputs_sha256 COLLATE "C" DESC, v.arrival DESC),
		v.event_key, v.inputs_sha256, v.content_sha256, v.input_count, v.observed_at, v.story_ids
	FROM storywire.article_version v
	WHERE v.account_id = of_account AND v.editorial_day = of_day
		AND (NOT EXISTS (SELECT FROM storywire.article_version o
				WHERE o.account_id = of_account AND o.event_key = v.event_key
					AND o.editorial_day <> of_day)
			OR of_day = (SELECT o.editorial_day FROM storywire.article_version o
				WHERE o.account_id = of_account AND o.event_key = v.event_key
				ORDER BY o.input_count DESC, o.observed_at DESC NULLS LAST,
					o.inputs_sha256 COLLATE "C" DESC, o.arrival DESC LIMIT 1))
$$;
COMMENT ON FUNCTION storywire.ranked_versions(text, date) IS 'The versions of a day in the order in which they are accepted; without those whose key belongs to another day.';

-- Accepts each version that shares no story with one accepted before it, and names its article:
-- the key that was seen first among those of all versions that share a story with it, so that an
-- article keeps its id when an earlier story turns up. An article that a person has worked on
-- keeps its id before all others: this alone depends on more than the set of versions. The key of
-- another accepted version is left to that one. (A key belongs to one story, so only a broken
-- record can bring a key that another session has; it is not accepted.)
CREATE FUNCTION storywire.accepted_versions(of_account text, of_day date)
RETURNS TABLE (place int, rank bigint, article_id uuid, story_ids text[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
	candidate record;
	ranks bigint[] := '{}';
	keys uuid[] := '{}';
	taken_stories text[] := '{}';
	taken_ids uuid[] := '{}';
BEGIN
	FOR candidate IN
		SELECT v.rank, v.event_key, v.story_ids
		FROM storywire.ranked_versions(of_account, of_day) v ORDER BY v.rank
	LOOP
		CONTINUE WHEN candidate.story_ids && taken_stories OR candidate.event_key = ANY (keys);
		taken_stories := taken_stories || candidate.story_ids;
		ranks := ranks || candidate.rank;
		keys := keys || candidate.event_key;
	END LOOP;
	FOR i IN 1 .. cardinality(ranks) LOOP
		place := i;
		SELECT v.rank, v.story_ids INTO rank, story_ids
		FROM storywire.ranked_versions(of_account, of_day) v WHERE v.rank = ranks[i];
		SELECT v.event_key INTO article_id
		FROM storywire.ranked_versions(of_account, of_day) v
		LEFT JOIN storywire.article a
			ON a.account_id = of_account AND a.article_id = v.event_key
		WHERE v.story_ids && accepted_versions.story_ids
			AND (v.event_key = keys[i] OR v.event_key <> ALL (keys))
			AND v.event_key <> ALL (taken_ids)
		ORDER BY coalesce(a.superseded_by IS NULL AND (a.workflow_state <> 'draft'
				OR a.pub_status <> 'withheld'), false) DESC,
			v.observed_at NULLS LAST, v.input_count DESC, v.event_key LIMIT 1;
		taken_ids := taken_ids || article_id;
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.accepted_versions(text, date) IS 'The versions of a day that are current, with the article each belongs to.';

-- Every version of the day with the article it belongs to (the accepted version it shares most
-- stories with) and its number there; the accepted one is the last.
CREATE FUNCTION storywire.settled_versions(of_account text, of_day date)
RETURNS TABLE (rank bigint, event_key uuid, inputs_sha256 text, content_sha256 text,
	article_id uuid, is_current boolean, version int, reason text)
LANGUAGE sql STABLE AS $$
	WITH ranked AS MATERIALIZED (
		SELECT * FROM storywire.ranked_versions(of_account, of_day)
	), accepted AS MATERIALIZED (
		SELECT * FROM storywire.accepted_versions(of_account, of_day)
	), belonging AS (
		SELECT DISTINCT ON (r.rank) r.*, a.article_id, r.rank = a.rank AS is_current
		FROM ranked r JOIN accepted a ON r.story_ids && a.story_ids
		ORDER BY r.rank, storywire.shared(r.story_ids, a.story_ids) DESC, a.place
	), numbered AS (
		SELECT b.*, row_number() OVER line AS version,
			lag(b.inputs_sha256) OVER line AS inputs_before,
			lag(b.story_ids) OVER line AS stories_before
		FROM belonging b
		WINDOW line AS (PARTITION BY b.article_id ORDER BY b.is_current, b.rank DESC)
	)
	SELECT n.rank, n.event_key, n.inputs_sha256, n.content_sha256, n.article_id, n.is_current,
		n.version::int,
		CASE WHEN n.version = 1 THEN 'new'
			WHEN n.inputs_sha256 = n.inputs_before THEN 'rewrite'
			WHEN storywire.is_same_set(n.story_ids, n.stories_before) THEN 'merge'
			ELSE 'update' END
	FROM numbered n
$$;
COMMENT ON FUNCTION storywire.settled_versions(text, date) IS 'What storywire.settle() writes into article_version.';

-- The rows of storywire.article that the settled versions of a day ask for: one per article, and
-- one per other key, which points to the article that took its stories.
CREATE FUNCTION storywire.settled_articles(of_account text, of_day date)
RETURNS TABLE (article_id uuid, event_key uuid, inputs_sha256 text, content_sha256 text,
	version int, superseded_by uuid, story_ids text[], record jsonb)
LANGUAGE sql STABLE AS $$
	WITH settled AS MATERIALIZED (
		SELECT v.*, v.version = max(v.version) OVER (PARTITION BY v.article_id) AS is_current
		FROM storywire.article_version v
		WHERE v.account_id = of_account AND v.editorial_day = of_day
			AND v.article_id IS NOT NULL
	)
	SELECT s.article_id, s.event_key, s.inputs_sha256, s.content_sha256, s.version, NULL::uuid,
		s.story_ids, s.record
	FROM settled s WHERE s.is_current
	UNION ALL
	(SELECT DISTINCT ON (s.event_key) s.event_key, s.event_key, s.inputs_sha256,
		s.content_sha256, s.version, s.article_id, '{}'::text[], s.record
	FROM settled s
	JOIN storywire.ranked_versions(of_account, of_day) r
		USING (event_key, inputs_sha256, content_sha256)
	WHERE NOT EXISTS (SELECT FROM settled c WHERE c.article_id = s.event_key)
	ORDER BY s.event_key, r.rank)
$$;
COMMENT ON FUNCTION storywire.settled_articles(text, date) IS 'What storywire.settle() writes into article and article_story.';

-- The three steps are plpgsql, since it keeps their plans from one day to the next.
CREATE FUNCTION storywire.settle_versions(of_account text, of_day date)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	UPDATE storywire.article_version v
	SET article_id = s.article_id, version = s.version, reason = s.reason
	FROM storywire.article_version every
	LEFT JOIN storywire.settled_versions(of_account, of_day) s
		USING (event_key, inputs_sha256, content_sha256)
	WHERE every.account_id = of_account AND every.editorial_day = of_day
		AND v.account_id = of_account AND v.editorial_day = of_day
		AND v.event_key = every.event_key AND v.inputs_sha256 = every.inputs_sha256
		AND v.content_sha256 = every.content_sha256
		AND (v.article_id, v.version, v.reason)
			IS DISTINCT FROM (s.article_id, s.version, s.reason);
END
$$;
COMMENT ON FUNCTION storywire.settle_versions(text, date) IS 'First step of storywire.settle(): article, number and reason of each version; none for one that no article has.';

-- A row that a person has touched stays as that person saw it, text and state; a newer version
-- waits in article_version, under the next number.
CREATE FUNCTION storywire.is_machines(workflow_state text, pub_status text)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT workflow_state IN ('draft', 'superseded') AND pub_status = 'withheld'
$$;
COMMENT ON FUNCTION storywire.is_machines(text, text) IS 'Whether an article is as the loader left it, so that the loader may change it.';

CREATE FUNCTION storywire.settle_articles(of_account text, of_day date)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	INSERT INTO storywire.article AS a (account_id, article_id, event_key, uri, editorial_day,
		time_zone, slug, kind, headline, dek, section, lang, event_start, event_end,
		inputs_sha256, content_sha256, version, workflow_state, pub_status, superseded_by)
	SELECT of_account, s.article_id, s.event_key, 'urn:uuid:' || s.article_id, of_day,
		s.record->>'time_zone', s.record->>'slug', s.record->>'kind', s.record->>'headline',
		s.record->>'dek', s.record->>'section', s.record->>'lang',
		(s.record->>'event_start')::timestamptz, (s.record->>'event_end')::timestamptz,
		s.inputs_sha256, s.content_sha256, s.version,
		CASE WHEN s.superseded_by IS NULL THEN 'draft' ELSE 'superseded' END, 'withheld',
		s.superseded_by
	FROM storywire.settled_articles(of_account, of_day) s
	ON CONFLICT (account_id, article_id) DO UPDATE
	SET event_key = excluded.event_key, uri = excluded.uri,
		editorial_day = excluded.editorial_day, time_zone = excluded.time_zone,
		slug = excluded.slug, kind = excluded.kind, headline = excluded.headline,
		dek = excluded.dek, section = excluded.section, lang = excluded.lang,
		event_start = excluded.event_start, event_end = excluded.event_end,
		inputs_sha256 = excluded.inputs_sha256, content_sha256 = excluded.content_sha256,
		version = excluded.version, superseded_by = excluded.superseded_by,
		workflow_state = excluded.workflow_state, pub_status = excluded.pub_status
	WHERE storywire.is_machines(a.workflow_state, a.pub_status)
		AND (a.event_key, a.uri, a.editorial_day, a.time_zone, a.slug, a.kind, a.headline, a.dek,
			a.section, a.lang, a.event_start, a.event_end, a.inputs_sha256, a.content_sha256,
			a.version, a.superseded_by)
		IS DISTINCT FROM (excluded.event_key, excluded.uri, excluded.editorial_day,
			excluded.time_zone, excluded.slug, excluded.kind, excluded.headline, excluded.dek,
			excluded.section, excluded.lang, excluded.event_start, excluded.event_end,
			excluded.inputs_sha256, excluded.content_sha256, excluded.version,
			excluded.superseded_by);
END
$$;
COMMENT ON FUNCTION storywire.settle_articles(text, date) IS 'Second step of storywire.settle(): the articles of the day.';

CREATE FUNCTION storywire.settle_stories(of_account text, of_day date)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	WITH wanted AS MATERIALIZED (
		SELECT DISTINCT s.article_id, unnest(s.story_ids) AS story_id
		FROM storywire.settled_articles(of_account, of_day) s
		JOIN storywire.article a ON a.account_id = of_account AND a.article_id = s.article_id
		WHERE storywire.is_machines(a.workflow_state, a.pub_status)
	), gone AS (
		DELETE FROM storywire.article_story old
		USING storywire.article a
		WHERE a.account_id = of_account AND a.editorial_day = of_day
			AND storywire.is_machines(a.workflow_state, a.pub_status)
			AND old.account_id = a.account_id AND old.article_id = a.article_id
			AND NOT EXISTS (SELECT FROM wanted w
				WHERE w.article_id = old.article_id AND w.story_id = old.story_id)
	)
	INSERT INTO storywire.article_story (account_id, article_id, story_id)
	SELECT of_account, w.article_id, w.story_id FROM wanted w
	ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION storywire.settle_stories(text, date) IS 'Third step of storywire.settle(): the stories of each current article.';

-- A version can take its key from another day or lose it to one, so both are settled. The steps
-- touch only rows of keys that belong to their day: the order of the days does not matter.
CREATE FUNCTION storywire.settle(of_account text, of_day date)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	day date;
BEGIN
	PERFORM pg_advisory_xact_lock(storywire.account_lock(of_account));
	FOR day IN
		SELECT of_day
		UNION
		SELECT o.editorial_day FROM storywire.article_version o
		WHERE o.account_id = of_account AND o.event_key = ANY (ARRAY(
			SELECT v.event_key FROM storywire.article_version v
			WHERE v.account_id = of_account AND v.editorial_day = of_day))
	LOOP
		PERFORM storywire.settle_versions(of_account, day);
		PERFORM storywire.settle_articles(of_account, day);
		PERFORM storywire.settle_stories(of_account, day);
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.settle(text, date) IS 'Decides anew which article versions of an account and editorial day, and of every other day with one of its keys, are current; writes only rows that change.';
REVOKE EXECUTE ON FUNCTION storywire.settle_versions(text, date),
	storywire.settle_articles(text, date), storywire.settle_stories(text, date),
	storywire.settle(text, date) FROM PUBLIC;
