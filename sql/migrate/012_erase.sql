-- Takedown: what was erased is gone from every table, and nothing that is loaded later brings it
-- back, in whatever order the two come. What is remembered is a hash of the key, never the id: who
-- has an id can ask whether it was erased, and nothing else can be read here.

CREATE TABLE storywire.tombstone (
	key_sha256 text COLLATE "C" PRIMARY KEY
		CHECK (length(key_sha256) = 64 AND key_sha256 !~ '[^0-9a-f]'),
	kind text COLLATE "C" NOT NULL CHECK (kind IN ('account', 'story', 'article')),
	buried_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE storywire.tombstone IS 'What was taken down, as hashes: no load may bring it back.';
COMMENT ON COLUMN storywire.tombstone.key_sha256 IS 'Hash of what storywire.tombstone_key() joins: account and its id; story, account and id; story, * and id (of whatever account); article, account, id and headline (of a text that other articles may quote).';
COMMENT ON COLUMN storywire.tombstone.kind IS 'account, story or article.';
COMMENT ON COLUMN storywire.tombstone.buried_at IS 'When.';

CREATE TABLE storywire.erasure (
	code text COLLATE "C" PRIMARY KEY CHECK (length(code) = 32 AND code !~ '[^0-9a-f]'),
	scope text COLLATE "C" NOT NULL CHECK (scope IN ('account', 'story')),
	reason text NOT NULL CHECK (reason ~ '\S'),
	requested_at timestamptz NOT NULL,
	session_role text NOT NULL DEFAULT session_user,
	database_at timestamptz NOT NULL DEFAULT now(),
	spool text COLLATE "C" NOT NULL CHECK (spool IN ('none', 'open', 'done'))
);
COMMENT ON TABLE storywire.erasure IS 'Receipts of takedowns; they do not say of whom.';
COMMENT ON COLUMN storywire.erasure.code IS 'Confirmation code; story-load status CODE looks it up.';
COMMENT ON COLUMN storywire.erasure.scope IS 'Whether stories or accounts were asked for.';
COMMENT ON COLUMN storywire.erasure.reason IS 'Why, as given.';
COMMENT ON COLUMN storywire.erasure.requested_at IS 'When it was asked for.';
COMMENT ON COLUMN storywire.erasure.session_role IS 'The database role that was logged in.';
COMMENT ON COLUMN storywire.erasure.database_at IS 'When it was gone from the database.';
COMMENT ON COLUMN storywire.erasure.spool IS 'The spool that belongs to the database: none was named; open, not cleared yet; done.';

ALTER TABLE storywire.article_version
	DROP CONSTRAINT article_version_story_ids_check,
	ADD CONSTRAINT article_version_story_ids_check
		CHECK (cardinality(story_ids) > 0 OR reason = 'edit');
COMMENT ON COLUMN storywire.story.erased_at IS 'Always NULL: a story that is taken down has no row any more.';

CREATE FUNCTION storywire.tombstone_key(VARIADIC words text[])
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
	SELECT encode(sha256(convert_to('storywire ' || array_to_string(words, ' '), 'UTF8')), 'hex')
$$;
COMMENT ON FUNCTION storywire.tombstone_key(text[]) IS 'Key of a tombstone: SHA-256 of the words, with a blank between two.';

-- The same for ids, which need no care with their characters, as expressions that PostgreSQL makes
-- part of the statement.
CREATE FUNCTION storywire.account_key(of_account text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT encode(sha256(('storywire account ' || of_account)::bytea), 'hex')
$$;
COMMENT ON FUNCTION storywire.account_key(text) IS 'Key of the tombstone of an account.';

CREATE FUNCTION storywire.story_key(of_account text, of_story text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT encode(sha256(('storywire story ' || of_account || ' ' || of_story)::bytea), 'hex')
$$;
COMMENT ON FUNCTION storywire.story_key(text, text) IS 'Key of the tombstone of a story of an account, or of * for any.';

CREATE FUNCTION storywire.is_erased(of_account text, of_story text DEFAULT NULL)
RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT EXISTS (SELECT FROM storywire.tombstone t WHERE t.key_sha256 IN (
		storywire.account_key(of_account), storywire.story_key(of_account, of_story),
		storywire.story_key('*', of_story)))
$$;
COMMENT ON FUNCTION storywire.is_erased(text, text) IS 'Whether the account, or that story of it, was taken down.';

CREATE FUNCTION storywire.erased_among(accounts text[], ids text[])
RETURNS TABLE (account_id text, id text) LANGUAGE sql STABLE AS $$
	WITH asked AS MATERIALIZED (
		SELECT DISTINCT p.account_id, p.id FROM unnest(accounts, ids) p (account_id, id)
	)
	SELECT a.account_id, a.id FROM asked a
	JOIN storywire.tombstone t ON t.key_sha256 = storywire.story_key(a.account_id, a.id)
	UNION
	SELECT a.account_id, a.id FROM asked a
	JOIN storywire.tombstone t ON t.key_sha256 = storywire.story_key('*', a.id)
	UNION
	SELECT a.account_id, a.id FROM asked a
	JOIN (SELECT DISTINCT o.account_id FROM asked o
		WHERE EXISTS (SELECT FROM storywire.tombstone t
			WHERE t.key_sha256 = storywire.account_key(o.account_id))) gone
		ON gone.account_id = a.account_id
$$;
COMMENT ON FUNCTION storywire.erased_among(text[], text[]) IS 'Which of these stories, given pair by pair, were taken down.';

-- The number of what a poll listed stays, since it proves what the poll did not list.
CREATE FUNCTION storywire.live_without_erased(of_account text, live jsonb)
RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT CASE WHEN bool_or(e.gone) THEN jsonb_agg(CASE WHEN e.gone THEN '{}' ELSE e.value END
		ORDER BY e.ordinality) ELSE live END
	FROM (
		SELECT l.value, l.ordinality, storywire.is_erased(of_account, l.value->>'story_id')
			OR storywire.is_erased(of_account, l.value->>'graph_id') AS gone
		FROM jsonb_array_elements(live) WITH ORDINALITY l
	) e
$$;
COMMENT ON FUNCTION storywire.live_without_erased(text, jsonb) IS 'What a poll listed, with {} for each story that was taken down.';

-- Loads hold this lock together, a takedown alone: none can miss what the other is about to commit.
CREATE FUNCTION storywire.erase_lock()
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
	SELECT hashtextextended('storywire erase', 0)
$$;
COMMENT ON FUNCTION storywire.erase_lock() IS 'Key of the advisory lock between loads and takedowns.';

CREATE FUNCTION storywire.blank_record(record jsonb)
RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('type', 'article', 'account_id', record->'account_id',
		'article_id', record->'article_id', 'event_key', record->'event_key', 'uri', record->'uri',
		'editorial_day', record->'editorial_day', 'time_zone', record->'time_zone',
		'event_start', concat(record->>'editorial_day', 'T00:00:00Z'),
		'event_end', concat(record->>'editorial_day', 'T00:00:00Z'), 'input_count', 0,
		'story_ids', '[]'::jsonb, 'generator', record->'generator',
		'template_set', record->'template_set', 'facts_files', '{}'::jsonb, 'lang', record->'lang',
		'kind', 'brief', 'slug', 'erased', 'section', record->'section', 'headline', '',
		'body_text', '', 'body_html', '', 'blocks', '[]'::jsonb, 'sentences', '[]'::jsonb,
		'facts', '[]'::jsonb, 'quotes', '[]'::jsonb, 'figures', '[]'::jsonb, 'people', '[]'::jsonb,
		'places', '[]'::jsonb, 'tags', '[]'::jsonb, 'review', '[]'::jsonb, 'disclosure', ''))
$$;
COMMENT ON FUNCTION storywire.blank_record(jsonb) IS 'The record of an article that was taken down: it says nothing.';

-- An article that people have worked on keeps its row, so that feeds can tell that it is gone. What
-- was written about it may tell of the story too.
CREATE FUNCTION storywire.withdraw(a storywire.article)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	base storywire.article_version := storywire.record_of(a);
	step storywire.workflow_transition := ROW('erase', a.workflow_state, 'killed', 'canceled');
BEGIN
	base.story_ids := '{}';
	base.input_count := 0;
	base.observed_at := NULL;
	base.based_on := storywire.tombstone_key('nothing');
	a := storywire.put_version(a, base, storywire.blank_record(base.record), 'takedown');
	a.event_start := a.editorial_day::timestamp AT TIME ZONE 'UTC';
	a.event_end := a.event_start;
	DELETE FROM storywire.article_story s
	WHERE s.account_id = a.account_id AND s.article_id = a.article_id;
	DELETE FROM storywire.correction c
	WHERE c.account_id = a.account_id AND c.article_id = a.article_id;
	UPDATE storywire.article_event e SET reason = 'taken down'
	WHERE e.account_id = a.account_id AND e.article_id = a.article_id;
	PERFORM storywire.finish_action(storywire.mark_modified(a), step, 'takedown', 'taken down');
END
$$;
COMMENT ON FUNCTION storywire.withdraw(storywire.article) IS 'Takes an article back and leaves nothing of its text.';

-- The versions are given by their arrival. What is left of their days is settled as if they had never
-- come; the untouched articles there are made anew.
CREATE FUNCTION storywire.bury_versions(of_account text, arrivals bigint[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	days date[];
BEGIN
	SELECT array_agg(DISTINCT o.editorial_day) INTO days
	FROM storywire.article_version v
	JOIN storywire.article_version o ON o.account_id = of_account AND o.event_key = v.event_key
	WHERE v.account_id = of_account AND v.arrival = ANY (arrivals);
	INSERT INTO storywire.tombstone (key_sha256, kind)
	SELECT DISTINCT storywire.tombstone_key('article', of_account, id, v.record->>'headline'), 'article'
	FROM storywire.article_version v
	CROSS JOIN LATERAL (VALUES (v.event_key::text), (v.record->>'article_id')) named (id)
	WHERE v.account_id = of_account AND v.arrival = ANY (arrivals)
	ON CONFLICT DO NOTHING;
	PERFORM storywire.withdraw(a) FROM storywire.article a
	WHERE a.account_id = of_account AND a.touched_at IS NOT NULL
		AND (storywire.record_of(a)).arrival = ANY (arrivals);
	DELETE FROM storywire.article_version v
	WHERE v.account_id = of_account AND v.arrival = ANY (arrivals);
	WITH untouched AS (
		DELETE FROM storywire.article a
		WHERE a.account_id = of_account AND a.editorial_day = ANY (days) AND a.touched_at IS NULL
		RETURNING a.article_id
	)
	DELETE FROM storywire.article_story s USING untouched u
	WHERE s.account_id = of_account AND s.article_id = u.article_id;
	PERFORM storywire.settle_days(array_agg(of_account), array_agg(d.day))
	FROM unnest(days) d (day) HAVING count(*) > 0;
END
$$;
COMMENT ON FUNCTION storywire.bury_versions(text, bigint[]) IS 'Deletes versions of articles of an account and decides anew what is current.';

-- An article may rest on an earlier one and tell its headline: then it goes too, and so on.
CREATE FUNCTION storywire.bury_dependents()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	found_some record;
	again boolean := EXISTS (SELECT FROM storywire.tombstone t WHERE t.kind = 'article');
BEGIN
	WHILE again LOOP
		again := false;
		FOR found_some IN
			SELECT v.account_id, array_agg(v.arrival) AS arrivals
			FROM storywire.article_version v
			WHERE v.record ? 'related' AND storywire.rests_on_erased(v.record)
			GROUP BY v.account_id ORDER BY v.account_id
		LOOP
			-- another connection of the same load may hold it: it must not be waited for
			PERFORM pg_try_advisory_xact_lock(storywire.account_lock(found_some.account_id));
			PERFORM storywire.bury_versions(found_some.account_id, found_some.arrivals);
			again := true;
		END LOOP;
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.bury_dependents() IS 'Deletes versions that tell of articles whose text is gone.';

CREATE FUNCTION storywire.rests_on_erased(record jsonb)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT EXISTS (SELECT FROM storywire.parts(record, 'related') r
		JOIN storywire.tombstone t ON t.key_sha256 = storywire.tombstone_key('article',
			r.part->>'account_id', r.part->>'article_id', r.part->>'headline'))
$$;
COMMENT ON FUNCTION storywire.rests_on_erased(jsonb) IS 'Whether a record tells of an article whose text is gone.';

-- Pair by pair. The caller holds the locks of the accounts.
CREATE FUNCTION storywire.bury_stories(accounts text[], ids text[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	told record;
BEGIN
	DELETE FROM storywire.story t USING unnest(accounts, ids) p (account_id, id)
	WHERE t.account_id = p.account_id AND t.story_id = p.id;
	DELETE FROM storywire.story_alias t USING unnest(accounts, ids) p (account_id, id)
	WHERE t.account_id = p.account_id AND (t.story_id = p.id OR t.graph_id = p.id);
	DELETE FROM storywire.observation t USING unnest(accounts, ids) p (account_id, id)
	WHERE t.account_id = p.account_id AND t.story_id = p.id;
	DELETE FROM storywire.media t USING unnest(accounts, ids) p (account_id, id)
	WHERE t.account_id = p.account_id AND t.story_id = p.id;
	DELETE FROM storywire.reject t USING unnest(accounts, ids) p (account_id, id)
	WHERE t.key IN (p.account_id || '/' || p.id, p.id);
	UPDATE storywire.poll t
	SET live = storywire.live_without_erased(t.account_id, t.live)
	FROM unnest(accounts, ids) p (account_id, id)
	WHERE t.account_id = p.account_id
		AND (t.live @> jsonb_build_array(jsonb_build_object('story_id', p.id))
			OR t.live @> jsonb_build_array(jsonb_build_object('graph_id', p.id)));
	FOR told IN
		SELECT v.account_id, array_agg(DISTINCT v.arrival) AS arrivals
		FROM storywire.article_version v CROSS JOIN LATERAL unnest(v.story_ids) e (id)
		JOIN unnest(accounts, ids) p (account_id, id)
			ON p.account_id = v.account_id AND p.id = e.id
		GROUP BY v.account_id ORDER BY v.account_id
	LOOP
		PERFORM storywire.bury_versions(told.account_id, told.arrivals);
	END LOOP;
	IF FOUND THEN
		PERFORM storywire.bury_dependents();
	END IF;
END
$$;
COMMENT ON FUNCTION storywire.bury_stories(text[], text[]) IS 'Deletes all that tells of stories.';

-- Every id that the tables know, with its account.
CREATE FUNCTION storywire.known_stories(of_accounts text[], of_ids text[])
RETURNS TABLE (account_id text, id text) LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT k.account_id, k.id
	FROM (
		SELECT s.account_id, s.story_id AS id FROM storywire.story s
		UNION SELECT s.account_id, s.graph_id FROM storywire.story s
		UNION SELECT s.account_id, s.graph_id FROM storywire.story_alias s
		UNION SELECT s.account_id, s.story_id FROM storywire.story_alias s
		UNION SELECT o.account_id, o.story_id FROM storywire.observation o
		UNION SELECT m.account_id, m.story_id FROM storywire.media m
		UNION SELECT v.account_id, e.id
			FROM storywire.article_version v CROSS JOIN LATERAL unnest(v.story_ids) e (id)
		UNION SELECT p.account_id, e.id
			FROM storywire.poll p CROSS JOIN LATERAL storywire.parts(jsonb_build_object(
				'live', p.live), 'live') l
			CROSS JOIN LATERAL (VALUES (l.part->>'story_id'), (l.part->>'graph_id')) e (id)
	) k
	WHERE k.id IS NOT NULL AND (of_accounts IS NULL OR k.account_id = ANY (of_accounts))
		AND (of_ids IS NULL OR k.id = ANY (of_ids))
$$;
COMMENT ON FUNCTION storywire.known_stories(text[], text[]) IS 'Ids of stories that the tables know, of these accounts and of these ids; NULL for all.';

-- A story has two ids where a source tells both: who is known by one is known by the other.
CREATE FUNCTION storywire.other_ids(accounts text[], ids text[])
RETURNS TABLE (account_id text, id text) LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT s.account_id, e.id
	FROM unnest(accounts, ids) p (account_id, id)
	JOIN storywire.story s ON s.account_id = p.account_id
		AND (s.story_id = p.id OR s.graph_id = p.id)
	CROSS JOIN LATERAL (VALUES (s.story_id), (s.graph_id)) e (id)
	UNION
	SELECT s.account_id, e.id
	FROM unnest(accounts, ids) p (account_id, id)
	JOIN storywire.story_alias s ON s.account_id = p.account_id
		AND (s.story_id = p.id OR s.graph_id = p.id)
	CROSS JOIN LATERAL (VALUES (s.story_id), (s.graph_id)) e (id)
$$;
COMMENT ON FUNCTION storywire.other_ids(text[], text[]) IS 'All ids by which stories are known, given pair by pair.';

-- Learns the other ids of erased stories, and buries all of it.
CREATE FUNCTION storywire.learn_erased(accounts text[], ids text[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	known_before bigint := -1;
BEGIN
	WHILE known_before < cardinality(ids) LOOP
		known_before := cardinality(ids);
		SELECT array_agg(n.account_id), array_agg(n.id) INTO accounts, ids
		FROM (
			SELECT * FROM unnest(accounts, ids) p (account_id, id)
			UNION SELECT o.account_id, o.id FROM storywire.other_ids(accounts, ids) o
			WHERE o.id IS NOT NULL
		) n;
	END LOOP;
	INSERT INTO storywire.tombstone (key_sha256, kind)
	SELECT storywire.tombstone_key('story', p.account_id, p.id), 'story'
	FROM unnest(accounts, ids) p (account_id, id)
	WHERE NOT storywire.is_erased(p.account_id, p.id)
	ON CONFLICT DO NOTHING;
	PERFORM storywire.bury_stories(accounts, ids);
	RETURN cardinality(ids);
END
$$;
COMMENT ON FUNCTION storywire.learn_erased(text[], text[]) IS 'Buries stories, given pair by pair, under every id they are known by; the number of ids.';

-- An account leaves nothing but, under the hash of its id, what feeds have to tell of.
CREATE FUNCTION storywire.bury_account(of_account text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	grave text := storywire.tombstone_key('account', of_account);
BEGIN
	PERFORM storywire.bury_versions(of_account, array_agg(v.arrival))
	FROM storywire.article_version v
	WHERE v.account_id = of_account AND cardinality(v.story_ids) > 0;
	PERFORM storywire.bury_dependents();
	DELETE FROM storywire.poll p WHERE p.account_id = of_account;
	DELETE FROM storywire.reject r
	WHERE r.account_id = of_account OR starts_with(r.key, of_account || '/');
	UPDATE storywire.article_version v SET account_id = grave,
		record = v.record || jsonb_build_object('account_id', grave)
	WHERE v.account_id = of_account;
	UPDATE storywire.article a SET account_id = grave WHERE a.account_id = of_account;
	UPDATE storywire.article_event e SET account_id = grave WHERE e.account_id = of_account;
END
$$;
COMMENT ON FUNCTION storywire.bury_account(text) IS 'Deletes all that tells of an account; before that its stories are buried.';

CREATE FUNCTION storywire.known_accounts(of_accounts text[])
RETURNS SETOF text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT k.account_id
	FROM (
		SELECT s.account_id FROM storywire.story s
		UNION SELECT o.account_id FROM storywire.observation o
		UNION SELECT m.account_id FROM storywire.media m
		UNION SELECT p.account_id FROM storywire.poll p
		UNION SELECT v.account_id FROM storywire.article_version v
		UNION SELECT a.account_id FROM storywire.article a
		UNION SELECT r.account_id FROM storywire.reject r WHERE r.account_id IS NOT NULL
	) k
	WHERE of_accounts IS NULL OR k.account_id = ANY (of_accounts)
$$;
COMMENT ON FUNCTION storywire.known_accounts(text[]) IS 'Accounts that the tables know, of these; NULL for all.';

CREATE FUNCTION storywire.bury(of_accounts text[], of_ids text[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	accounts text[];
	ids text[];
	account text;
BEGIN
	SELECT array_agg(k.account_id), array_agg(k.id) INTO accounts, ids
	FROM storywire.known_stories(of_accounts, of_ids) k;
	SELECT array_agg(e.account_id), array_agg(e.id) INTO accounts, ids
	FROM storywire.erased_among(accounts, ids) e;
	PERFORM pg_advisory_xact_lock(l.key) FROM (
		SELECT DISTINCT storywire.account_lock(a.id) AS key
		FROM (SELECT unnest(accounts) UNION SELECT storywire.known_accounts(of_accounts)) a (id)
		WHERE a.id = ANY (accounts) OR storywire.is_erased(a.id) ORDER BY 1) l;
	IF accounts IS NOT NULL THEN
		PERFORM storywire.learn_erased(accounts, ids);
	END IF;
	FOR account IN
		SELECT k FROM storywire.known_accounts(of_accounts) k WHERE storywire.is_erased(k) ORDER BY 1
	LOOP
		PERFORM storywire.bury_account(account);
	END LOOP;
END
$$;
COMMENT ON FUNCTION storywire.bury(text[], text[]) IS 'Deletes whatever has a tombstone; looks at these accounts and ids only, NULL for all.';

-- The tables as numbers, so that a takedown can say what it did.
CREATE FUNCTION storywire.row_counts()
RETURNS TABLE (what text, n bigint) LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
	SELECT 'stories', count(*) FROM storywire.story
	UNION ALL SELECT 'observations', count(*) FROM storywire.observation
	UNION ALL SELECT 'media', count(*) FROM storywire.media
	UNION ALL SELECT 'polls', count(*) FROM storywire.poll
	UNION ALL SELECT 'rejects', count(*) FROM storywire.reject
	UNION ALL SELECT 'versions', count(*) FROM storywire.article_version WHERE edited_by IS NULL
	UNION ALL SELECT 'articles', count(*) FROM storywire.article WHERE pub_status <> 'canceled'
$$;
COMMENT ON FUNCTION storywire.row_counts() IS 'How many rows the tables have.';

-- The first half, in a transaction of its own with storywire.erase_lock() held: who loads at the
-- moment has committed by then, and who loads later finds the tombstones.
CREATE FUNCTION storywire.lay_tombstones(of_code text, of_scope text, of_reason text,
	at timestamptz, of_spool text, keys text[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
	INSERT INTO storywire.tombstone (key_sha256, kind)
	SELECT DISTINCT unnest(keys), of_scope ON CONFLICT DO NOTHING;
	INSERT INTO storywire.erasure AS e (code, scope, reason, requested_at, spool)
	VALUES (of_code, of_scope, of_reason, at, of_spool)
	ON CONFLICT (code) DO UPDATE SET spool = excluded.spool WHERE e.spool <> 'done';
$$;
COMMENT ON FUNCTION storywire.lay_tombstones(text, text, text, timestamptz, text, text[]) IS 'Remembers keys as taken down, with a receipt: its code and scope, why, when it was asked for, the state of the spool, the keys.';

CREATE FUNCTION storywire.erase(of_accounts text[], of_ids text[])
RETURNS TABLE (what text, value text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
	kept text[];
	before jsonb;
BEGIN
	SELECT jsonb_object_agg(r.what, r.n) INTO before FROM storywire.row_counts() r;
	SELECT array_agg(DISTINCT m.sha256) INTO kept FROM storywire.media m WHERE m.sha256 IS NOT NULL;
	PERFORM storywire.bury(of_accounts, of_ids);
	RETURN QUERY SELECT r.what, ((before->>r.what)::bigint - r.n)::text FROM storywire.row_counts() r;
	RETURN QUERY SELECT 'file', k FROM unnest(kept) k
		WHERE NOT EXISTS (SELECT FROM storywire.media m WHERE m.sha256 = k);
END
$$;
COMMENT ON FUNCTION storywire.erase(text[], text[]) IS 'The second half: deletes whatever has a tombstone, of these accounts and ids (NULL for all). Rows: how many rows are gone of what; and each file of media that nothing needs any more.';

-- What the spool may call them by as well.
CREATE FUNCTION storywire.takedown_names(of_accounts text[], of_ids text[])
RETURNS TABLE (kind text, account_id text, name text) LANGUAGE sql STABLE
SET search_path = pg_catalog AS $$
	WITH given AS MATERIALIZED (
		SELECT array_agg(k.account_id) AS accounts, array_agg(k.id) AS ids
		FROM storywire.known_stories(of_accounts, of_ids) k WHERE of_ids IS NOT NULL
	), story AS MATERIALIZED (
		SELECT o.account_id, o.id FROM given g
		CROSS JOIN LATERAL storywire.other_ids(g.accounts, g.ids) o WHERE o.id IS NOT NULL
	)
	SELECT 'story', owner.account_id, named.id
	FROM story s
	LEFT JOIN storywire.story t ON t.account_id = s.account_id AND t.story_id = s.id
	CROSS JOIN LATERAL (VALUES (s.id), (t.shortcode)) named (id)
	CROSS JOIN LATERAL (
		SELECT s.account_id
		UNION SELECT o.ig_pk FROM storywire.story o
		WHERE o.account_id = s.account_id AND o.ig_pk IS NOT NULL
	) owner
	WHERE named.id IS NOT NULL
	UNION
	SELECT n.kind, t.account_id, n.name
	FROM storywire.story t
	CROSS JOIN LATERAL (VALUES ('account', t.ig_pk), ('handle', t.handle)) n (kind, name)
	WHERE of_ids IS NULL AND t.account_id = ANY (of_accounts) AND n.name IS NOT NULL
	UNION
	SELECT 'handle', p.account_id, p.handle FROM storywire.poll p
	WHERE of_ids IS NULL AND p.account_id = ANY (of_accounts) AND p.handle IS NOT NULL
	UNION
	SELECT 'is_handle', t.account_id, t.handle FROM storywire.story t
	WHERE t.handle = ANY (of_accounts)
		AND NOT EXISTS (SELECT FROM storywire.known_accounts(of_accounts) k WHERE k = t.handle)
$$;
COMMENT ON FUNCTION storywire.takedown_names(text[], text[]) IS 'Other names of stories (these ids, of these accounts or of any) or, without ids, of accounts; is_handle where one of the accounts is a handle instead.';

CREATE FUNCTION storywire.spool_is_clean(of_code text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
	UPDATE storywire.erasure e SET spool = 'done' WHERE e.code = of_code AND e.spool <> 'done'
$$;
COMMENT ON FUNCTION storywire.spool_is_clean(text) IS 'Notes that a takedown is done in the spool too.';

-- A segment that lost lines has another hash; its lines have the numbers they had.
CREATE FUNCTION storywire.segments_rewritten(olds text[], news text[], counts bigint[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	n bigint;
BEGIN
	UPDATE storywire.reject r SET segment_sha256 = p.new
	FROM unnest(olds, news) p (old, new)
	WHERE r.segment_sha256 = p.old;
	DELETE FROM storywire.ledger l USING unnest(olds, news) p (old, new)
	WHERE l.segment_sha256 = p.new AND EXISTS (SELECT FROM storywire.ledger o
		WHERE o.segment_sha256 = p.old);
	UPDATE storywire.ledger l SET segment_sha256 = p.new, records = p.n
	FROM unnest(olds, news, counts) p (old, new, n)
	WHERE l.segment_sha256 = p.old;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END
$$;
COMMENT ON FUNCTION storywire.segments_rewritten(text[], text[], bigint[]) IS 'Lets the ledger know segments by their new hashes and numbers of records.';

CREATE FUNCTION storywire.learn_erased_texts(accounts text[], ids text[], headlines text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
	INSERT INTO storywire.tombstone (key_sha256, kind)
	SELECT storywire.tombstone_key('article', t.account_id, t.id, t.headline), 'article'
	FROM unnest(accounts, ids, headlines) t (account_id, id, headline)
	ON CONFLICT DO NOTHING;
	IF FOUND THEN
		PERFORM storywire.bury_dependents();
	END IF;
END
$$;
COMMENT ON FUNCTION storywire.learn_erased_texts(text[], text[], text[]) IS 'Remembers texts of articles that may not be told again, and buries what tells them.';

-- A load as story-load has staged it. A poll and a reject may be of an account and name no story.
CREATE FUNCTION storywire.staged_ids()
RETURNS TABLE (account_id text, id text) LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
	RETURN QUERY
	SELECT s.account_id, e.id FROM pg_temp.stage_story s
	CROSS JOIN LATERAL (VALUES (s.story_id), (s.graph_id)) e (id) WHERE e.id IS NOT NULL
	UNION SELECT s.account_id, s.story_id FROM pg_temp.stage_observation s
	UNION SELECT s.account_id, s.story_id FROM pg_temp.stage_media s
	UNION SELECT s.account_id, e.id
		FROM pg_temp.stage_article s CROSS JOIN LATERAL unnest(s.story_ids) e (id)
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
COMMENT ON FUNCTION storywire.staged_ids() IS 'What the stages of a load tell of: accounts with ids of stories, or - for none.';

-- Told of a story that was erased is its other id as well, and what came under that before goes with
-- it; so on until nothing new is learned.
CREATE FUNCTION storywire.learn_staged()
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
			JOIN pg_temp.stage_story s ON s.account_id = gone.account_id
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
COMMENT ON FUNCTION storywire.learn_staged() IS 'Learns the other ids of erased stories from what is staged; the staged ids that are erased, with account_id and story_id.';

CREATE FUNCTION storywire.strip_stages(accounts text[], ids text[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	UPDATE pg_temp.stage_poll p SET live = storywire.live_without_erased(p.account_id, p.live)
	WHERE p.live IS NOT NULL AND p.account_id = ANY (accounts);
	DELETE FROM pg_temp.stage_story s USING unnest(accounts, ids) gone (account_id, id)
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
END
$$;
COMMENT ON FUNCTION storywire.strip_stages(text[], text[]) IS 'Takes what tells of these stories, given pair by pair, out of the stages of a load.';

-- As story-load, on what it staged, before it merges.
CREATE FUNCTION storywire.drop_erased()
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
	IF accounts IS NOT NULL THEN
		PERFORM storywire.learn_erased_texts(array_agg(t.account_id), array_agg(t.id),
			array_agg(t.headline))
		FROM (
			SELECT DISTINCT a.account_id, named.id, a.headline
			FROM pg_temp.stage_article a
			JOIN unnest(accounts, ids) gone (account_id, id)
				ON a.account_id = gone.account_id AND gone.id = ANY (a.story_ids)
			CROSS JOIN LATERAL (VALUES (a.event_key::text),
				(a.record->>'article_id')) named (id)
		) t HAVING count(*) > 0;
		PERFORM storywire.strip_stages(accounts, ids);
	END IF;
	IF EXISTS (SELECT FROM storywire.tombstone t WHERE t.kind = 'article') THEN
		DELETE FROM pg_temp.stage_article s
		WHERE s.record ? 'related' AND storywire.rests_on_erased(s.record);
	END IF;
	RETURN coalesce(cardinality(ids), 0);
END
$$;
COMMENT ON FUNCTION storywire.drop_erased() IS 'Takes what was erased out of the stages of a load; how many staged ids that were.';

ALTER FUNCTION storywire.grant_loader() RENAME TO grant_loader_before_erase;
CREATE FUNCTION storywire.grant_loader()
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	PERFORM storywire.grant_loader_before_erase();
	GRANT EXECUTE ON FUNCTION storywire.drop_erased(), storywire.strip_stages(text[], text[]),
		storywire.staged_ids(), storywire.learn_staged(), storywire.erase_lock(),
		storywire.is_erased(text, text), storywire.erased_among(text[], text[]),
		storywire.account_key(text), storywire.story_key(text, text),
		storywire.rests_on_erased(jsonb), storywire.live_without_erased(text, jsonb),
		storywire.tombstone_key(text[]), storywire.learn_erased(text[], text[]),
		storywire.parts(jsonb, text), storywire.learn_erased_texts(text[], text[], text[]),
		storywire.erase(text[], text[]),
		storywire.lay_tombstones(text, text, text, timestamptz, text, text[]),
		storywire.takedown_names(text[], text[]), storywire.known_stories(text[], text[]),
		storywire.known_accounts(text[]),
		storywire.other_ids(text[], text[]), storywire.spool_is_clean(text),
		storywire.segments_rewritten(text[], text[], bigint[]) TO storywire_loader;
END
$$;
COMMENT ON FUNCTION storywire.grant_loader() IS 'What story-load needs, and nothing else.';
COMMENT ON FUNCTION storywire.grant_loader_before_erase() IS 'A part of storywire.grant_loader().';
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA storywire FROM PUBLIC;
