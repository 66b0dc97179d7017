-- What stands under the Graph ids of stories goes to those that have them: under ids that the stories
-- of the input were told to have, or under which they went straight. Graph ids and others hardly ever
-- mix in their order, whose ends an index tells of each account: so most are not looked for. Versions
-- of this input that have no article yet are mapped apart. One row: for how many accounts something
-- did.
WITH told AS MATERIALIZED (
	SELECT s.account_id, s.graph_id FROM pg_temp.stage_own s WHERE s.graph_id <> s.story_id
), span AS MATERIALIZED (
	SELECT own.account_id,
		(SELECT min(s.story_id) FROM storywire.story s
			WHERE s.account_id = own.account_id) AS first_story,
		(SELECT max(s.story_id) FROM storywire.story s
			WHERE s.account_id = own.account_id) AS last_story,
		(SELECT min(a.graph_id) FROM storywire.story_alias a
			WHERE a.account_id = own.account_id) AS first_alias,
		(SELECT max(a.graph_id) FROM storywire.story_alias a
			WHERE a.account_id = own.account_id) AS last_alias
	FROM pg_temp.stage_account own
), doubtful AS MATERIALIZED (
	SELECT o.account_id, o.story_id, o.graph_id
	FROM pg_temp.stage_own o JOIN span USING (account_id)
	WHERE o.graph_id BETWEEN span.first_story AND span.last_story AND o.graph_id <> o.story_id
		OR o.story_id BETWEEN span.first_alias AND span.last_alias
), named AS MATERIALIZED (
	SELECT v.account_id, e.id
	FROM pg_temp.stage_account own
	JOIN storywire.article_version v ON v.account_id = own.account_id
	CROSS JOIN LATERAL unnest(v.story_ids) e (id)
	WHERE EXISTS (SELECT FROM storywire.article a WHERE a.account_id = own.account_id)
), standing AS (
	SELECT d.account_id, e.graph_id
	FROM doubtful d CROSS JOIN LATERAL (VALUES (d.story_id), (d.graph_id)) e (graph_id)
	JOIN storywire.story s ON s.account_id = d.account_id AND s.story_id = e.graph_id
	UNION
	SELECT t.account_id, t.graph_id
	FROM told t
	JOIN storywire.observation o ON o.account_id = t.account_id AND o.story_id = t.graph_id
	UNION
	SELECT t.account_id, t.graph_id
	FROM told t JOIN storywire.media m ON m.account_id = t.account_id AND m.story_id = t.graph_id
	UNION
	SELECT t.account_id, t.graph_id
	FROM named n JOIN told t ON t.account_id = n.account_id AND t.graph_id = n.id
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
