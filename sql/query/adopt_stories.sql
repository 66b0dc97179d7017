-- What stands under the Graph ids of staged stories goes to those that have them. One row: for how
-- many accounts something did.
WITH told AS (
	SELECT s.account_id, s.graph_id FROM pg_temp.stage_own s WHERE s.graph_id <> s.story_id
), standing AS (
	SELECT t.account_id, t.graph_id FROM told t
	WHERE EXISTS (SELECT FROM storywire.story s
			WHERE s.account_id = t.account_id AND s.story_id = t.graph_id)
		OR EXISTS (SELECT FROM storywire.observation o
			WHERE o.account_id = t.account_id AND o.story_id = t.graph_id)
		OR EXISTS (SELECT FROM storywire.media m
			WHERE m.account_id = t.account_id AND m.story_id = t.graph_id)
	UNION
	SELECT t.account_id, t.graph_id
	FROM (SELECT DISTINCT account_id FROM told) own
	JOIN storywire.article_version v ON v.account_id = own.account_id
	CROSS JOIN LATERAL unnest(v.story_ids) e (id)
	JOIN told t ON t.account_id = v.account_id AND t.graph_id = e.id
)
SELECT count(*) FROM (
	SELECT storywire.adopt(known.account_id, known.graph_ids, known.story_ids)
	FROM (
		SELECT s.account_id, array_agg(a.graph_id ORDER BY a.graph_id) AS graph_ids,
			array_agg(a.story_id ORDER BY a.graph_id) AS story_ids
		FROM standing s JOIN storywire.story_alias a USING (account_id, graph_id)
		GROUP BY s.account_id ORDER BY s.account_id
	) known
) adopted
