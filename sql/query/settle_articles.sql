-- Decides anew which articles are current, for every account and day in the stage. One row: how
-- many days.
SELECT count(*) FROM (
	SELECT storywire.settle(day.account_id, day.editorial_day)
	FROM (
		SELECT DISTINCT s.account_id, s.editorial_day
		FROM pg_temp.stage_article s ORDER BY 1, 2
	) day
) settled
