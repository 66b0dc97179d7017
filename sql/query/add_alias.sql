-- Learns the Graph ids of stories in the stage that are kept under another id. One row: whether all of
-- them are new, each told once (boolean).
WITH told AS (
	SELECT s.account_id, s.graph_id, s.story_id
	FROM pg_temp.stage_story s WHERE s.graph_id <> s.story_id
), added AS (
	INSERT INTO storywire.story_alias (account_id, graph_id, story_id)
	SELECT t.account_id, t.graph_id, t.story_id FROM told t
	ON CONFLICT (account_id, graph_id) DO NOTHING
	RETURNING true
)
SELECT (SELECT count(*) FROM told) = (SELECT count(*) FROM added)
