-- The keys of the locks of every account with stories, readings, polls, media or articles in the
-- input. One row: the keys, with commas.
SELECT string_agg(lock.key::text, ',')
FROM (
	SELECT DISTINCT storywire.account_lock(s.account_id) AS key
	FROM (
		SELECT account_id FROM pg_temp.stage_version
		UNION SELECT account_id FROM pg_temp.stage_own
		UNION SELECT account_id FROM pg_temp.stage_observation
		UNION SELECT account_id FROM pg_temp.stage_poll
		UNION SELECT account_id FROM pg_temp.stage_media
	) s
) lock
