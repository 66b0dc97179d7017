-- The days of the versions staged. A fresh one has no version yet, and those staged share neither
-- story nor key with each other or with anything: each is the first version of an article.
CREATE TEMP TABLE stage_day ON COMMIT DROP AS
WITH told AS (
	SELECT v.account_id, v.editorial_day, v.event_key,
		EXISTS (SELECT FROM storywire.article_version o
			WHERE o.account_id = v.account_id AND o.event_key = v.event_key)
		OR EXISTS (SELECT FROM storywire.article a
			WHERE a.account_id = v.account_id AND a.article_id = v.event_key) AS is_known
	FROM pg_temp.stage_version v
), entangled AS (
	SELECT v.account_id, v.editorial_day
	FROM pg_temp.stage_version v CROSS JOIN LATERAL unnest(v.story_ids) e (id)
	GROUP BY v.account_id, v.editorial_day, e.id HAVING count(*) > 1
	UNION ALL
	SELECT t.account_id, unnest(array_agg(t.editorial_day))
	FROM told t GROUP BY t.account_id, t.event_key HAVING count(*) > 1 OR bool_or(t.is_known)
)
SELECT d.account_id, d.editorial_day,
	NOT EXISTS (SELECT FROM entangled e
		WHERE e.account_id = d.account_id AND e.editorial_day = d.editorial_day)
	AND NOT EXISTS (SELECT FROM storywire.article_version o
		WHERE o.account_id = d.account_id AND o.editorial_day = d.editorial_day) AS is_fresh
FROM (SELECT DISTINCT account_id, editorial_day FROM told) d
