-- Those of the stories staged that are kept under another id than they came with, or of which there
-- are several; after the aliases were learned.
CREATE TEMP TABLE stage_odd ON COMMIT DROP AS
WITH moved AS MATERIALIZED (
	SELECT DISTINCT s.account_id, s.story_id, a.story_id AS own_id
	FROM pg_temp.stage_own s
	JOIN storywire.story_alias a ON a.account_id = s.account_id AND a.graph_id = s.story_id
), own AS (
	SELECT s.account_id, s.story_id, coalesce(m.own_id, s.story_id) AS own_id
	FROM pg_temp.stage_own s
	LEFT JOIN moved m ON m.account_id = s.account_id AND m.story_id = s.story_id
), several AS (
	SELECT o.account_id, o.own_id FROM own o GROUP BY o.account_id, o.own_id HAVING count(*) > 1
)
SELECT m.account_id, m.story_id, m.own_id FROM moved m
UNION
SELECT o.account_id, o.story_id, o.own_id
FROM several s JOIN own o ON o.account_id = s.account_id AND o.own_id = s.own_id
