-- The ids of the stories staged, apart from their content: they are looked through several times.
CREATE TEMP TABLE stage_own ON COMMIT DROP AS
SELECT s.account_id, s.story_id, s.graph_id FROM pg_temp.stage_story s
