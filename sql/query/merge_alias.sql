-- The Graph ids of staged stories that are kept under another id. Of two stories that claim one id
-- (a broken record) always the same one has it.
INSERT INTO storywire.story_alias AS t (account_id, graph_id, story_id)
SELECT s.account_id, s.graph_id, min(s.story_id)
FROM pg_temp.stage_story s
WHERE s.graph_id <> s.story_id
GROUP BY s.account_id, s.graph_id
ORDER BY s.account_id, s.graph_id
ON CONFLICT (account_id, graph_id) DO UPDATE SET story_id = excluded.story_id
WHERE excluded.story_id < t.story_id
