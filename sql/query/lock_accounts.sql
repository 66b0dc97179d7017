-- Takes the lock of every account with articles, stories, readings, polls or media in the stages,
-- always in the same order. After this, versions may arrive in the order of the input, and no
-- reading, poll or picture can miss the story that another loader brings. One row: how many.
SELECT count(*) FROM (
	SELECT pg_advisory_xact_lock(lock.key)
	FROM (
		SELECT DISTINCT storywire.account_lock(s.account_id) AS key
		FROM (
			SELECT account_id FROM pg_temp.stage_article
			UNION SELECT account_id FROM pg_temp.stage_story
			UNION SELECT account_id FROM pg_temp.stage_observation
			UNION SELECT account_id FROM pg_temp.stage_poll
			UNION SELECT account_id FROM pg_temp.stage_media
		) s ORDER BY 1
	) lock
) taken
