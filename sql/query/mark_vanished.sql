-- What the stories and polls of the input say of stories that were gone before their time; after both
-- were merged. An erased story stays as it is, and so do those of accounts without polls. Where
-- nothing is touched nothing is looked at.
WITH polled AS MATERIALIZED (
	SELECT a.account_id FROM pg_temp.stage_account a
	WHERE EXISTS (SELECT FROM storywire.poll p WHERE p.account_id = a.account_id)
), touched AS MATERIALIZED (
	SELECT n.account_id, coalesce(a.story_id, n.story_id) AS story_id
	FROM polled
	JOIN pg_temp.stage_own n ON n.account_id = polled.account_id
	LEFT JOIN storywire.story_alias a ON a.account_id = n.account_id AND a.graph_id = n.story_id
	UNION
	SELECT o.account_id, o.story_id
	FROM pg_temp.stage_poll p
	JOIN storywire.story o ON o.account_id = p.account_id
		AND o.expires_at > p.started_at AND o.expires_at < p.started_at + interval '2 days'
		AND o.last_seen < p.started_at
)
UPDATE storywire.story t
SET vanished_early_at = found.at
FROM touched
JOIN storywire.story s ON s.account_id = touched.account_id AND s.story_id = touched.story_id
CROSS JOIN LATERAL storywire.vanished_at(s) AS found (at)
WHERE EXISTS (SELECT FROM touched)
	AND t.account_id = s.account_id AND t.story_id = s.story_id
	AND s.last_seen IS NOT NULL AND s.erased_at IS NULL
	AND t.vanished_early_at IS DISTINCT FROM found.at
