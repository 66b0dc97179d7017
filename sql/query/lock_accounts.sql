-- Takes the lock of every account with articles in the stage, always in the same order. After
-- this, versions may arrive in the order of the input. One row: how many.
SELECT count(*) FROM (
	SELECT pg_advisory_xact_lock(lock.key)
	FROM (
		SELECT DISTINCT storywire.account_lock(s.account_id) AS key
		FROM pg_temp.stage_article s ORDER BY 1
	) lock
) taken
