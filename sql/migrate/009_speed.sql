-- The same tables at a fraction of the server's time: what a load costs is decided here, for the
-- client waits for the server.

-- A counted regular expression costs as much as the rest of a narrow row.
DO $$
DECLARE
	told record;
	hash text;
	test text;
BEGIN
	FOR told IN
		SELECT c.conrelid::regclass AS relation, c.conname,
			pg_get_constraintdef(c.oid) AS definition
		FROM pg_constraint c
		WHERE c.connamespace = 'storywire'::regnamespace AND c.contype = 'c'
			AND cardinality(c.conkey) = 1
			AND pg_get_constraintdef(c.oid) LIKE '%''^[0-9a-f]{64}$''%'
	LOOP
		hash := (SELECT a.attname FROM pg_constraint c
			JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
			WHERE c.conrelid = told.relation AND c.conname = told.conname);
		test := format('length(%1$I) = 64 AND %1$I !~ ''[^0-9a-f]''', hash);
		EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I CHECK (%s)',
			told.relation, told.conname, told.conname, test);
	END LOOP;
END
$$;

-- lz4 takes a fifth of the time of pglz at the same size; servers before 14, or built without
-- it, stay with what they have.
DO $$
BEGIN
	ALTER TABLE storywire.article_version ALTER COLUMN record SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR syntax_error OR undefined_object THEN
	NULL;
END
$$;

-- One lock an account would need more locks than a server has for a stream of very many accounts.
CREATE OR REPLACE FUNCTION storywire.account_lock(account_id text)
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT 6001234500000000000 + (hashtextextended(account_id, 0) & 1023)
$$;
COMMENT ON FUNCTION storywire.account_lock(text) IS 'Key of the advisory lock under which the articles of an account change; 1024 keys are shared by all accounts.';

-- A record that the row already is need not be sent again.
ALTER TABLE storywire.story ADD COLUMN record_hash uuid;
COMMENT ON COLUMN storywire.story.record_hash IS 'First 128 bits of the SHA-256 of the record that the row is equal to; NULL where it was merged of several. What has this hash is not loaded again.';

-- As in 002, and with record_hash: that of the merged row is the greatest among those of the
-- records that are equal to it, whatever came in between.
ALTER FUNCTION storywire.story_merge(storywire.story, storywire.story) RENAME TO story_merge_fields;
COMMENT ON FUNCTION storywire.story_merge_fields(storywire.story, storywire.story) IS 'The part of storywire.story_merge() that looks at the fields.';
CREATE FUNCTION storywire.story_merge(a storywire.story, b storywire.story)
RETURNS storywire.story LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	merged storywire.story := storywire.story_merge_fields(a, b);
	hash_a uuid := a.record_hash;
	hash_b uuid := b.record_hash;
BEGIN
	IF a.erased_at IS NOT NULL THEN
		RETURN a;
	END IF;
	a.record_hash := NULL;
	b.record_hash := NULL;
	b.vanished_early_at := a.vanished_early_at;
	b.erased_at := NULL;
	merged.record_hash := NULL;
	IF merged *= a THEN
		merged.record_hash := hash_a;
	END IF;
	IF merged *= b AND (merged.record_hash IS NULL OR merged.record_hash < hash_b) THEN
		merged.record_hash := hash_b;
	END IF;
	RETURN merged;
END
$$;
COMMENT ON FUNCTION storywire.story_merge(storywire.story, storywire.story) IS 'Two rows of one story as one; commutative, associative and idempotent.';
DROP AGGREGATE storywire.story_fold(storywire.story);
CREATE AGGREGATE storywire.story_fold(storywire.story) (
	SFUNC = storywire.story_merge,
	STYPE = storywire.story
);
COMMENT ON AGGREGATE storywire.story_fold(storywire.story) IS 'Any number of rows of one story as one.';

-- storywire.settle() of 003 for any number of days at once, by the same rules: a day costs a
-- millisecond there, and a statement over all of them a twentieth of that each.
DROP FUNCTION storywire.settle(text, date);
DROP FUNCTION storywire.settle_versions(text, date);
DROP FUNCTION storywire.settle_articles(text, date);
DROP FUNCTION storywire.settle_stories(text, date);
DROP FUNCTION storywire.settled_articles(text, date);
DROP FUNCTION storywire.settled_versions(text, date);
DROP FUNCTION storywire.accepted_versions(text, date);
DROP FUNCTION storywire.ranked_versions(text, date);

CREATE FUNCTION storywire.ranked_versions(of_accounts text[], of_days date[])
RETURNS TABLE (account_id text, editorial_day date, rank bigint, event_key uuid,
	inputs_sha256 text, content_sha256 text, input_count bigint, observed_at timestamptz,
	story_ids text[])
LANGUAGE sql STABLE AS $$
	SELECT v.account_id, v.editorial_day, row_number() OVER (
			PARTITION BY v.account_id, v.editorial_day
			ORDER BY v.input_count DESC, v.observed_at DESC NULLS LAST,
				v.inputs_sha256 DESC, v.arrival DESC),
		v.event_key, v.inputs_sha256, v.content_sha256, v.input_count, v.observed_at, v.story_ids
	FROM (
		SELECT DISTINCT d.account_id COLLATE "C" AS account_id, d.editorial_day
		FROM unnest(of_accounts, of_days) d (account_id, editorial_day)
	) day
	JOIN storywire.article_version v
		ON v.account_id = day.account_id AND v.editorial_day = day.editorial_day
	WHERE v.reason IS DISTINCT FROM 'edit' AND (NOT EXISTS (
			SELECT FROM storywire.article_version o
			WHERE o.account_id = v.account_id AND o.event_key = v.event_key
				AND o.editorial_day <> v.editorial_day
				AND o.reason IS DISTINCT FROM 'edit')
		OR v.editorial_day = (SELECT o.editorial_day FROM storywire.article_version o
			WHERE o.account_id = v.account_id AND o.event_key = v.event_key
				AND o.reason IS DISTINCT FROM 'edit'
			ORDER BY o.input_count DESC, o.observed_at DESC NULLS LAST,
				o.inputs_sha256 DESC, o.arrival DESC LIMIT 1))
$$;
COMMENT ON FUNCTION storywire.ranked_versions(text[], date[]) IS 'The versions of days, each day in the order in which they are accepted; without those whose key belongs to another day.';

-- One version after the other, as accepted_versions() says; for a day on which versions that gave
-- way stood between others.
CREATE FUNCTION storywire.accept_one_by_one(of_account text, of_day date)
RETURNS TABLE (place bigint, rank bigint, article_id uuid, story_ids text[])
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
		FROM storywire.ranked_versions(ARRAY[of_account], ARRAY[of_day]) v ORDER BY v.rank
	LOOP
		CONTINUE WHEN candidate.story_ids && taken_stories OR candidate.event_key = ANY (keys);
		taken_stories := taken_stories || candidate.story_ids;
		ranks := ranks || candidate.rank;
		keys := keys || candidate.event_key;
	END LOOP;
	FOR i IN 1 .. cardinality(ranks) LOOP
		place := i;
		SELECT v.rank, v.story_ids INTO rank, story_ids
		FROM storywire.ranked_versions(ARRAY[of_account], ARRAY[of_day]) v
		WHERE v.rank = ranks[i];
		SELECT v.event_key INTO article_id
		FROM storywire.ranked_versions(ARRAY[of_account], ARRAY[of_day]) v
		LEFT JOIN storywire.article a
			ON a.account_id = of_account AND a.article_id = v.event_key
		WHERE v.story_ids && accept_one_by_one.story_ids
			AND (v.event_key = keys[i] OR v.event_key <> ALL (keys))
			AND v.event_key <> ALL (taken_ids)
		ORDER BY coalesce(a.superseded_by IS NULL
				AND NOT storywire.is_machines(a.workflow_state, a.pub_status), false) DESC,
			v.observed_at NULLS LAST, v.input_count DESC, v.event_key LIMIT 1;
		taken_ids := taken_ids || article_id;
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.accept_one_by_one(text, date) IS 'The versions of one day that are current, with the article each belongs to.';

-- Accepts each version that shares neither story nor key with one accepted before it, and names its
-- article: the key that was seen first among those of all versions that share a story with it, so
-- that an article keeps its id when an earlier story turns up. An article that a person has worked
-- on keeps its id before all others: this alone depends on more than the set of versions. The key
-- of another accepted version is left to that one. (A key belongs to one story, so only a broken
-- record can bring a key that another session has; it is not accepted.)
-- Versions with nothing before them that they meet are accepted in any case. Where every other
-- one meets one of these, and no two articles want one key, that is all; else one by one.
CREATE FUNCTION storywire.accepted_versions(of_accounts text[], of_days date[])
RETURNS TABLE (account_id text, editorial_day date, place bigint, rank bigint, article_id uuid,
	story_ids text[])
LANGUAGE sql STABLE AS $$
	WITH ranked AS MATERIALIZED (
		SELECT * FROM storywire.ranked_versions(of_accounts, of_days)
	), first AS MATERIALIZED (
		SELECT r.* FROM ranked r
		WHERE NOT EXISTS (SELECT FROM ranked h
			WHERE h.account_id = r.account_id AND h.editorial_day = r.editorial_day
				AND h.rank < r.rank
				AND (h.story_ids && r.story_ids OR h.event_key = r.event_key))
	), named AS MATERIALIZED (
		SELECT DISTINCT ON (f.account_id, f.editorial_day, f.rank) f.account_id,
			f.editorial_day, f.rank, r.event_key AS article_id, f.story_ids
		FROM first f
		JOIN ranked r ON r.account_id = f.account_id AND r.editorial_day = f.editorial_day
			AND r.story_ids && f.story_ids
		LEFT JOIN storywire.article a
			ON a.account_id = r.account_id AND a.article_id = r.event_key
		WHERE r.event_key = f.event_key OR NOT EXISTS (SELECT FROM first k
			WHERE k.account_id = r.account_id AND k.editorial_day = r.editorial_day
				AND k.event_key = r.event_key)
		ORDER BY f.account_id, f.editorial_day, f.rank, coalesce(a.superseded_by IS NULL
				AND NOT storywire.is_machines(a.workflow_state, a.pub_status), false) DESC,
			r.observed_at NULLS LAST, r.input_count DESC, r.event_key
	), entangled AS MATERIALIZED (
		SELECT r.account_id, r.editorial_day FROM ranked r
		WHERE NOT EXISTS (SELECT FROM first f
			WHERE f.account_id = r.account_id AND f.editorial_day = r.editorial_day
				AND f.rank <= r.rank
				AND (f.story_ids && r.story_ids OR f.event_key = r.event_key))
		UNION
		SELECT n.account_id, n.editorial_day FROM named n
		GROUP BY n.account_id, n.editorial_day, n.article_id HAVING count(*) > 1
	)
	SELECT n.account_id, n.editorial_day,
		row_number() OVER (PARTITION BY n.account_id, n.editorial_day ORDER BY n.rank),
		n.rank, n.article_id, n.story_ids
	FROM named n
	WHERE NOT EXISTS (SELECT FROM entangled e
		WHERE e.account_id = n.account_id AND e.editorial_day = n.editorial_day)
	UNION ALL
	SELECT e.account_id, e.editorial_day, o.place, o.rank, o.article_id, o.story_ids
	FROM entangled e
	CROSS JOIN LATERAL storywire.accept_one_by_one(e.account_id, e.editorial_day) o
$$;
COMMENT ON FUNCTION storywire.accepted_versions(text[], date[]) IS 'The versions of days that are current, with the article each belongs to.';

-- Every version of the days with the article it belongs to (the accepted version it shares most
-- stories with) and its number there; the accepted one is the last.
-- What people wrote (reason 'edit') keeps its number and place: `free` is how many numbers below one of
-- theirs are for the machine, which settles its own versions only.
CREATE FUNCTION storywire.settled_versions(of_accounts text[], of_days date[])
RETURNS TABLE (account_id text, editorial_day date, event_key uuid, inputs_sha256 text,
	content_sha256 text, article_id uuid, version int, reason text)
LANGUAGE sql STABLE AS $$
	WITH ranked AS MATERIALIZED (
		SELECT * FROM storywire.ranked_versions(of_accounts, of_days)
	), accepted AS MATERIALIZED (
		SELECT * FROM storywire.accepted_versions(of_accounts, of_days)
	), belonging AS (
		SELECT DISTINCT ON (r.account_id, r.editorial_day, r.rank) r.*, a.article_id,
			r.rank = a.rank AS is_current
		FROM ranked r
		JOIN accepted a ON a.account_id = r.account_id AND a.editorial_day = r.editorial_day
			AND r.story_ids && a.story_ids
		ORDER BY r.account_id, r.editorial_day, r.rank, r.rank = a.rank DESC,
			storywire.shared(r.story_ids, a.story_ids) DESC, a.place
	), edit AS MATERIALIZED (
		SELECT v.account_id, v.article_id, v.version - row_number() OVER (
			PARTITION BY v.account_id, v.article_id ORDER BY v.version) AS free
		FROM (
			SELECT DISTINCT d.account_id COLLATE "C" AS account_id, d.editorial_day
			FROM unnest(of_accounts, of_days) d (account_id, editorial_day)
		) day
		JOIN storywire.article_version v
			ON v.account_id = day.account_id AND v.editorial_day = day.editorial_day
		WHERE v.reason = 'edit'
	), numbered AS (
		SELECT b.*, row_number() OVER line AS version,
			lag(b.inputs_sha256) OVER line AS inputs_before,
			lag(b.story_ids) OVER line AS stories_before
		FROM belonging b
		WINDOW line AS (PARTITION BY b.account_id, b.editorial_day, b.article_id
			ORDER BY b.is_current, b.rank DESC)
	)
	SELECT n.account_id, n.editorial_day, n.event_key, n.inputs_sha256, n.content_sha256,
		n.article_id, (n.version + (SELECT count(*) FROM edit e WHERE e.account_id = n.account_id
			AND e.article_id = n.article_id AND e.free < n.version))::int,
		CASE WHEN n.version = 1 THEN 'new'
			WHEN n.inputs_sha256 = n.inputs_before THEN 'rewrite'
			WHEN storywire.is_same_set(n.story_ids, n.stories_before) THEN 'merge'
			ELSE 'update' END
	FROM numbered n
$$;
COMMENT ON FUNCTION storywire.settled_versions(text[], date[]) IS 'What storywire.settle_days() writes into article_version.';

-- The rows of storywire.article that the settled versions of days ask for: one per article, and
-- one per other key, which points to the article that took its stories.
CREATE FUNCTION storywire.settled_articles(of_accounts text[], of_days date[])
RETURNS TABLE (account_id text, editorial_day date, article_id uuid, event_key uuid,
	inputs_sha256 text, content_sha256 text, version int, superseded_by uuid, story_ids text[])
LANGUAGE sql STABLE AS $$
	WITH settled AS MATERIALIZED (
		SELECT v.account_id, v.editorial_day, v.event_key, v.inputs_sha256, v.content_sha256,
			v.article_id, v.version, v.story_ids, v.input_count, v.observed_at, v.arrival,
			v.version = max(v.version) OVER (
				PARTITION BY v.account_id, v.editorial_day, v.article_id) AS is_current
		FROM (
			SELECT DISTINCT d.account_id COLLATE "C" AS account_id, d.editorial_day
			FROM unnest(of_accounts, of_days) d (account_id, editorial_day)
		) day
		JOIN storywire.article_version v
			ON v.account_id = day.account_id AND v.editorial_day = day.editorial_day
		WHERE v.article_id IS NOT NULL AND v.reason IS DISTINCT FROM 'edit'
	)
	SELECT s.account_id, s.editorial_day, s.article_id, s.event_key, s.inputs_sha256,
		s.content_sha256, s.version, NULL::uuid, s.story_ids
	FROM settled s WHERE s.is_current
	UNION ALL
	(SELECT DISTINCT ON (s.account_id, s.editorial_day, s.event_key) s.account_id,
		s.editorial_day, s.event_key, s.event_key, s.inputs_sha256, s.content_sha256,
		s.version, s.article_id, '{}'::text[]
	FROM settled s
	WHERE NOT EXISTS (SELECT FROM settled c WHERE c.account_id = s.account_id
		AND c.editorial_day = s.editorial_day AND c.article_id = s.event_key)
	ORDER BY s.account_id, s.editorial_day, s.event_key, s.input_count DESC,
		s.observed_at DESC NULLS LAST, s.inputs_sha256 DESC, s.arrival DESC)
$$;
COMMENT ON FUNCTION storywire.settled_articles(text[], date[]) IS 'What storywire.settle_days() writes into article and article_story.';

-- The three steps are plpgsql, since it keeps their plans from one call to the next.
CREATE FUNCTION storywire.settle_versions(of_accounts text[], of_days date[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	UPDATE storywire.article_version v
	SET article_id = s.article_id, version = s.version, reason = s.reason
	FROM (
		SELECT DISTINCT d.account_id COLLATE "C" AS account_id, d.editorial_day
		FROM unnest(of_accounts, of_days) d (account_id, editorial_day)
	) day
	JOIN storywire.article_version every
		ON every.account_id = day.account_id AND every.editorial_day = day.editorial_day
	LEFT JOIN storywire.settled_versions(of_accounts, of_days) s
		ON s.account_id = every.account_id AND s.editorial_day = every.editorial_day
		AND s.event_key = every.event_key AND s.inputs_sha256 = every.inputs_sha256
		AND s.content_sha256 = every.content_sha256
	WHERE v.account_id = every.account_id AND v.editorial_day = every.editorial_day
		AND v.event_key = every.event_key AND v.inputs_sha256 = every.inputs_sha256
		AND v.content_sha256 = every.content_sha256
		AND every.reason IS DISTINCT FROM 'edit'
		AND (v.article_id, v.version, v.reason)
			IS DISTINCT FROM (s.article_id, s.version, s.reason);
END
$$;
COMMENT ON FUNCTION storywire.settle_versions(text[], date[]) IS 'First step of storywire.settle_days(): article, number and reason of each version; none for one that no article has.';

-- Times are those that the loader reads of a record, to the millisecond.
CREATE FUNCTION storywire.settle_articles(of_accounts text[], of_days date[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	INSERT INTO storywire.article AS a (account_id, article_id, event_key, uri, editorial_day,
		time_zone, slug, kind, headline, dek, section, lang, event_start, event_end,
		inputs_sha256, content_sha256, version, workflow_state, pub_status, superseded_by)
	SELECT s.account_id, s.article_id, s.event_key, 'urn:uuid:' || s.article_id,
		s.editorial_day, r.time_zone, r.slug, r.kind, r.headline, r.dek, r.section, r.lang,
		date_trunc('milliseconds', r.event_start), date_trunc('milliseconds', r.event_end),
		s.inputs_sha256, s.content_sha256, s.version,
		CASE WHEN s.superseded_by IS NULL THEN 'draft' ELSE 'superseded' END, 'withheld',
		s.superseded_by
	FROM storywire.settled_articles(of_accounts, of_days) s
	JOIN storywire.article_version v ON v.account_id = s.account_id
		AND v.editorial_day = s.editorial_day AND v.event_key = s.event_key
		AND v.inputs_sha256 = s.inputs_sha256 AND v.content_sha256 = s.content_sha256
	CROSS JOIN LATERAL jsonb_to_record(v.record) r (time_zone text, slug text, kind text,
		headline text, dek text, section text, lang text, event_start timestamptz,
		event_end timestamptz)
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
COMMENT ON FUNCTION storywire.settle_articles(text[], date[]) IS 'Second step of storywire.settle_days(): the articles of the days.';

CREATE FUNCTION storywire.settle_stories(of_accounts text[], of_days date[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	WITH own AS MATERIALIZED (
		SELECT a.account_id, a.article_id
		FROM (
			SELECT DISTINCT d.account_id COLLATE "C" AS account_id, d.editorial_day
			FROM unnest(of_accounts, of_days) d (account_id, editorial_day)
		) day
		JOIN storywire.article a
			ON a.account_id = day.account_id AND a.editorial_day = day.editorial_day
		WHERE storywire.is_machines(a.workflow_state, a.pub_status)
	), wanted AS MATERIALIZED (
		SELECT DISTINCT s.account_id, s.article_id, unnest(s.story_ids) AS story_id
		FROM storywire.settled_articles(of_accounts, of_days) s
		JOIN storywire.article a ON a.account_id = s.account_id AND a.article_id = s.article_id
		WHERE storywire.is_machines(a.workflow_state, a.pub_status)
	), gone AS (
		DELETE FROM storywire.article_story old
		USING own a
		WHERE old.account_id = a.account_id AND old.article_id = a.article_id
			AND NOT EXISTS (SELECT FROM wanted w WHERE w.account_id = old.account_id
				AND w.article_id = old.article_id AND w.story_id = old.story_id)
	)
	INSERT INTO storywire.article_story (account_id, article_id, story_id)
	SELECT w.account_id, w.article_id, w.story_id FROM wanted w
	ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION storywire.settle_stories(text[], date[]) IS 'Third step of storywire.settle_days(): the stories of each current article.';

-- A version can take its key from another day or lose it to one, so those days are settled too. The
-- steps touch only rows of keys that belong to their day: the order of the days does not matter.
CREATE FUNCTION storywire.settle_days(of_accounts text[], of_days date[])
RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	accounts text[];
	days date[];
BEGIN
	SELECT array_agg(day.account_id), array_agg(day.editorial_day) INTO accounts, days
	FROM (
		SELECT d.account_id COLLATE "C" AS account_id, d.editorial_day
		FROM unnest(of_accounts, of_days) d (account_id, editorial_day)
		UNION
		SELECT o.account_id, o.editorial_day
		FROM unnest(of_accounts, of_days) d (account_id, editorial_day)
		JOIN storywire.article_version v ON v.account_id = d.account_id COLLATE "C"
			AND v.editorial_day = d.editorial_day
		JOIN storywire.article_version o ON o.account_id = v.account_id
			AND o.event_key = v.event_key AND o.editorial_day <> v.editorial_day
	) day;
	IF accounts IS NULL THEN
		RETURN 0;
	END IF;
	PERFORM storywire.settle_versions(accounts, days);
	PERFORM storywire.settle_articles(accounts, days);
	PERFORM storywire.settle_stories(accounts, days);
	RETURN cardinality(days);
END
$$;
COMMENT ON FUNCTION storywire.settle_days(text[], date[]) IS 'Decides anew which article versions of days, given pair by pair, and of every other day with one of their keys, are current; writes only rows that change. The caller holds the locks of the accounts.';

CREATE FUNCTION storywire.settle(of_account text, of_day date)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(storywire.account_lock(of_account));
	PERFORM storywire.settle_days(ARRAY[of_account], ARRAY[of_day]);
END
$$;
COMMENT ON FUNCTION storywire.settle(text, date) IS 'storywire.settle_days() for one day, under the lock of its account.';

-- As in 008, with the days settled together.
CREATE OR REPLACE FUNCTION storywire.adopt_articles(of_account text, of_graph_ids text[],
	of_story_ids text[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
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
	PERFORM storywire.settle_days(array_fill(of_account, ARRAY[cardinality(days)]), days);
END
$$;

-- What the loader was granted in steps, in one place.
DROP FUNCTION storywire.grant_loader();
DROP FUNCTION storywire.grant_loader_before_readings();
DROP FUNCTION storywire.grant_loader_before_media();
DROP FUNCTION storywire.grant_loader_before_vanished();
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO storywire_loader', current_database());
	GRANT USAGE ON SCHEMA storywire TO storywire_loader;
	GRANT SELECT ON ALL TABLES IN SCHEMA storywire TO storywire_loader;
	GRANT INSERT, UPDATE ON storywire.ledger, storywire.observation, storywire.poll,
		storywire.media, storywire.story_alias, storywire.article_version, storywire.article
		TO storywire_loader;
	-- what was taken down stays so
	GRANT UPDATE (graph_id, ig_pk, handle, taken_at, expires_at, media_type, caption, alt_text,
		permalink, shortcode, media_url, thumbnail_url, width, height, duration_ms, mentions,
		hashtags, places, links, paid_partnership, first_seen, last_seen, raw_sha256,
		sanitised, provenance, vanished_early_at, record_hash) ON storywire.story
		TO storywire_loader;
	GRANT INSERT ON storywire.story, storywire.reject TO storywire_loader;
	GRANT INSERT, DELETE ON storywire.article_story TO storywire_loader;
	GRANT EXECUTE ON FUNCTION storywire.settle_days(text[], date[]),
		storywire.settle_versions(text[], date[]), storywire.settle_articles(text[], date[]),
		storywire.settle_stories(text[], date[]), storywire.settle(text, date),
		storywire.settled_articles(text[], date[]), storywire.settled_versions(text[], date[]),
		storywire.accepted_versions(text[], date[]), storywire.accept_one_by_one(text, date),
		storywire.ranked_versions(text[], date[]), storywire.is_same_set(text[], text[]),
		storywire.is_machines(text, text), storywire.shared(text[], text[]),
		storywire.account_lock(text),
		storywire.story_merge(storywire.story, storywire.story),
		storywire.story_merge_fields(storywire.story, storywire.story),
		storywire.story_fold(storywire.story), storywire.stamps_merge(jsonb, jsonb),
		storywire.outranks(text, anyelement, text, anyelement),
		storywire.outranks(text, jsonb, text, jsonb),
		storywire.vanished_at(storywire.story), storywire.adopt(text, text[], text[])
		TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load run needs, and nothing else.';
REVOKE EXECUTE ON FUNCTION storywire.grant_loader(),
	storywire.settle_days(text[], date[]), storywire.settle_versions(text[], date[]),
	storywire.settle_articles(text[], date[]), storywire.settle_stories(text[], date[]),
	storywire.settle(text, date) FROM PUBLIC;
