-- The days of the versions of the input. A fresh one has no other version, and those share neither
-- story nor key with each other or with anything: each is the first version of an article. What
-- counts among versions that were there before has an article, so only those are looked for.
CREATE TEMP TABLE stage_day ON COMMIT DROP AS
WITH told AS (
	SELECT v.account_id, v.editorial_day, count(*) AS versions
	FROM pg_temp.stage_version v GROUP BY v.account_id, v.editorial_day
), entangled AS (
	SELECT v.account_id, v.editorial_day
	FROM told t
	JOIN pg_temp.stage_version v
		ON v.account_id = t.account_id AND v.editorial_day = t.editorial_day
	CROSS JOIN LATERAL unnest(v.story_ids) e (id)
	WHERE t.versions > 1
	GROUP BY v.account_id, v.editorial_day, e.id HAVING count(*) > 1
	UNION ALL
	SELECT v.account_id, v.editorial_day
	FROM pg_temp.stage_version v
	WHERE v.event_key IN (SELECT k.event_key FROM pg_temp.stage_version k
		GROUP BY k.event_key HAVING count(*) > 1)
	UNION ALL
	SELECT v.account_id, v.editorial_day
	FROM pg_temp.stage_version v
	JOIN storywire.article a ON a.account_id = v.account_id AND a.article_id = v.event_key
	UNION ALL
	SELECT t.account_id, t.editorial_day
	FROM told t
	JOIN storywire.article a
		ON a.account_id = t.account_id AND a.editorial_day = t.editorial_day
)
SELECT t.account_id, t.editorial_day, e.account_id IS NULL AS is_fresh
FROM told t
LEFT JOIN (SELECT DISTINCT account_id, editorial_day FROM entangled) e
	ON e.account_id = t.account_id AND e.editorial_day = t.editorial_day
