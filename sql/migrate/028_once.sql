-- As in 009. A version may name one story by both of its ids, as if they were two, before anything told
-- that they are one: it has it once.
CREATE OR REPLACE FUNCTION storywire.adopt_articles(of_account text, of_graph_ids text[],
	of_story_ids text[])
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
			FROM unnest(v.story_ids) WITH ORDINALITY e (id, place)
			GROUP BY 1 ORDER BY min(e.place))
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
