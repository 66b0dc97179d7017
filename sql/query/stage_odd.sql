-- Those of the stories in the stage that are kept under another id than they came with, or of which
-- there are several; after the aliases were learned.
CREATE TEMP TABLE stage_odd ON COMMIT DROP AS
WITH own AS MATERIALIZED (
	SELECT s.account_id, s.story_id, coalesce(a.story_id, s.story_id) AS own_id
	FROM pg_temp.stage_story s
	LEFT JOIN storywire.story_alias a ON a.account_id = s.account_id AND a.graph_id = s.story_id
), several AS (
	SELECT o.account_id, o.own_id FROM own o GROUP BY o.account_id, o.own_id HAVING count(*) > 1
)
SELECT DISTINCT o.account_id, o.story_id, o.own_id
FROM own o
WHERE o.story_id <> o.own_id OR EXISTS (SELECT FROM several s
	WHERE s.account_id = o.account_id AND s.own_id = o.own_id)
