-- Settling costs as much a day whether there are few days or all those of an archive, whose texts are
-- all new: 300,000 were not over in ten minutes. The joins have no statistics of what they are given,
-- and where one was taken to be of few rows each row was compared with every other. What is looked up
-- with NOT IN is hashed whatever the guess, and the days come a thousand at a time, so that it fits.

-- As in 009.
CREATE OR REPLACE FUNCTION storywire.settle_versions(of_accounts text[], of_days date[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	WITH settled AS MATERIALIZED (
		SELECT * FROM storywire.settled_versions(of_accounts, of_days)
	), named AS (
		UPDATE storywire.article_version v
		SET article_id = s.article_id, version = s.version, reason = s.reason
		FROM settled s
		WHERE v.account_id = s.account_id AND v.editorial_day = s.editorial_day
			AND v.event_key = s.event_key AND v.inputs_sha256 = s.inputs_sha256
			AND v.content_sha256 = s.content_sha256
			AND (v.article_id, v.version, v.reason)
				IS DISTINCT FROM (s.article_id, s.version, s.reason)
	)
	UPDATE storywire.article_version v
	SET article_id = NULL, version = NULL, reason = NULL
	FROM (
		SELECT DISTINCT d.account_id COLLATE "C" AS account_id, d.editorial_day
		FROM unnest(of_accounts, of_days) d (account_id, editorial_day)
	) day
	WHERE v.account_id = day.account_id AND v.editorial_day = day.editorial_day
		AND v.reason <> 'edit'
		AND (v.account_id, v.editorial_day, v.event_key, v.inputs_sha256, v.content_sha256)
			NOT IN (SELECT s.account_id, s.editorial_day, s.event_key, s.inputs_sha256,
				s.content_sha256 FROM settled s);
END
$$;

-- As in 009.
CREATE OR REPLACE FUNCTION storywire.settle_stories(of_accounts text[], of_days date[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
			AND (old.account_id, old.article_id, old.story_id) NOT IN (
				SELECT w.account_id, w.article_id, w.story_id FROM wanted w)
	)
	INSERT INTO storywire.article_story (account_id, article_id, story_id)
	SELECT w.account_id, w.article_id, w.story_id FROM wanted w
	ON CONFLICT DO NOTHING;
END
$$;

-- As in 009, in pieces.
CREATE OR REPLACE FUNCTION storywire.settle_days(of_accounts text[], of_days date[])
RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	accounts text[];
	days date[];
	settled bigint := 0;
BEGIN
	FOR accounts, days IN
		SELECT array_agg(placed.account_id), array_agg(placed.editorial_day)
		FROM (
			SELECT day.account_id, day.editorial_day,
				(row_number() OVER (ORDER BY day.account_id, day.editorial_day) - 1) / 1000 AS piece
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
			) day
		) placed
		GROUP BY placed.piece ORDER BY placed.piece
	LOOP
		PERFORM storywire.settle_versions(accounts, days);
		PERFORM storywire.settle_articles(accounts, days);
		PERFORM storywire.settle_stories(accounts, days);
		settled := settled + cardinality(days);
	END LOOP;
	RETURN settled;
END
$$;
