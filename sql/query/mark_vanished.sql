-- What the stories and polls staged say of stories that were gone before their time; after both
-- were merged. An erased story stays as it is.
UPDATE storywire.story t
SET vanished_early_at = found.at
FROM (
	SELECT s.account_id, s.story_id, storywire.vanished_at(s) AS at
	FROM storywire.story s
	JOIN (
		SELECT account_id, story_id FROM pg_temp.stage_story
		UNION
		SELECT o.account_id, o.story_id
		FROM pg_temp.stage_poll p
		JOIN storywire.story o ON o.account_id = p.account_id
			AND o.expires_at > p.started_at AND o.taken_at <= p.started_at
	) touched ON touched.account_id = s.account_id AND touched.story_id = s.story_id
	WHERE s.erased_at IS NULL
) found
WHERE t.account_id = found.account_id AND t.story_id = found.story_id
	AND t.vanished_early_at IS DISTINCT FROM found.at
