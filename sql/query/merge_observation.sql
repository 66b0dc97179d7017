-- Readings from the stage into the table, each to the story that has its id. Two readings with one
-- key: a final one goes first, then one with a value, then the greater, so that the order of
-- arrival does not matter. Of an erased story nothing is told again.
INSERT INTO storywire.observation AS t (account_id, story_id, metric, observed_at, value, state,
	source, is_final, raw_sha256)
SELECT DISTINCT ON (s.account_id, own.story_id, s.metric, s.observed_at, s.source)
	s.account_id, own.story_id, s.metric, s.observed_at, s.value, s.state,
	s.source, s.is_final, s.raw_sha256
FROM pg_temp.stage_observation s
LEFT JOIN storywire.story_alias a ON a.account_id = s.account_id AND a.graph_id = s.story_id
CROSS JOIN LATERAL (SELECT coalesce(a.story_id, s.story_id) AS story_id) own
WHERE NOT EXISTS (SELECT FROM storywire.story e WHERE e.account_id = s.account_id
	AND e.story_id = own.story_id AND e.erased_at IS NOT NULL)
ORDER BY s.account_id, own.story_id, s.metric, s.observed_at, s.source, s.is_final DESC,
	s.value IS NOT NULL DESC, s.value DESC, s.state DESC, s.raw_sha256 DESC
ON CONFLICT (account_id, story_id, metric, observed_at, source) DO UPDATE
SET value = excluded.value, state = excluded.state, is_final = excluded.is_final,
	raw_sha256 = excluded.raw_sha256
WHERE (excluded.is_final, excluded.value IS NOT NULL, coalesce(excluded.value, 0), excluded.state,
		excluded.raw_sha256)
	> (t.is_final, t.value IS NOT NULL, coalesce(t.value, 0), t.state, t.raw_sha256)
