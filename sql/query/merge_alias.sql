-- The Graph ids of staged stories that are kept under another id; what stood under one that is new
-- goes to its story. Of two stories that claim one id (a broken record) always the same one has it.
-- One row: how many accounts had news.
WITH fresh AS (
	INSERT INTO storywire.story_alias AS t (account_id, graph_id, story_id)
	SELECT s.account_id, s.graph_id, min(s.story_id)
	FROM pg_temp.stage_story s
	WHERE s.graph_id <> s.story_id
	GROUP BY s.account_id, s.graph_id
	ORDER BY s.account_id, s.graph_id
	ON CONFLICT (account_id, graph_id) DO UPDATE SET story_id = excluded.story_id
	WHERE excluded.story_id < t.story_id
	RETURNING t.account_id, t.graph_id, t.story_id
)
SELECT count(*) FROM (
	SELECT storywire.adopt(known.account_id, known.graph_ids, known.story_ids)
	FROM (
		SELECT f.account_id, array_agg(f.graph_id ORDER BY f.graph_id) AS graph_ids,
			array_agg(f.story_id ORDER BY f.graph_id) AS story_ids
		FROM fresh f GROUP BY f.account_id ORDER BY f.account_id
	) known
) adopted
