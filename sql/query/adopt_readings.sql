-- Readings that came before the story told its Graph id go to it. One row: how many accounts.
SELECT count(*) FROM (
	SELECT storywire.adopt_readings(known.account_id, known.graph_ids)
	FROM (
		SELECT s.account_id, array_agg(DISTINCT s.graph_id) AS graph_ids
		FROM pg_temp.stage_story s
		WHERE s.graph_id <> s.story_id
		GROUP BY s.account_id ORDER BY s.account_id
	) known
) adopted
