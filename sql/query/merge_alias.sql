-- The Graph ids of staged stories that are kept under another id; what stood under one that is new
-- goes to its story. Of two stories that claim one id (a broken record) always the same one has it.
-- One row: for how many accounts something stood there.
WITH fresh AS (
	INSERT INTO storywire.story_alias AS t (account_id, graph_id, story_id)
	SELECT s.account_id, s.graph_id, min(s.story_id)
	FROM pg_temp.stage_own s
	WHERE s.graph_id <> s.story_id
	GROUP BY s.account_id, s.graph_id
	ON CONFLICT (account_id, graph_id) DO UPDATE SET story_id = excluded.story_id
	WHERE excluded.story_id < t.story_id
	RETURNING t.account_id, t.graph_id, t.story_id
), standing AS (
	SELECT f.account_id, f.graph_id, f.story_id FROM fresh f
	WHERE EXISTS (SELECT FROM storywire.story s
			WHERE s.account_id = f.account_id AND s.story_id = f.graph_id)
		OR EXISTS (SELECT FROM storywire.observation o
			WHERE o.account_id = f.account_id AND o.story_id = f.graph_id)
		OR EXISTS (SELECT FROM storywire.media m
			WHERE m.account_id = f.account_id AND m.story_id = f.graph_id)
	UNION
	SELECT f.account_id, f.graph_id, f.story_id
	FROM (SELECT DISTINCT account_id FROM fresh) own
	JOIN storywire.article_version v ON v.account_id = own.account_id
	CROSS JOIN LATERAL unnest(v.story_ids) told (id)
	JOIN fresh f ON f.account_id = v.account_id AND f.graph_id = told.id
)
SELECT count(*) FROM (
	SELECT storywire.adopt(known.account_id, known.graph_ids, known.story_ids)
	FROM (
		SELECT s.account_id, array_agg(s.graph_id ORDER BY s.graph_id) AS graph_ids,
			array_agg(s.story_id ORDER BY s.graph_id) AS story_ids
		FROM standing s GROUP BY s.account_id ORDER BY s.account_id
	) known
) adopted
