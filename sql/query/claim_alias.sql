-- Of several stories that claim one Graph id (broken records) always the same one has it.
UPDATE storywire.story_alias a SET story_id = s.story_id
FROM (
	SELECT o.account_id, o.graph_id, min(o.story_id) AS story_id
	FROM pg_temp.stage_own o WHERE o.graph_id <> o.story_id GROUP BY o.account_id, o.graph_id
) s
WHERE a.account_id = s.account_id AND a.graph_id = s.graph_id AND s.story_id < a.story_id
