-- Lets the versions of the input name their stories by the ids that those are kept under, each once;
-- after the aliases were learned. Those that went straight are in their table already. Graph ids and others
-- hardly ever mix in their order, whose ends an index tells of each account: so most are not looked
-- for.
WITH span AS MATERIALIZED (
	SELECT v.account_id,
		(SELECT min(a.graph_id) FROM storywire.story_alias a
			WHERE a.account_id = v.account_id) AS first_alias,
		(SELECT max(a.graph_id) FROM storywire.story_alias a
			WHERE a.account_id = v.account_id) AS last_alias
	FROM pg_temp.stage_account v
), doubtful AS MATERIALIZED (
	SELECT v.part, v.line, v.account_id, e.id
	FROM span
	JOIN pg_temp.stage_version v ON v.account_id = span.account_id
	CROSS JOIN LATERAL unnest(v.story_ids) e (id)
	WHERE e.id BETWEEN span.first_alias AND span.last_alias
), moved AS (
	UPDATE pg_temp.stage_version v
	SET story_ids = ARRAY(
		SELECT coalesce(a.story_id, e.id)
		FROM unnest(v.story_ids) WITH ORDINALITY e (id, place)
		LEFT JOIN storywire.story_alias a ON a.account_id = v.account_id AND a.graph_id = e.id
		GROUP BY 1 ORDER BY min(e.place))
	FROM (
		SELECT DISTINCT d.part, d.line
		FROM doubtful d
		JOIN storywire.story_alias a ON a.account_id = d.account_id AND a.graph_id = d.id
	) found
	WHERE v.part = found.part AND v.line = found.line
	RETURNING v.*
)
UPDATE storywire.article_version t
SET story_ids = m.story_ids
FROM moved m
WHERE m.is_straight AND t.account_id = m.account_id AND t.editorial_day = m.editorial_day
	AND t.event_key = m.event_key AND t.inputs_sha256 = m.inputs_sha256
	AND t.content_sha256 = m.content_sha256
